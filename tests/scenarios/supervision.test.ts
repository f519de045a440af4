import { describe, expect, test } from 'vitest';
import type { AcdRequestOf } from '@decroche/protocol';
import { aDefinition, aQueue, aService, anAgent } from './builders.ts';
import { said } from './messages.ts';
import { World, type Caller } from './world.ts';

type Force = AcdRequestOf<'supervisor.agentForceRequested'>;

/** A supervisor's request about Ana. */
const force = async (world: World, to: Force['to'], when: Force['when'] = 'now', agentId = 'ana'): Promise<string> =>
  said(await world.request({ type: 'supervisor.agentForceRequested', agentId: agentId as never, to, when }));

const READY = { status: 'ready' } as const;
const LUNCH = { status: 'notReady', reason: 'lunch' } as const;
const OUT = { status: 'loggedOut' } as const;

const forced = async (world: World) => (await world.events('supervisor.agentForced')).at(-1);

/** What Ana does when the supervisor steps in. */
const SITUATIONS = {
  ready: async () => undefined,
  paused: async (world) => void (await world.agent('ana').asks('agent.pauseRequested', { reason: 'training' })),
  ringing: async (world) => void (await world.dialsAndWaits()),
  talking: async (world) => {
    await world.dialsAndWaits();
    await world.agent('ana').answers();
  },
  wrapUp: async (world) => {
    await world.dialsAndWaits();
    await world.agent('ana').answers();
    await world.agent('ana').hangsUp();
  },
} as const satisfies Record<string, (world: World) => Promise<void>>;
type Situation = keyof typeof SITUATIONS;

async function anaWho(situation: Situation): Promise<World> {
  const world = await World.open();
  await world.ready('ana');
  await SITUATIONS[situation](world);
  return world;
}

describe('an agent', () => {
  const CASES: readonly (readonly [Situation, Force['to'], Force['when'], string, string | undefined])[] = [
    ['ready', READY, 'now', 'alreadyThere', 'ready'],
    ['ready', LUNCH, 'now', 'accepted', 'notReady(lunch)'],
    ['ready', LUNCH, 'afterCall', 'accepted', 'notReady(lunch)'],
    ['ready', OUT, 'now', 'accepted', 'loggedOut'],
    ['paused', READY, 'now', 'accepted', 'ready'],
    ['paused', LUNCH, 'now', 'accepted', 'notReady(lunch)'],
    ['paused', OUT, 'now', 'accepted', 'loggedOut'],
    ['ringing', LUNCH, 'now', 'accepted', 'offered'],
    ['ringing', OUT, 'now', 'accepted', 'loggedOut'],
    ['ringing', OUT, 'afterCall', 'accepted', 'offered'],
    ['talking', READY, 'now', 'accepted', 'talking'],
    ['talking', LUNCH, 'now', 'accepted', 'talking'],
    ['talking', OUT, 'now', 'accepted', 'talking'],
    ['wrapUp', READY, 'now', 'accepted', 'ready'],
    ['wrapUp', LUNCH, 'now', 'accepted', 'notReady(lunch)'],
    ['wrapUp', LUNCH, 'afterCall', 'accepted', 'wrapUp'],
    ['wrapUp', OUT, 'now', 'accepted', 'loggedOut'],
  ];
  test.each(CASES)('%s, asked %j %s: %s', async (situation, to, when, verdict, status) => {
    const world = await anaWho(situation);
    expect(await force(world, to, when)).toBe(verdict);
    expect(world.agent('ana').status).toBe(status);
    if (verdict === 'accepted') expect(await forced(world)).toMatchObject({ to: to.status, by: 'story' });
    else expect(await forced(world)).toBeUndefined();
  });

  test.each([
    [LUNCH, 'notReady(lunch)'],
    [OUT, 'loggedOut'],
  ])('in conversation is never cut: %j comes after the call', async (to, status) => {
    const world = await anaWho('talking');
    await force(world, to);
    await world.pass(60_000);
    expect(world.agent('ana').status).toBe('talking');
    await world.agent('ana').hangsUp();
    await world.pass(30_000);
    expect(world.agent('ana').status).toBe(status);
  });

  test('ready after the call forgets the break they had chosen', async () => {
    const world = await anaWho('talking');
    await world.agent('ana').asks('agent.nextStateRequested', { next: LUNCH });
    await force(world, READY);
    await world.agent('ana').hangsUp();
    await world.pass(30_000);
    expect(world.agent('ana').status).toBe('ready');
  });

  test('taken off the line while ringing: the caller keeps their place, nobody has missed a call', async () => {
    const world = await World.open();
    await world.ready('ana');
    const caller = await world.dialsAndWaits();
    await world.ready('bob');
    await force(world, OUT);
    expect(await world.events('offer.withdrawn')).toMatchObject([{ agentId: 'ana', reason: 'supervisor' }]);
    expect(caller.offeredTo).toBe('bob');
    expect(world.engine.state.agents.get('ana' as never)?.misses).toBe(0);
  });

  test.each([
    ['of nobody we know', READY, 'unknownAgent', 'zoe'],
    ['of one who is not in service', READY, 'notLoggedIn', 'bob'],
    ['for an unknown reason', { status: 'notReady', reason: 'nonsense' } as const, 'unknownPauseReason', 'ana'],
  ])('asked %s: refused', async (_what, to, reason, agentId) => {
    const world = await anaWho('ready');
    expect(await force(world, to, 'now', agentId)).toBe(reason);
  });

  test('without a telephone can not be made ready', async () => {
    const world = await anaWho('paused');
    await world.agent('ana').losesTelephone();
    expect(await force(world, READY)).toBe('deviceNotRegistered');
  });
});

