import type { Definition } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { aDefinition, anAgent, aQueue, aService } from './builders.ts';
import { openRingingBack, ringingBack, wantsRungBack } from './ringing-back.ts';
import { World } from './world.ts';

test('an agent who is removed while free leaves service; while talking, after the call', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const caller = await world.dialsAndWaits();
  await world.agent('ana').answers();
  await world.publish(aDefinition({ version: 2, agents: [anAgent('cleo')] }));
  expect(world.agent('bob').status).toBeUndefined();
  expect(world.agent('ana').status).toBe('talking');
  expect(await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' })).toBe('unknownAgent');
  await caller.hangsUp();
  expect(world.agent('ana').status).toBeUndefined();
  const left = await world.events('agent.loggedOut');
  expect(left.map((event) => [event.agentId, event.reason])).toEqual([
    ['bob', 'removed'],
    ['ana', 'removed'],
  ]);
});

test('an agent who is removed while rung loses the offer, not the caller their place', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const caller = await world.dialsAndWaits();
  expect(caller.offeredTo).toBe('ana');
  await world.publish(aDefinition({ version: 2, agents: [anAgent('bob')] }));
  expect(caller.offeredTo).toBe('bob');
  expect(await world.events('call.queued')).toHaveLength(1);
});

test('callers of a queue that is removed go on in the one their service now has, with their time', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const caller = await world.dialsAndWaits();
  const [queued] = await world.events('call.queued');
  await world.pass(5_000);
  await world.publish(
    aDefinition({
      version: 2,
      queues: [aQueue('other')],
      services: [aService('desk', { queueId: 'other' as never })],
      agents: [anAgent('ana', { queues: [{ queueId: 'other' as never }] })],
    }),
  );
  expect(caller.stage).toBe('queued');
  await world.agent('ana').asks('agent.readyRequested');
  expect(caller.offeredTo).toBe('ana');
  expect((await world.events('call.queued')).at(-1)).toMatchObject({ queueId: 'other', queuedAt: queued?.queuedAt });
});

test('callers of a service that is removed are served to the end', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const caller = await world.dialsAndWaits();
  await world.publish(aDefinition({ version: 2, services: [aService('another', { numbers: ['8010'] })] }));
  await world.agent('ana').asks('agent.readyRequested');
  await world.agent('ana').answers();
  await world.agent('ana').asksAbout(caller, 'call.holdRequested');
  expect(caller.hears).toEqual(['music']);
  await caller.hangsUp();
  expect(await caller.ending()).toMatchObject({ outcome: 'answered' });
});

test('a queue and its service both removed: the caller is sent to the voicemail they would have had', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const caller = await world.dialsAndWaits();
  await world.publish(
    aDefinition({
      version: 2,
      queues: [aQueue('other')],
      services: [aService('another', { numbers: ['8010'], queueId: 'other' as never })],
      agents: [anAgent('ana', { queues: [{ queueId: 'other' as never }] })],
    }),
  );
  expect(caller.hears).toEqual(['greeting', 'beep']);
});

test('an agent given another telephone is not ready until it is there', async () => {
  const world = await World.open();
  await world.ready('ana');
  const device = { kind: 'phone', deviceId: 'ana-desk' as never } as const;
  await world.publish(aDefinition({ version: 2, agents: [anAgent('ana', { device }), anAgent('bob')] }));
  expect(world.agent('ana').status).toBe('notReady(deviceLost)');
  await world.deviceRegisters('ana-desk');
  expect(world.agent('ana').status).toBe('ready');
});

test('new wrap-up times and names hold from the next call on', async () => {
  const world = await World.open();
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  await world.agent('ana').answers();
  await world.publish(aDefinition({ version: 2, agents: [anAgent('ana', { wrapUpMs: 5_000 }), anAgent('bob')] }));
  await caller.hangsUp();
  await world.pass(5_000);
  expect(world.agent('ana').status).toBe('ready');
});

