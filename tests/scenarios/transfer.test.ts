import { describe, expect, test } from 'vitest';
import { aDefinition, anAgent, aQueue } from './builders.ts';
import { World, type Caller } from './world.ts';

const definition = aDefinition({
  queues: [aQueue('support'), aQueue('experts')],
  agents: [anAgent('ana'), anAgent('bob'), anAgent('eve', { queues: [{ queueId: 'experts' as never }] })],
});

async function conversation(): Promise<{ world: World; caller: Caller }> {
  const world = await World.open({ definition });
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  await world.agent('ana').answers();
  await world.ready('bob', 'eve');
  return { world, caller };
}

const transferTo = (world: World, caller: Caller, target: object): Promise<string> =>
  world.agent('ana').asksAbout(caller, 'call.transferRequested', { target });

describe('to a queue', () => {
  test('the agent is free at once, the caller waits there to music and is answered by someone else', async () => {
    const { world, caller } = await conversation();
    await world.agent('eve').asks('agent.pauseRequested', { reason: 'lunch' });
    expect(await transferTo(world, caller, { kind: 'queue', queueId: 'experts' })).toBe('accepted');
    expect(world.agent('ana').status).toBe('wrapUp');
    expect(caller.stage).toBe('queued');
    expect(caller.hears).toEqual(['music']);
    await world.agent('eve').asks('agent.readyRequested');
    expect(caller.offeredTo).toBe('eve');
    await world.agent('eve').answers();
    expect(await world.events('call.transferred')).toMatchObject([{ callId: caller.callId, agentId: 'eve' }]);
    expect(await world.events('call.answered')).toHaveLength(1);
  });

  test('the time already waited counts: they are before those who have waited less', async () => {
    const world = await World.open({ definition });
    await world.ready('ana', 'eve');
    await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
    await world.agent('eve').asks('agent.pauseRequested', { reason: 'lunch' });
    const caller = await world.dialsAndWaits();
    await world.pass(50_000);
    await world.agent('ana').asks('agent.readyRequested');
    await world.agent('ana').answers();
    await world.pass(600_000);
    const other = await world.dialsAndWaits();
    await world.pass(10_000);
    expect(await transferTo(world, caller, { kind: 'queue', queueId: 'support' })).toBe('accepted');
    expect([caller.position, other.position]).toEqual([1, 2]);
  });

  test('who hangs up while waiting for the second agent was answered by the first', async () => {
    const { world, caller } = await conversation();
    await transferTo(world, caller, { kind: 'queue', queueId: 'experts' });
    await caller.hangsUp();
    expect(await caller.ending()).toMatchObject({ outcome: 'answered', by: 'caller' });
  });

  test('is refused when the queue is unknown or nobody is there', async () => {
    const { world, caller } = await conversation();
    expect(await transferTo(world, caller, { kind: 'queue', queueId: 'nowhere' })).toBe('unknownQueue');
    await world.agent('eve').asks('agent.logoutRequested');
    expect(await transferTo(world, caller, { kind: 'queue', queueId: 'experts' })).toBe('targetUnavailable');
    expect(caller.stage).toBe('talking');
  });
});