describe('a call', () => {
  const definition = aDefinition({
    services: [aService('desk')],
    queues: [aQueue('support'), aQueue('second')],
    agents: [anAgent('ana'), anAgent('bob', { queues: [{ queueId: 'second' as never }] })],
  });

  /** Ana and Bob are in service, and busy with something else. */
  async function centre(): Promise<World> {
    const world = await World.open({ definition });
    await world.ready('ana', 'bob');
    for (const name of ['ana', 'bob']) await world.agent(name).asks('agent.pauseRequested', { reason: 'lunch' });
    return world;
  }
  const move = async (world: World, { callId }: Pick<Caller, 'callId'>, queueId: string): Promise<string> =>
    said(await world.request({ type: 'supervisor.callMoveRequested', callId, queueId: queueId as never }));
  const prioritise = async (world: World, { callId }: Caller, priority: number): Promise<string> =>
    said(await world.request({ type: 'supervisor.callPriorityRequested', callId, priority }));
  const release = async (world: World, { callId }: Caller): Promise<string> =>
    said(await world.request({ type: 'supervisor.callReleaseRequested', callId }));

  test('moved to another queue keeps the time it has waited', async () => {
    const world = await centre();
    const caller = await world.dialsAndWaits();
    await world.pass(20_000);
    expect(await move(world, caller, 'second')).toBe('accepted');
    const [first, second] = await world.events('call.queued');
    expect(second).toMatchObject({ queueId: 'second', because: 'supervisor', queuedAt: first?.queuedAt });
    expect(await world.events('supervisor.callForced')).toMatchObject([{ action: 'move', by: 'story' }]);
    await world.agent('bob').asks('agent.readyRequested');
    expect(caller.offeredTo).toBe('bob');
  });

  test('moved while a telephone rings: it is let go without a miss', async () => {
    const world = await centre();
    await world.agent('ana').asks('agent.readyRequested');
    const caller = await world.dialsAndWaits();
    expect(await move(world, caller, 'second')).toBe('accepted');
    expect(world.agent('ana').status).toBe('ready');
    expect(await world.events('offer.withdrawn')).toMatchObject([{ reason: 'supervisor' }]);
  });

  test('given priority is taken first', async () => {
    const world = await centre();
    const [one, two] = [await world.dialsAndWaits(), await world.dialsAndWaits()];
    expect(await prioritise(world, two, 50)).toBe('accepted');
    expect([one.position, two.position]).toEqual([2, 1]);
    expect(await world.events('call.prioritised')).toMatchObject([{ priority: 50, by: 'story' }]);
    await world.agent('ana').asks('agent.readyRequested');
    expect([one.offeredTo, two.offeredTo]).toEqual([undefined, 'ana']);
  });

  test('released is over, whatever it was doing, and its agent is free for the next', async () => {
    const world = await centre();
    const waiting = await world.dialsAndWaits();
    expect(await release(world, waiting)).toBe('accepted');
    expect(await waiting.ending()).toMatchObject({ outcome: 'technicalFailure', by: 'system' });
    await world.agent('ana').asks('agent.readyRequested');
    const talking = await world.dialsAndWaits();
    await world.agent('ana').answers();
    expect(await release(world, talking)).toBe('accepted');
    expect(await talking.ending()).toMatchObject({ outcome: 'answered', by: 'system' });
    expect(world.agent('ana').status).toBe('wrapUp');
    expect(world.gateway.legs.get(talking.legId)?.status).toBe('released');
  });

  test('what can not be done is refused with a reason', async () => {
    const world = await centre();
    const waiting = await world.dialsAndWaits();
    expect(await move(world, waiting, 'nowhere')).toBe('unknownQueue');
    expect(await move(world, waiting, 'support')).toBe('alreadyThere');
    expect(await prioritise(world, waiting, 0)).toBe('alreadyThere');
    await world.agent('bob').asks('agent.logoutRequested');
    expect(await move(world, waiting, 'second')).toBe('targetUnavailable');
    const arriving = await world.dials();
    expect(await move(world, arriving, 'second')).toBe('notNow');
    expect(await prioritise(world, arriving, 5)).toBe('notNow');
    expect(await move(world, { callId: 'call-99' as never }, 'second')).toBe('unknownCall');
    expect(await world.events('supervisor.callForced')).toEqual([]);
  });
});