test('a definition that names what is not there is refused whole', async () => {
  const world = await World.open();
  for (const broken of [
    aDefinition({ version: 2, agents: [anAgent('ana', { queues: [{ queueId: 'nowhere' as never }] })] }),
    aDefinition({ version: 3, services: [aService('desk', { queueId: 'nowhere' as never })] }),
    aDefinition({ version: 4, services: [aService('desk', { calendarId: 'nowhere' as never })] }),
    aDefinition({ version: 5, services: [aService('desk', { music: 'nowhere' as never })] }),
    aDefinition({ version: 6, agents: [anAgent('ana'), anAgent('ana')] }),
    aDefinition({ version: 7, domainId: 'another' as never }),
  ]) {
    await world.publish(broken);
    expect(world.engine.state.definition?.version).toBe(1);
  }
});

test('the definition in force published again changes nothing', async () => {
  const world = await World.open();
  await world.publish(aDefinition());
  expect(await world.events('definition.adopted')).toHaveLength(1);
});

test('callers who wait while a tier is added each get someone of it in their turn', async () => {
  const world = await World.open({ definition: aDefinition({ agents: [anAgent('ana')] }) });
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const first = await world.dialsAndWaits();
  const second = await world.dialsAndWaits();
  const queues = [{ queueId: 'support' as never, tier: 1 }];
  await world.publish(
    aDefinition({
      version: 2,
      queues: [aQueue('support', { tiers: [{ tier: 1, afterMs: 60_000 }] })],
      agents: [anAgent('ana'), anAgent('bob', { queues }), anAgent('cleo', { queues })],
    }),
  );
  await world.ready('bob', 'cleo');
  await world.pass(60_000);
  expect([first.offeredTo, second.offeredTo]).toEqual(['bob', 'cleo']);
  await world.agent('bob').answers();
  await world.agent('cleo').answers();
  expect([first.stage, second.stage]).toEqual(['talking', 'talking']);
});

/** The same centre, whose queue is now another one. */
const inAnotherQueue = (before: Definition): Definition => ({
  ...before,
  version: before.version + 1,
  queues: [aQueue('other')],
  services: before.services.map((service) => ({ ...service, queueId: 'other' as never })),
  agents: before.agents.map((agent) => ({ ...agent, queues: [{ queueId: 'other' as never }] })),
});

test('a caller asked where to be rung back while their queue is removed goes on in the new one', async () => {
  const world = await openRingingBack();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const caller = await world.dialsAndWaits();
  await caller.presses('9');
  await world.publish(inAnotherQueue(ringingBack()));
  await world.pass(280_000);
  expect(caller.stage).toBe('queued');
  expect(caller.hears).toEqual(['music']);
  await world.agent('ana').asks('agent.readyRequested');
  expect(caller.offeredTo).toBe('ana');
});

test('a caller who was being joined while their queue was removed goes on in the new one when it fails', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const caller = await world.dialsAndWaits();
  world.gateway.ignores('bridgeLeg');
  await world.agent('ana').answers();
  expect(caller.stage).toBe('connecting');
  await world.publish(inAnotherQueue(aDefinition()));
  await world.agent('ana').hangsUp();
  expect(caller.offeredTo).toBe('bob');
  expect(caller.hears).toEqual(['music']);
});

test('one who is being rung back while the queue is removed is first in the new one', async () => {
  const centre = ringingBack({ dialling: 'callerFirst' });
  const world = await openRingingBack(centre);
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  expect(callback.stage).toBe('dialling');
  await world.publish(inAnotherQueue(centre));
  await callback.answers();
  await world.pass(3_000);
  expect(callback.offeredTo).toBe('ana');
});

test('one who hears who rings while the queue is removed hears it to the end, and is first in the new one', async () => {
  const centre = ringingBack({ dialling: 'callerFirst' });
  const world = await openRingingBack(centre);
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  await callback.answers();
  await world.publish(inAnotherQueue(centre));
  expect(callback.hears).toEqual(['callback-announce']);
  await world.pass(3_000);
  expect(callback.offeredTo).toBe('ana');
  expect((await world.events('call.queued')).at(-1)).toMatchObject({ queueId: 'other', priority: 100 });
});