describe('to an agent', () => {
  test('the first agent stays the fall-back until the second has taken it', async () => {
    const { world, caller } = await conversation();
    expect(await transferTo(world, caller, { kind: 'agent', agentId: 'bob' })).toBe('accepted');
    expect(caller.stage).toBe('transferring');
    expect(caller.hears).toEqual(['music']);
    expect(world.agent('bob').status).toBe('offered');
    expect(world.agent('ana').status).toBe('talking');
    await world.agent('bob').answers();
    expect(caller.stage).toBe('talking');
    expect([world.agent('ana').status, world.agent('bob').status]).toEqual(['wrapUp', 'talking']);
    await caller.hangsUp();
    expect(world.agent('bob').status).toBe('wrapUp');
  });

  test.each([
    ['rings out', (world: World) => world.pass(20_000), 'noAnswer'],
    ['declines', (world: World) => world.agent('bob').declines(), 'rejected'],
    ['loses the telephone', (world: World) => world.agent('bob').losesTelephone(), 'unavailable'],
  ])('the second agent %s: the caller is back with the first', async (_how, happens, cause) => {
    const { world, caller } = await conversation();
    await transferTo(world, caller, { kind: 'agent', agentId: 'bob' });
    await happens(world);
    expect(await world.events('call.transferFailed')).toMatchObject([{ cause }]);
    expect(caller.stage).toBe('talking');
    expect(caller.hears).toBeUndefined();
    expect(world.agent('ana').status).toBe('talking');
  });

  test('the first agent hangs up meanwhile: the transfer goes on, and if it fails the caller is queued', async () => {
    const { world, caller } = await conversation();
    await transferTo(world, caller, { kind: 'agent', agentId: 'bob' });
    expect(await world.agent('ana').asksAbout(caller, 'call.hangUpRequested')).toBe('accepted');
    expect(world.agent('ana').status).toBe('wrapUp');
    expect(caller.stage).toBe('transferring');
    await world.agent('bob').declines();
    expect(caller.offeredTo).toBe('bob');
    await world.agent('bob').answers();
    expect(caller.stage).toBe('talking');
  });

  test('the caller hangs up while it rings: everybody is freed', async () => {
    const { world, caller } = await conversation();
    await transferTo(world, caller, { kind: 'agent', agentId: 'bob' });
    await caller.hangsUp();
    expect(await caller.ending()).toMatchObject({ outcome: 'answered', by: 'caller' });
    expect([world.agent('ana').status, world.agent('bob').status]).toEqual(['wrapUp', 'ready']);
  });

  test('is refused when they are not ready, unknown, or oneself', async () => {
    const { world, caller } = await conversation();
    await world.agent('bob').asks('agent.pauseRequested', { reason: 'lunch' });
    expect(await transferTo(world, caller, { kind: 'agent', agentId: 'bob' })).toBe('targetUnavailable');
    expect(await transferTo(world, caller, { kind: 'agent', agentId: 'nobody' })).toBe('unknownAgent');
    expect(await transferTo(world, caller, { kind: 'agent', agentId: 'ana' })).toBe('targetUnavailable');
  });
});

describe('to the outside', () => {
  const outside = { kind: 'number', number: '+33561000000' };
  const outsideLeg = (world: World) =>
    [...world.gateway.legs.values()].findLast((leg) => leg.ring && !leg.ring.agentId);

  test('the outside party answers: the agent is freed, the call goes on without them and ends with either', async () => {
    const { world, caller } = await conversation();
    expect(await transferTo(world, caller, outside)).toBe('accepted');
    expect(await transferTo(world, caller, outside)).toBe('transferInProgress');
    const leg = outsideLeg(world);
    if (!leg) throw new Error('nobody rings outside');
    leg.status = 'answered';
    await world.says({ type: 'leg.answered', callId: leg.callId, legId: leg.legId, answeredAt: world.clock.now() });
    expect(world.agent('ana').status).toBe('wrapUp');
    expect(caller.stage).toBe('talking');
    world.gateway.hangUp(leg.legId, world.clock.now(), 'normal');
    await world.settle();
    expect(await caller.ending()).toMatchObject({ outcome: 'answered', by: 'agent' });
  });

  test.each(['busy', 'rejected', 'noAnswer'] as const)('%s: the caller is back with the agent', async (cause) => {
    const { world, caller } = await conversation();
    await transferTo(world, caller, outside);
    world.gateway.hangUp(outsideLeg(world)?.legId as never, world.clock.now(), cause);
    await world.settle();
    expect(caller.stage).toBe('talking');
    expect(await world.events('call.transferFailed')).toMatchObject([{ cause }]);
  });

  test('nobody answers and nobody says so: back with the agent after 45 s', async () => {
    const { world, caller } = await conversation();
    await transferTo(world, caller, outside);
    await world.pass(45_000);
    expect(caller.stage).toBe('talking');
    expect(outsideLeg(world)?.status).toBe('released');
  });

  test("by the telephone's own transfer key: a number, a colleague's telephone, a service's number", async () => {
    for (const [text, kind] of [
      ['<sip:+33561000000@trunk.example>', 'external'],
      ['sip:bob-phone@decroche.example', 'agent'],
      ['sip:8008@decroche.example', 'queue'],
      ['sip:someone@elsewhere.example', 'external'],
    ] as const) {
      const { world, caller } = await conversation();
      const legId = world.agent('ana').legId as never;
      await world.says({ type: 'leg.transferRequested', callId: caller.callId, legId, target: text });
      expect(await world.events('call.transferStarted')).toMatchObject([{ target: { kind } }]);
    }
  });
});
