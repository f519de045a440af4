import { describe, expect, test } from 'vitest';
import { aDefinition, anAgent } from './builders.ts';
import { World, type Caller } from './world.ts';

async function afterACall(definition = aDefinition()): Promise<{ world: World; caller: Caller }> {
  const world = await World.open({ definition });
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  await world.agent('ana').answers();
  return { world, caller };
}

describe('wrap-up', () => {
  test('begins with the end of the call and lasts its time, then the agent is ready', async () => {
    const { world, caller } = await afterACall();
    await caller.hangsUp();
    expect(await world.events('agent.wrapUpStarted')).toMatchObject([{ endsAt: world.clock.now() + 30_000 }]);
    await world.pass(29_999);
    expect(world.agent('ana').status).toBe('wrapUp');
    await world.pass(1);
    expect(world.agent('ana').status).toBe('ready');
  });

  test('belongs to the agent: no queue may offer a call during it', async () => {
    const { world, caller } = await afterACall();
    await caller.hangsUp();
    const next = await world.dialsAndWaits();
    expect(next.stage).toBe('queued');
    await world.pass(27_000);
    expect(next.offeredTo).toBe('ana');
  });

  test('can be extended, within reason, and ended early', async () => {
    const { world, caller } = await afterACall();
    const ana = world.agent('ana');
    expect(await ana.asks('agent.wrapUpExtendRequested', { byMs: 1_000 })).toBe('notInWrapUp');
    await caller.hangsUp();
    expect(await ana.asks('agent.wrapUpExtendRequested', { byMs: 60_000 })).toBe('accepted');
    await world.pass(89_000);
    expect(ana.status).toBe('wrapUp');
    expect(await ana.asks('agent.wrapUpExtendRequested', { byMs: 3_600_000 })).toBe('tooLong');
    expect(await ana.asks('agent.wrapUpEndRequested')).toBe('accepted');
    expect(ana.status).toBe('ready');
    expect(await ana.asks('agent.wrapUpEndRequested')).toBe('notInWrapUp');
  });

  test('of no length leaves the agent ready at once', async () => {
    const { world, caller } = await afterACall(aDefinition({ agents: [anAgent('ana', { wrapUpMs: 0 })] }));
    await caller.hangsUp();
    expect(world.agent('ana').status).toBe('ready');
    expect(await world.events('agent.wrapUpStarted')).toEqual([]);
  });
});

describe('the next state', () => {
  test('chosen during a call, comes true after the wrap-up, once', async () => {
    const { world, caller } = await afterACall();
    const next = { status: 'notReady', reason: 'lunch' };
    expect(await world.agent('ana').asks('agent.nextStateRequested', { next })).toBe('accepted');
    await caller.hangsUp();
    expect(world.agent('ana').status).toBe('wrapUp');
    await world.pass(30_000);
    expect(world.agent('ana').status).toBe('notReady(lunch)');
    expect(world.engine.state.agents.get('ana' as never)?.next).toBeUndefined();
  });

  test('can be cancelled', async () => {
    const { world, caller } = await afterACall();
    await world.agent('ana').asks('agent.nextStateRequested', { next: { status: 'loggedOut' } });
    await world.agent('ana').asks('agent.nextStateRequested');
    await caller.hangsUp();
    await world.pass(30_000);
    expect(world.agent('ana').status).toBe('ready');
  });

  test('end of service: the last call is finished first', async () => {
    const { world, caller } = await afterACall();
    await world.agent('ana').asks('agent.nextStateRequested', { next: { status: 'loggedOut' } });
    await caller.hangsUp();
    await world.agent('ana').asks('agent.wrapUpEndRequested');
    expect(world.agent('ana').status).toBe('loggedOut');
    expect(await world.events('agent.loggedOut')).toMatchObject([{ reason: 'nextState' }]);
  });

  test('gives way to what is asked later', async () => {
    const { world, caller } = await afterACall();
    await world.agent('ana').asks('agent.nextStateRequested', { next: { status: 'notReady', reason: 'lunch' } });
    await caller.hangsUp();
    expect(await world.agent('ana').asks('agent.readyRequested')).toBe('accepted');
    expect(world.agent('ana').status).toBe('ready');
  });

  test('chosen while a telephone rings holds even if the offer is missed', async () => {
    const world = await World.open();
    await world.ready('ana');
    await world.dialsAndWaits();
    await world.agent('ana').asks('agent.nextStateRequested', { next: { status: 'notReady', reason: 'lunch' } });
    await world.pass(20_000);
    expect(world.agent('ana').status).toBe('notReady(lunch)');
  });

  test('is refused when there is nothing to wait for, or the reason is unknown', async () => {
    const { world } = await afterACall();
    const unknown = { status: 'notReady', reason: 'nonsense' };
    expect(await world.agent('ana').asks('agent.nextStateRequested', { next: unknown })).toBe('unknownPauseReason');
    await world.ready('bob');
    const next = { status: 'notReady', reason: 'lunch' };
    expect(await world.agent('bob').asks('agent.nextStateRequested', { next })).toBe('notNow');
  });
});

describe('requests', () => {
  test('are refused with a reason, whatever the state', async () => {
    const world = await World.open();
    const ana = world.agent('ana');
    expect(await world.agent('nobody').asks('agent.loginRequested')).toBe('unknownAgent');
    expect(await ana.asks('agent.readyRequested')).toBe('notLoggedIn');
    expect(await ana.asks('agent.loginRequested')).toBe('accepted');
    expect(await ana.asks('agent.loginRequested')).toBe('alreadyLoggedIn');
    expect(ana.status).toBe('notReady(loggedIn)');
    expect(await ana.asks('agent.pauseRequested', { reason: 'nonsense' })).toBe('unknownPauseReason');
    await ana.registers();
    expect(await ana.asks('agent.readyRequested')).toBe('accepted');
    expect(await ana.asks('agent.readyRequested')).toBe('accepted');
    await world.dialsAndWaits();
    for (const asked of ['agent.logoutRequested', 'agent.readyRequested'] as const) {
      expect(await ana.asks(asked)).toBe('busyWithCall');
    }
    expect(await ana.asks('agent.pauseRequested', { reason: 'lunch' })).toBe('busyWithCall');
  });

  test('a pause while ready takes the agent out of the line at once', async () => {
    const world = await World.open();
    await world.ready('ana');
    expect(await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' })).toBe('accepted');
    const caller = await world.dialsAndWaits();
    expect(caller.stage).toBe('queued');
  });
});
