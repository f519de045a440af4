import { describe, expect, test } from 'vitest';
import type { ServiceDefinition } from '@decroche/protocol';
import { aDefinition, aService } from './builders.ts';
import { World } from './world.ts';

const MINUTE = 60_000;
const prompts = [
  ...aDefinition().prompts,
  ...['wait-2', 'wait-5', 'wait-10', 'news', 'portal'].map((promptId) => ({
    ...{ promptId: promptId as never, text: promptId, file: `prompts/${promptId}.wav`, durationMs: 3_000 },
  })),
];
const ranges = [2, 5, 10].map((minutes) => ({ upToMs: minutes * MINUTE, prompt: `wait-${minutes}` as never }));

type Announcements = NonNullable<ServiceDefinition['announcements']>;

const centre = (announcements: Partial<Announcements>, change: Partial<ServiceDefinition> = {}) =>
  aDefinition({
    prompts,
    services: [
      aService('desk', {
        ...{ maximumWaitMs: 3_600_000, expectedLoad: { ahtMs: 4 * MINUTE, patienceMs: MINUTE, callsPerHour: [] } },
        announcements: { firstAfterMs: 10_000, everyMs: 30_000, ...announcements },
        ...change,
      }),
    ],
  });

/** Ana talks with a first caller. */
async function oneAgentBusy(definition = centre({ expectedWait: ranges })): Promise<World> {
  const world = await World.open({ definition });
  await world.ready('ana');
  await world.dialsAndWaits();
  await world.agent('ana').answers();
  return world;
}

describe('what is said at each announcement', () => {
  test('place, then wait, then one message in rotation, in one breath', async () => {
    const messages = ['news', 'portal'] as never[];
    const position = ['position-1', 'position-more'] as never[];
    const world = await oneAgentBusy(centre({ position, expectedWait: ranges, messages }));
    const caller = await world.dialsAndWaits();
    await world.pass(10_000);
    expect(caller.hears).toEqual(['position-1', 'wait-5', 'news']);
    await world.pass(8_000);
    expect(caller.hears).toEqual(['music']);
    await world.pass(22_000);
    expect(caller.hears).toEqual(['position-1', 'wait-5', 'portal']);
    await world.pass(30_000);
    expect(caller.hears?.at(-1)).toBe('news');
  });

  test('messages alone, without positions', async () => {
    const world = await oneAgentBusy(centre({ messages: ['news'] as never[] }));
    const caller = await world.dialsAndWaits();
    await world.pass(10_000);
    expect(caller.hears).toEqual(['news']);
    expect(await world.events('call.positionAnnounced')).toEqual([]);
  });

  test('nothing to say: the music is not begun anew', async () => {
    const world = await oneAgentBusy(centre({ expectedWait: ranges }, { expectedLoad: undefined }));
    await world.dialsAndWaits();
    const plays = () => world.gateway.done.filter((each) => each.type === 'play').length;
    const before = plays();
    await world.pass(5 * MINUTE);
    expect(plays()).toBe(before);
  });

  test('an agent who answers stops it at once', async () => {
    const world = await oneAgentBusy();
    const caller = await world.dialsAndWaits();
    await world.ready('bob');
    await world.pass(10_000);
    expect(caller.hears).toEqual(['wait-2']);
    await world.agent('bob').answers();
    expect(caller.hears).toBeUndefined();
    await world.pass(5 * MINUTE);
    expect(caller.hears).toBeUndefined();
  });
});

