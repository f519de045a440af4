import { expect, test } from 'vitest';
import { aDefinition, aService } from './builders.ts';
import { World } from './world.ts';

const impatient = (change = {}) => aDefinition({ services: [aService('desk', { maximumWaitMs: 60_000, ...change })] });

/** Ana is in service, and busy with something else. */
async function busyCentre(definition = impatient()): Promise<World> {
  const world = await World.open({ definition });
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  return world;
}

test('after the longest wait the caller hears the greeting and the beep, leaves a message, and it is kept', async () => {
  const world = await busyCentre();
  const caller = await world.dialsAndWaits();
  await world.pass(60_000);
  expect(await world.events('call.overflowed')).toMatchObject([{ reason: 'maximumWait' }]);
  expect(caller.hears).toEqual(['greeting', 'beep']);
  await world.pass(6_500);
  expect(caller.stage).toBe('recording');
  await caller.records('message');
  const [finished] = await world.events('call.voicemailFinished');
  expect(finished).toMatchObject({ durationMs: 8_000, file: expect.stringMatching(/^voicemail\/.+\.wav$/) });
  expect(await caller.ending()).toMatchObject({ outcome: 'voicemailLeft', by: 'system', cause: 'normal' });
  expect(world.gateway.legs.get(caller.legId)?.status).toBe('released');
});

test('a caller who hangs up after their message has left it', async () => {
  const world = await busyCentre();
  const caller = await world.dialsAndWaits();
  await world.pass(60_000 + 6_500);
  await caller.hangsUp();
  expect(caller.stage).toBe('recording');
  await caller.records('message', 'callerGone');
  expect(await caller.ending()).toMatchObject({ outcome: 'voicemailLeft', by: 'caller' });
});

test('a caller who says nothing, or leaves during the greeting, leaves an empty voicemail', async () => {
  const world = await busyCentre();
  const silent = await world.dialsAndWaits();
  await world.pass(60_000 + 6_500);
  await silent.records('nothing');
  expect(await silent.ending()).toMatchObject({ outcome: 'voicemailEmpty', by: 'system' });

  const hurried = await world.dialsAndWaits();
  await world.pass(60_000 + 1_000);
  await hurried.hangsUp();
  expect(await hurried.ending()).toMatchObject({ outcome: 'voicemailEmpty', by: 'caller' });
});

test('a message whose end is never told does not last for ever', async () => {
  const world = await busyCentre();
  const caller = await world.dialsAndWaits();
  await world.pass(60_000 + 6_500 + 120_000 + 15_000);
  expect(await caller.ending()).toMatchObject({ outcome: 'voicemailEmpty', cause: 'timeout' });
});

test('a recorder that fails ends the call and says why', async () => {
  const world = await busyCentre();
  world.gateway.failsAt('startVoicemail');
  const caller = await world.dialsAndWaits();
  await world.pass(60_000 + 6_500);
  expect(await caller.ending()).toMatchObject({ outcome: 'voicemailEmpty', by: 'system' });
});

test('without a voicemail the longest wait ends the call', async () => {
  const world = await busyCentre(impatient({ voicemail: undefined }));
  const caller = await world.dialsAndWaits();
  await world.pass(60_000);
  expect(await caller.ending()).toMatchObject({ outcome: 'overflowReleased', by: 'system' });
});

test('the longest wait comes while an agent is rung: the offer is taken back without a miss', async () => {
  const world = await World.open({ definition: impatient({ maximumWaitMs: 10_000 }) });
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  await world.pass(10_000);
  expect(caller.hears).toEqual(['greeting', 'beep']);
  expect(await world.events('offer.withdrawn')).toMatchObject([{ reason: 'overflow' }]);
  expect(world.agent('ana').status).toBe('ready');
});

test('an agent who has picked up is not robbed of the caller by the longest wait', async () => {
  const world = await World.open({ definition: impatient({ maximumWaitMs: 10_000 }) });
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  world.gateway.ignores('bridgeLeg');
  await world.pass(9_000);
  await world.agent('ana').answers();
  await world.pass(3_000);
  expect(caller.stage).toBe('connecting');
});

test('nobody logged in: straight to the voicemail, without welcome or wait', async () => {
  const world = await World.open();
  const caller = await world.dials();
  expect(caller.hears).toEqual(['greeting', 'beep']);
  expect(await world.events('call.overflowed')).toMatchObject([{ reason: 'nobodyLoggedIn' }]);
  expect(await world.events('call.queued')).toEqual([]);
});

test('the last agent logs out: those who wait are sent to the voicemail', async () => {
  const world = await busyCentre();
  const [one, two] = [await world.dialsAndWaits(), await world.dialsAndWaits()];
  await world.agent('ana').asks('agent.logoutRequested');
  expect([one.stage, two.stage]).toEqual(['message', 'message']);
});

test('a service that keeps callers when nobody is there keeps them, until the longest wait', async () => {
  const voicemail = { ...aService('desk').voicemail, whenNobodyLoggedIn: false };
  const world = await World.open({ definition: impatient({ voicemail }) });
  const caller = await world.dialsAndWaits();
  expect(caller.stage).toBe('queued');
  await world.pass(60_000);
  expect(caller.stage).toBe('message');
});

test('a full queue sends the next caller to the voicemail, or refuses with a time to try again', async () => {
  const world = await busyCentre(impatient({ maximumWaiting: 1 }));
  await world.dialsAndWaits();
  const second = await world.dials();
  expect(await world.events('call.overflowed')).toMatchObject([{ callId: second.callId, reason: 'queueFull' }]);

  const strict = await busyCentre(impatient({ maximumWaiting: 1, voicemail: undefined }));
  await strict.dialsAndWaits();
  const refused = await strict.dials();
  expect(await refused.ending()).toMatchObject({ outcome: 'refusedFull', cause: 'congestion' });
  expect(strict.gateway.done.at(-1)).toMatchObject({ type: 'refuseCaller', cause: 'congestion', retryAfterMs: 30_000 });
});

test('a queue where nobody may wait still takes a caller whom an agent can answer at once', async () => {
  const world = await World.open({ definition: impatient({ maximumWaiting: 0 }) });
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  expect(caller.offeredTo).toBe('ana');
});

test('without a definition callers are refused with congestion, and nothing is lost of the fact', async () => {
  const world = await World.open({ definition: null });
  const caller = await world.dials();
  expect(world.gateway.done).toMatchObject([{ type: 'refuseCaller', cause: 'congestion' }]);
  expect(await caller.ending()).toMatchObject({ outcome: 'technicalFailure', cause: 'congestion' });
});
