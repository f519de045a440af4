import { expect, test } from 'vitest';
import { aDefinition } from './builders.ts';
import { World } from './world.ts';

const definition = () => aDefinition({ partyRules: [{ partyRef: 'party-nuisance' as never, kind: 'blocked' }] });

test('a blocked number is refused unanswered with 603, and counted apart', async () => {
  const world = await World.open({ definition: definition() });
  await world.ready('ana');
  const caller = await world.dials('8008', { partyRef: 'party-nuisance' });
  expect(world.gateway.done.map((command) => command.type)).not.toContain('answerCaller');
  expect(world.gateway.done.at(-1)).toMatchObject({ type: 'refuseCaller', cause: 'rejected' });
  expect(await caller.ending()).toMatchObject({ outcome: 'refusedBlocked', cause: 'rejected', by: 'system' });
  expect(world.agent('ana').status).toBe('ready');
});

test('everybody else is welcome, a withheld number too', async () => {
  const world = await World.open({ definition: definition() });
  await world.ready('ana');
  expect((await world.dialsAndWaits()).offeredTo).toBe('ana');
});

test('a number that is blocked while its caller waits is refused from the next call on', async () => {
  const world = await World.open({ definition: aDefinition() });
  const partyRef = 'party-nuisance';
  await world.agent('ana').registers();
  await world.agent('ana').asks('agent.loginRequested');
  const caller = await world.dialsAndWaits('8008', { partyRef });
  await world.publish({ ...definition(), version: 2 });
  expect(caller.stage).toBe('queued');
  const next = await world.dials('8008', { partyRef });
  expect(await next.ending()).toMatchObject({ outcome: 'refusedBlocked' });
});