describe('the expected wait', () => {
  test('is place × handling time ÷ agents present, said as the smallest range that reaches it, and journaled', async () => {
    const world = await oneAgentBusy();
    await world.dialsAndWaits();
    const second = await world.dialsAndWaits();
    await world.pass(10_000);
    expect(await world.events('call.waitAnnounced')).toMatchObject([
      { estimateMs: 4 * MINUTE, upToMs: 5 * MINUTE },
      { callId: second.callId, estimateMs: 8 * MINUTE, upToMs: 10 * MINUTE },
    ]);
  });

  test('beyond the last range nothing is said', async () => {
    const world = await oneAgentBusy();
    await world.dialsAndWaits();
    await world.dialsAndWaits();
    const third = await world.dialsAndWaits();
    await world.pass(10_000);
    expect(third.hears).toEqual(['music']);
  });

  test('nothing is known of the handling time: nothing is said', async () => {
    const world = await oneAgentBusy(centre({ expectedWait: ranges }, { expectedLoad: undefined }));
    const caller = await world.dialsAndWaits();
    await world.pass(10_000);
    expect(caller.hears).toEqual(['music']);
  });

  test('learns from the last completions, wrap-up included', async () => {
    const world = await oneAgentBusy();
    await world.pass(MINUTE);
    await world.agent('ana').hangsUp();
    await world.pass(30_000);
    expect(world.engine.state.handled.get('support' as never)).toEqual([90_000]);
    await world.dialsAndWaits();
    await world.agent('ana').answers();
    const caller = await world.dialsAndWaits();
    await world.pass(10_000);
    expect(caller.hears).toEqual(['wait-2']);
    expect(await world.events('call.waitAnnounced')).toMatchObject([{ estimateMs: 90_000 }]);
  });

  test('is not said again once the caller has waited longer than they were first told', async () => {
    const world = await oneAgentBusy();
    const caller = await world.dialsAndWaits();
    await world.pass(10_000);
    expect(caller.hears).toEqual(['wait-5']);
    const promisedBy = world.clock.now() + 5 * MINUTE;
    await world.pass(20 * MINUTE);
    const lines = (await world.journal()).filter(({ event }) => event.type === 'call.waitAnnounced');
    expect(lines).toHaveLength(11);
    for (const { at } of lines) expect(at).toBeLessThanOrEqual(promisedBy);
  });

  test('never grows: when it gets worse, nothing is said', async () => {
    const world = await oneAgentBusy();
    await world.ready('bob');
    await world.dialsAndWaits();
    await world.agent('bob').answers();
    const caller = await world.dialsAndWaits();
    await world.pass(10_000);
    expect(caller.hears).toEqual(['wait-2']);
    const load = { ahtMs: 8 * MINUTE, patienceMs: MINUTE, callsPerHour: [] };
    await world.publish({ ...centre({ expectedWait: ranges }, { expectedLoad: load }), version: 2 });
    await world.pass(30_000);
    expect(caller.hears).toEqual(['music']);
    expect(await world.events('call.waitAnnounced')).toHaveLength(1);
  });
});

describe('keys while waiting', () => {
  const keys = [
    { key: '1', target: { kind: 'voicemail' } },
    { key: '3', target: { kind: 'queue', queueId: 'second' as never } },
    { key: '9', target: { kind: 'stay' } },
  ] as const;
  const withKeys = () => {
    const base = centre({ position: ['position-1'] as never[] }, { waitingKeys: [...keys] });
    const [queue] = base.queues;
    const [ana, bob] = base.agents;
    if (!queue || !ana || !bob) throw new Error('the builders have changed');
    return {
      ...base,
      queues: [queue, { ...queue, queueId: 'second' as never, name: 'second' }],
      agents: [ana, { ...bob, queues: [{ queueId: 'second' as never }] }],
    };
  };

  test.each([
    ['while music plays', 5_000],
    ['during an announcement', 10_500],
  ])('1 %s: the voicemail, at once', async (_when, afterMs) => {
    const world = await oneAgentBusy(withKeys());
    const caller = await world.dialsAndWaits();
    await world.pass(afterMs);
    await caller.presses('1');
    expect(caller.hears).toEqual(['greeting', 'beep']);
    expect(await world.events('call.overflowed')).toMatchObject([{ reason: 'choice' }]);
    expect(await world.events('call.choiceMade')).toMatchObject([
      { where: 'waiting', key: '1', target: { kind: 'voicemail' } },
    ]);
  });

  test('3: the other queue, with the time already waited', async () => {
    const world = await oneAgentBusy(withKeys());
    await world.ready('bob');
    await world.agent('bob').asks('agent.pauseRequested', { reason: 'lunch' });
    const caller = await world.dialsAndWaits();
    const [, queued] = await world.events('call.queued');
    await world.pass(20_000);
    await caller.presses('3');
    expect((await world.events('call.queued')).at(-1)).toMatchObject({
      ...{ queueId: 'second', because: 'choice', queuedAt: queued?.queuedAt },
    });
    await world.agent('bob').asks('agent.readyRequested');
    expect(caller.offeredTo).toBe('bob');
  });

  test('3 while nobody is there: they stay', async () => {
    const world = await oneAgentBusy(withKeys());
    const caller = await world.dialsAndWaits();
    await caller.presses('3');
    expect(await world.events('call.queued')).toHaveLength(2);
    expect(caller.stage).toBe('queued');
  });

  test('9: the announcement stops, the music comes back', async () => {
    const world = await oneAgentBusy(withKeys());
    const caller = await world.dialsAndWaits();
    await world.pass(10_500);
    expect(caller.hears).toEqual(['position-1']);
    await caller.presses('9');
    expect(caller.hears).toEqual(['music']);
  });

  test('a telephone that rings for one who chooses the voicemail is let go without a miss', async () => {
    const world = await World.open({ definition: withKeys() });
    await world.ready('ana');
    const caller = await world.dialsAndWaits();
    expect(caller.offeredTo).toBe('ana');
    await caller.presses('1');
    expect(world.agent('ana').status).toBe('ready');
    expect(caller.stage).toBe('message');
  });

  test('once the agent has picked up, a key takes nobody away', async () => {
    const world = await World.open({ definition: withKeys() });
    await world.ready('ana');
    const caller = await world.dialsAndWaits();
    world.gateway.ignores('bridgeLeg');
    await world.agent('ana').answers();
    await caller.presses('1');
    expect(caller.stage).toBe('connecting');
  });
});
