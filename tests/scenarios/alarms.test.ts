import { expect, test } from 'vitest';
import { aDefinition, aQueue, officeHours } from './builders.ts';
import { World } from './world.ts';

/** Ana is in service, and busy with something else. */
async function busyCentre(alarms: object, at?: number): Promise<World> {
  const definition = aDefinition({ queues: [aQueue('support', { alarms })] });
  const world = await World.open({ definition, ...(at === undefined ? {} : { at }) });
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  return world;
}

const ringing = (world: World): readonly string[] => [...world.engine.state.alarms.keys()];

test('so many waiting: it rings at once, and stops when they have been fewer for a minute', async () => {
  const world = await busyCentre({ waiting: 2 });
  const one = await world.dials();
  await world.dials();
  await world.pass(2_900);
  expect(ringing(world)).toEqual([]);
  await world.pass(100);
  expect(await world.events('alarm.raised')).toMatchObject([
    { kind: 'waiting', queueId: 'support', value: 2, threshold: 2 },
  ]);
  await one.hangsUp();
  await world.pass(59_000);
  expect(ringing(world)).toHaveLength(1);
  await world.pass(3_000);
  expect(ringing(world)).toEqual([]);
  expect(await world.events('alarm.cleared')).toHaveLength(1);
});

test('callers who are rung for at once do not wait', async () => {
  const world = await busyCentre({ waiting: 1 });
  await world.agent('ana').asks('agent.readyRequested');
  await world.dialsAndWaits();
  await world.pass(2_000);
  expect(ringing(world)).toEqual([]);
});

test('a limit crossed again and again rings once', async () => {
  const world = await busyCentre({ waiting: 1 });
  for (let times = 0; times < 5; times += 1) {
    const caller = await world.dialsAndWaits();
    await world.pass(5_000);
    await caller.hangsUp();
    await world.pass(20_000);
  }
  expect(await world.events('alarm.raised')).toHaveLength(1);
});

test('so long a wait', async () => {
  const world = await busyCentre({ longestWaitMs: 45_000 });
  await world.dialsAndWaits();
  await world.pass(44_000);
  expect(ringing(world)).toEqual([]);
  await world.pass(2_000);
  expect(await world.events('alarm.raised')).toMatchObject([{ kind: 'longestWait', threshold: 45_000 }]);
});

test('too few present while the service is open, and not while it is closed', async () => {
  const evening = Date.parse('2026-03-02T17:58:00+01:00');
  const world = await busyCentre({ presentBelow: 1 }, evening);
  await world.pass(2_000);
  expect(await world.events('alarm.raised')).toMatchObject([{ kind: 'presentBelow', value: 0, threshold: 1 }]);
  await world.pass(120_000);
  expect(ringing(world), 'closing time has come a minute ago').toHaveLength(1);
  await world.pass(62_000);
  expect(ringing(world)).toEqual([]);
});

test('present is whoever is free, with a caller, or finishing with one', async () => {
  const world = await busyCentre({ presentBelow: 1 });
  await world.agent('ana').asks('agent.readyRequested');
  await world.dialsAndWaits();
  await world.pass(2_000);
  await world.agent('ana').answers();
  await world.pass(2_000);
  await world.agent('ana').hangsUp();
  await world.pass(5_000);
  const raised = await world.events('alarm.raised');
  expect(raised.length).toBeLessThanOrEqual(1);
  expect(world.engine.state.index.present.get('support' as never)).toBe(1);
});

test('a limit that is taken away rings no more', async () => {
  const world = await busyCentre({ waiting: 1 });
  await world.dialsAndWaits();
  expect(ringing(world)).toHaveLength(1);
  await world.publish(aDefinition({ version: 2, calendars: [officeHours()] }));
  await world.pass(1_000);
  expect(ringing(world)).toEqual([]);
});

test('what rings goes on ringing, once, when another acd takes over', async () => {
  const world = await busyCentre({ waiting: 1 });
  await world.dialsAndWaits();
  await world.killAndRestart();
  await world.pass(5_000);
  expect(ringing(world)).toHaveLength(1);
  expect(await world.events('alarm.raised')).toHaveLength(1);
});
