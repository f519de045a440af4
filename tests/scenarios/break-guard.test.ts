import { describe, expect, test } from 'vitest';
import { anAgent, aService } from './builders.ts';
import { asksForLunch, aShift, at, guarded, until } from './at-work.ts';
import { World } from './world.ts';

async function atWork(names: readonly string[], definition = guarded()) {
  const world = await World.open({ definition });
  await world.ready(...names);
  return world;
}

test('a break is granted while enough others are there', async () => {
  const world = await atWork(['ana', 'bob']);
  expect(await asksForLunch(world, world.agent('ana'))).toEqual({ result: 'accepted' });
  expect(world.agent('ana').status).toBe('notReady(lunch)');
});

test('the last one present is refused, and told when: when the other is back', async () => {
  const world = await atWork(['ana', 'bob']);
  await asksForLunch(world, world.agent('ana'));
  const since = world.clock.now();
  await world.pass(600_000);
  const reply = await asksForLunch(world, world.agent('bob'));
  expect(reply).toMatchObject({ result: 'refused', reason: 'tooFewPresent' });
  const { possibleAt = 0 } = reply as { possibleAt?: number };
  expect(possibleAt).toBeGreaterThanOrEqual(since + 45 * 60_000);
  expect(possibleAt).toBeLessThan(since + 50 * 60_000);
  expect(world.agent('bob').status).toBe('ready');
});

test('alone with nobody to come: refused, without a time', async () => {
  const world = await atWork(['ana']);
  expect(await asksForLunch(world, world.agent('ana'))).toEqual({ result: 'refused', reason: 'tooFewPresent' });
});

test('alone until the reinforcement comes: refused until its hour', async () => {
  const world = await atWork(['ana']);
  await world.roster([aShift('ana', '08:00', '18:00'), aShift('bob', '12:00', '18:00')]);
  expect(await asksForLunch(world, world.agent('ana'))).toMatchObject({ possibleAt: at('12:00') });
});

test('looked at minute by minute for as long as the break lasts: the other goes to lunch in half an hour', async () => {
  const world = await atWork(['ana', 'bob']);
  await world.roster([aShift('ana', '08:00', '18:00'), aShift('bob', '08:00', '18:00', ['12:00', '12:45'])]);
  await until(world, '11:14');
  expect(await asksForLunch(world, world.agent('ana'))).toEqual({ result: 'accepted' });
  await world.agent('ana').asks('agent.readyRequested');
  await until(world, '11:30');
  const reply = await asksForLunch(world, world.agent('ana'));
  expect(reply).toMatchObject({ reason: 'tooFewPresent', possibleAt: at('12:45') });
});

test('the other leaves for good before the break would be over', async () => {
  const world = await atWork(['ana', 'bob']);
  await world.roster([aShift('ana', '08:00', '18:00'), aShift('bob', '08:00', '10:30')]);
  expect(await asksForLunch(world, world.agent('ana'))).toEqual({ result: 'refused', reason: 'tooFewPresent' });
});

test('the end of the day needs nobody after closing', async () => {
  const world = await atWork(['ana', 'bob']);
  await world.roster([aShift('ana', '08:00', '18:30'), aShift('bob', '08:00', '18:00')]);
  await until(world, '17:50');
  expect(await asksForLunch(world, world.agent('ana'))).toEqual({ result: 'accepted' });
});

test('someone with a caller, or finishing with one, is there', async () => {
  const world = await atWork(['ana', 'bob']);
  const caller = await world.dialsAndWaits();
  await world.agent('ana').answers();
  expect(caller.stage).toBe('talking');
  expect(await asksForLunch(world, world.agent('bob'))).toEqual({ result: 'accepted' });
});

test('a reason that is not guarded is granted always', async () => {
  const world = await atWork(['ana']);
  expect(await world.agent('ana').asks('agent.pauseRequested', { reason: 'training' })).toBe('accepted');
});

test('a queue without a minimum asks for nobody', async () => {
  const world = await atWork(['ana'], guarded({}, 0));
  expect(await asksForLunch(world, world.agent('ana'))).toEqual({ result: 'accepted' });
});

test('members of other queues do not count', async () => {
  const agents = [anAgent('ana'), anAgent('bob', { queues: [] })];
  const world = await atWork(['ana', 'bob'], guarded({ agents }));
  expect(await asksForLunch(world, world.agent('ana'))).toMatchObject({ reason: 'tooFewPresent' });
});

describe('a break as the next state', () => {
  test('is refused while too few would stay', async () => {
    const world = await atWork(['ana']);
    await world.dialsAndWaits();
    await world.agent('ana').answers();
    const next = { status: 'notReady', reason: 'lunch' };
    expect(await world.agent('ana').asks('agent.nextStateRequested', { next })).toBe('tooFewPresent');
    expect(await world.agent('ana').asks('agent.nextStateRequested', { next: { status: 'loggedOut' } })).toBe(
      'accepted',
    );
  });

  test('that was granted is looked at again when it takes effect: too few by then, and they are free instead', async () => {
    const world = await atWork(['ana', 'bob']);
    const caller = await world.dialsAndWaits();
    await world.agent('ana').answers();
    const next = { status: 'notReady', reason: 'lunch' };
    expect(await world.agent('ana').asks('agent.nextStateRequested', { next })).toBe('accepted');
    await world.agent('bob').asks('agent.logoutRequested');
    await caller.hangsUp();
    await world.pass(30_000);
    expect(world.agent('ana').status).toBe('ready');
    expect(world.engine.state.agents.get('ana' as never)?.next).toBeUndefined();
  });

  test('that a supervisor wants takes effect, whoever stays', async () => {
    const world = await atWork(['ana']);
    const caller = await world.dialsAndWaits();
    await world.agent('ana').answers();
    const to = { status: 'notReady', reason: 'lunch' } as const;
    const { agentId } = world.agent('ana');
    await world.request({ type: 'supervisor.agentForceRequested', agentId, to, when: 'afterCall' });
    await caller.hangsUp();
    await world.pass(30_000);
    expect(world.agent('ana').status).toBe('notReady(lunch)');
  });

  test('counts as away for those who ask after', async () => {
    const world = await atWork(['ana', 'bob']);
    await world.dialsAndWaits();
    await world.agent('ana').answers();
    await world.agent('ana').asks('agent.nextStateRequested', { next: { status: 'notReady', reason: 'lunch' } });
    expect(await asksForLunch(world, world.agent('bob'))).toMatchObject({ reason: 'tooFewPresent' });
  });
});

describe('the expected pick-up rate', () => {
  // 10 calls an hour of 3 minutes: two agents pick up 93 % within 15 s, one agent 67 %.
  const expectedLoad = (calls: number) => ({
    ahtMs: 180_000,
    patienceMs: 120_000,
    callsPerHour: [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00', calls }],
  });
  const busy = (calls: number) => guarded({ services: [aService('desk', { expectedLoad: expectedLoad(calls) })] });

  test('must not fall below its target because of the break', async () => {
    const world = await atWork(['ana', 'bob'], busy(10));
    expect(await asksForLunch(world, world.agent('ana'))).toMatchObject({ reason: 'tooFewPresent' });
  });

  test('that holds without them is no reason', async () => {
    const world = await atWork(['ana', 'bob', 'cleo'], busy(10));
    expect(await asksForLunch(world, world.agent('ana'))).toEqual({ result: 'accepted' });
  });

  test('that is missed anyway is no reason: the minimum alone counts', async () => {
    const world = await atWork(['ana', 'bob'], busy(20));
    expect(await asksForLunch(world, world.agent('ana'))).toEqual({ result: 'accepted' });
  });
});
