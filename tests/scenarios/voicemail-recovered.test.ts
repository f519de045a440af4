import { expect, test } from 'vitest';
import type { RecordingId } from '@decroche/protocol';
import { World, type Caller } from './world.ts';

/** A caller who is leaving a message. */
async function recording(): Promise<{ world: World; caller: Caller; recordingId: RecordingId }> {
  const world = await World.open();
  const caller = await world.dials();
  await world.pass(6_500);
  expect(caller.stage).toBe('recording');
  return { world, caller, recordingId: world.gateway.recording.get(caller.callId) as RecordingId };
}

const found = (
  world: World,
  caller: Caller,
  recordingId: RecordingId,
  endedBy: 'recovered' | 'silence' = 'recovered',
) =>
  world.says({
    type: 'voicemail.finished',
    ...{ callId: caller.callId, recordingId, file: `voicemail/${recordingId}.wav`, durationMs: 5_000, endedBy },
  });

test('the gateway is killed in the middle: what was said is delivered when it comes back', async () => {
  const { world, caller, recordingId } = await recording();
  await world.gatewayRestarts();
  expect(caller.stage, 'its end is not known yet').toBe('recording');
  await found(world, caller, recordingId);
  expect(await world.events('call.voicemailFinished')).toMatchObject([{ recordingId, durationMs: 5_000 }]);
  expect(await caller.ending()).toMatchObject({ outcome: 'voicemailLeft', cause: 'gatewayFailure', by: 'system' });
});

test('it comes back after the call was given up: the message is delivered all the same', async () => {
  const { world, caller, recordingId } = await recording();
  await world.gatewayRestarts();
  await world.pass(120_000 + 15_000);
  expect(await caller.ending()).toMatchObject({ outcome: 'voicemailEmpty' });
  await found(world, caller, recordingId);
  expect(await world.events('call.voicemailRecovered')).toMatchObject([
    { callId: caller.callId, recordingId, file: `voicemail/${recordingId}.wav`, durationMs: 5_000 },
  ]);
});

test('a late end of any kind delivers the message', async () => {
  const { world, caller, recordingId } = await recording();
  await world.pass(120_000 + 15_000);
  await found(world, caller, recordingId, 'silence');
  expect(await world.events('call.voicemailRecovered')).toHaveLength(1);
});

test.each([
  ['delivered in time', async () => undefined],
  ['recovered before', async (world: World) => void (await world.pass(200_000))],
])('%s: told again it is not delivered again, not even by another acd', async (_when, before) => {
  const { world, caller, recordingId } = await recording();
  await before(world);
  await found(world, caller, recordingId);
  await found(world, caller, recordingId);
  await world.killAndRestart();
  await found(world, caller, recordingId);
  const delivered = [
    ...(await world.events('call.voicemailFinished')).filter((each) => each.file !== undefined),
    ...(await world.events('call.voicemailRecovered')),
  ];
  expect(delivered).toHaveLength(1);
});

test('the acd is killed in the middle: the end told meanwhile is heard by the next', async () => {
  const { world, caller, recordingId } = await recording();
  await world.killAndRestart(5_000, () => void found(world, caller, recordingId, 'silence').catch(() => undefined));
  await world.settle();
  expect(await caller.ending()).toMatchObject({ outcome: 'voicemailLeft' });
  expect(await world.events('call.voicemailFinished')).toHaveLength(1);
});

test('nothing was said, or it is not a recording of ours: nothing is delivered', async () => {
  const { world, caller, recordingId } = await recording();
  await world.pass(120_000 + 15_000);
  await world.says({
    ...{ type: 'voicemail.finished', callId: caller.callId, recordingId, durationMs: 0, endedBy: 'recovered' },
  });
  await found(world, caller, 'other-r7' as never);
  expect(await world.events('call.voicemailRecovered')).toEqual([]);
});
