import { expect, test } from 'vitest';
import { World } from './world.ts';

test('one call is never rung at two agents, and one agent never for two calls', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const callers = [await world.dials(), await world.dials(), await world.dials()];
  await world.pass(3_000);
  expect(callers.map((caller) => caller.offeredTo)).toEqual(['ana', 'bob', undefined]);
});

test('the first who answers has the call; a telephone that answers after its offer was over is let go', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const caller = await world.dialsAndWaits();
  const late = world.agent('ana').legId as never;
  world.gateway.ignores('releaseLeg');
  await world.pass(20_000);
  world.gateway.behaves();
  expect(caller.offeredTo).toBe('bob');

  await world.agent('bob').answers();
  await world.says({ type: 'leg.answered', callId: caller.callId, legId: late, answeredAt: world.clock.now() });
  expect(world.gateway.done.at(-1)).toMatchObject({ type: 'releaseLeg', legId: late, cause: 'completedElsewhere' });
  expect(await world.events('call.answered')).toMatchObject([{ agentId: 'bob' }]);
  expect(world.agent('ana').status).toBe('ready');
});

test('both pick up in the same instant: each has their own caller', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const [first, second] = [await world.dials(), await world.dials()];
  await world.pass(3_000);
  const answeredAt = world.clock.now();
  const legs = [world.agent('ana').legId as never, world.agent('bob').legId as never];
  await world.says(
    { type: 'leg.answered', callId: second.callId, legId: legs[1] as never, answeredAt },
    { type: 'leg.answered', callId: first.callId, legId: legs[0] as never, answeredAt },
  );
  expect([first.stage, second.stage]).toEqual(['talking', 'talking']);
  expect(await world.events('call.answered')).toMatchObject([
    { callId: second.callId, agentId: 'bob' },
    { callId: first.callId, agentId: 'ana' },
  ]);
});

test('the longest idle agent is rung first', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const first = await world.dialsAndWaits();
  await world.agent('ana').answers();
  await first.hangsUp();
  await world.agent('ana').asks('agent.wrapUpEndRequested');
  const second = await world.dialsAndWaits();
  expect(second.offeredTo).toBe('bob');
});

test('a freed agent is given the oldest caller in the same decision', async () => {
  const world = await World.open();
  await world.ready('ana');
  const first = await world.dialsAndWaits();
  await world.agent('ana').answers();
  const [older, younger] = [await world.dialsAndWaits(), await world.dialsAndWaits()];
  await first.hangsUp();
  await world.agent('ana').asks('agent.wrapUpEndRequested');
  expect(older.offeredTo).toBe('ana');
  expect(younger.position).toBe(2);
  const journal = await world.journal();
  const offered = journal.findLast((record) => record.event.type === 'offer.made');
  const freed = journal.findLast((record) => record.event.type === 'agent.becameReady');
  expect(offered?.cause).toBe(freed?.cause);
});

test('the same message twice is taken once', async () => {
  const world = await World.open();
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  const journal = (await world.journal()).length;
  await world.repeats({
    ...{ id: 'm-4' as never, domainId: 'main' as never, at: 0, kind: 'telephony' },
    event: { type: 'leg.released', ...caller, releasedAt: 1, cause: 'normal', by: 'party' },
  });
  expect(await world.journal()).toHaveLength(journal);
});
