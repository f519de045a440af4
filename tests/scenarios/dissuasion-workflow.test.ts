import { describe, expect, test } from 'vitest';
import { snapshotOf } from '../../acd/src/core/snapshot.ts';
import { aDefinition, aQueue, aService, anAgent } from './builders.ts';
import { aChoice, aMessage, aMessageFor, draft, publish, said, withdraw } from './messages.ts';
import { World } from './world.ts';

type Step = 'revise' | 'discard' | 'publish' | 'ask' | 'grant' | 'refuse';

/** Asks for one step of a message's life; `accepted`, or the reason of the refusal. */
async function take(world: World, step: Step, dissuasionId: never): Promise<string> {
  const request = {
    revise: { type: 'dissuasion.reviseRequested', dissuasionId, content: aMessage({ title: 'Mail still down' }) },
    discard: { type: 'dissuasion.discardRequested', dissuasionId },
    publish: { type: 'dissuasion.publishRequested', dissuasionId },
    ask: { type: 'dissuasion.withdrawalRequested', dissuasionId, reason: 'solved' },
    grant: { type: 'dissuasion.withdrawalDecided', dissuasionId, granted: true, reason: '' },
    refuse: { type: 'dissuasion.withdrawalDecided', dissuasionId, granted: false, reason: 'not yet' },
  } as const;
  return said(await world.request(request[step]));
}

const OK = 'accepted';
const NO = 'wrongStatus';

describe('each step is taken from its own state, and refused with a reason from every other', () => {
  const BEFORE: Record<string, readonly Step[]> = {
    draft: [],
    discarded: ['discard'],
    published: ['publish'],
    withdrawalAsked: ['publish', 'ask'],
    withdrawn: ['publish', 'ask', 'grant'],
    'published again': ['publish', 'ask', 'refuse'],
  };
  const VERDICTS: Record<string, Record<Step, string>> = {
    draft: { revise: OK, discard: OK, publish: OK, ask: NO, grant: NO, refuse: NO },
    discarded: { revise: NO, discard: NO, publish: NO, ask: NO, grant: NO, refuse: NO },
    published: { revise: NO, discard: NO, publish: NO, ask: OK, grant: NO, refuse: NO },
    withdrawalAsked: { revise: NO, discard: NO, publish: NO, ask: NO, grant: OK, refuse: OK },
    withdrawn: { revise: NO, discard: NO, publish: NO, ask: NO, grant: NO, refuse: NO },
    'published again': { revise: NO, discard: NO, publish: NO, ask: OK, grant: NO, refuse: NO },
  };
  test.each(Object.keys(BEFORE))('%s', async (status) => {
    const found: Record<string, string> = {};
    for (const step of Object.keys(VERDICTS[status] ?? {}) as Step[]) {
      const world = await World.open();
      const dissuasionId = (await draft(world)) as never;
      for (const before of BEFORE[status] ?? []) expect(await take(world, before, dissuasionId)).toBe(OK);
      found[step] = await take(world, step, dissuasionId);
    }
    expect(found).toEqual(VERDICTS[status]);
  });

  test('of a message that never was: unknownDissuasion', async () => {
    const world = await World.open();
    expect(await take(world, 'publish', 'main-d999' as never)).toBe('unknownDissuasion');
  });
});

describe('publication', () => {
  // Between two looks of the engine at what is past.
  const ending = Date.parse('2026-03-02T10:30:00.500+01:00');
  test.each([
    ['an unknown service', aMessageFor({ serviceIds: ['nowhere' as never] }), 'unknownService'],
    ['an unknown queue', aMessageFor({ queueIds: ['nowhere' as never] }), 'unknownQueue'],
    ['a key that attaches to no incident', aChoice({ incidentTicketId: undefined }), 'unknownTicket'],
    ['a choice without keys', aChoice({ keys: [] }), 'notNow'],
    ['keys without a choice', aChoice({ mode: 'informThenQueue' }), 'notNow'],
    ['one key twice', aChoice({ keys: [1, 2].map(() => ({ key: '2', choice: 'stay' as const })) }), 'notNow'],
    ['an end that is past', aMessageFor({ expiresAt: 1_000 }), 'notNow'],
  ])('%s: refused, and the draft stays', async (_what, content, reason) => {
    const world = await World.open();
    const dissuasionId = await draft(world, content);
    expect(await take(world, 'publish', dissuasionId as never)).toBe(reason);
    expect(await take(world, 'revise', dissuasionId as never)).toBe(OK);
    expect(await take(world, 'publish', dissuasionId as never)).toBe(OK);
  });

  test('who did what is in the journal, with the content as it was then', async () => {
    const world = await World.open();
    const dissuasionId = await draft(world);
    await take(world, 'revise', dissuasionId as never);
    await take(world, 'publish', dissuasionId as never);
    await withdraw(world, dissuasionId);
    const steps = (await world.journal()).filter(({ event }) => event.type.startsWith('dissuasion.'));
    expect(steps.map(({ event }) => event)).toMatchObject([
      { type: 'dissuasion.drafted', by: 'story', content: { title: 'Mail down' } },
      { type: 'dissuasion.revised', by: 'story', content: { title: 'Mail still down' } },
      { type: 'dissuasion.published', by: 'story' },
      { type: 'dissuasion.withdrawalAsked', by: 'story', reason: 'solved' },
      { type: 'dissuasion.withdrawn', by: 'story' },
    ]);
  });

  test('a draft is heard by nobody; a published message by everyone until the green light', async () => {
    const world = await World.open();
    await world.ready('ana');
    const heard = async (): Promise<boolean> => {
      const caller = await world.dials();
      await world.pass(3_000);
      const hears = caller.hears?.[0] === 'mail-down';
      await caller.hangsUp();
      return hears;
    };
    const dissuasionId = (await draft(world)) as never;
    expect(await heard()).toBe(false);
    await take(world, 'publish', dissuasionId);
    expect(await heard()).toBe(true);
    await take(world, 'ask', dissuasionId);
    expect(await heard()).toBe(true);
    await take(world, 'refuse', dissuasionId);
    expect(await heard()).toBe(true);
    await take(world, 'ask', dissuasionId);
    await take(world, 'grant', dissuasionId);
    expect(await heard()).toBe(false);
  });

  test('it ends by itself at the instant it was published with', async () => {
    const world = await World.open();
    await world.ready('ana');
    await publish(world, aMessageFor({ expiresAt: ending }));
    await world.pass(ending - world.clock.now() - 3_001);
    const [before, after] = [await world.dials(), await (async () => (await world.pass(1), world.dials()))()];
    await world.pass(2_999);
    expect(before.hears).toEqual(['mail-down']);
    await world.pass(1);
    expect(after.hears).not.toEqual(['mail-down']);
    await world.pass(1_000);
    expect(await world.events('dissuasion.expired')).toMatchObject([{ by: 'system' }]);
  });
});

describe('thresholds', () => {
  const armed = (arming: object) => aMessage({ arming });

  /** Ana is in service, and busy with something else. */
  async function busyCentre(definition = aDefinition()): Promise<World> {
    const world = await World.open({ definition });
    await world.ready('ana');
    await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
    return world;
  }

  test('so many waiting: it speaks to the next caller, and rests when they have been fewer for a minute', async () => {
    const world = await busyCentre();
    await publish(world, armed({ waiting: 2 }));
    const [one, two] = [await world.dials(), await world.dials()];
    await world.pass(3_000);
    expect([one.hears, two.hears]).toEqual([['music'], ['music']]);
    expect(await world.events('dissuasion.triggered')).toMatchObject([
      { threshold: 'waiting', value: 2, by: 'system' },
    ]);
    const three = await world.dials();
    await world.pass(3_000);
    expect(three.hears).toEqual(['mail-down']);
    await one.hangsUp();
    await three.hangsUp();
    await world.pass(30_000);
    expect(await world.events('dissuasion.rested')).toEqual([]);
    const back = await world.dials();
    await world.pass(3_000 + 8_000);
    expect(back.stage).toBe('queued');
    await world.pass(100_000);
    expect(await world.events('dissuasion.rested'), 'the minute begins again').toEqual([]);
    await back.hangsUp();
    await world.pass(62_000);
    expect(await world.events('dissuasion.rested')).toHaveLength(1);
    const four = await world.dials();
    await world.pass(3_000);
    expect(four.hears).toEqual(['music']);
  });

  test('so long a wait', async () => {
    const world = await busyCentre();
    await publish(world, armed({ longestWaitMs: 60_000 }));
    await world.dialsAndWaits();
    await world.pass(59_000);
    expect(await world.events('dissuasion.triggered')).toEqual([]);
    await world.pass(2_000);
    expect(await world.events('dissuasion.triggered')).toMatchObject([{ threshold: 'longestWaitMs' }]);
  });

  test('so long an expected wait', async () => {
    const load = { ahtMs: 240_000, patienceMs: 60_000, callsPerHour: [] };
    const world = await World.open({
      definition: aDefinition({ services: [aService('desk', { expectedLoad: load })] }),
    });
    await world.ready('ana');
    await publish(world, armed({ expectedWaitMs: 480_000 }));
    await world.dialsAndWaits();
    await world.agent('ana').answers();
    await world.pass(2_000);
    expect(await world.events('dissuasion.triggered')).toEqual([]);
    await world.dialsAndWaits();
    await world.pass(1_000);
    expect(await world.events('dissuasion.triggered')).toMatchObject([{ threshold: 'expectedWaitMs', value: 480_000 }]);
  });

  test('only the queues of its scope count', async () => {
    const definition = aDefinition({
      services: [aService('desk'), aService('other', { numbers: ['8009'], queueId: 'second' as never })],
      queues: [aQueue('support'), aQueue('second')],
      agents: [anAgent('ana', { queues: ['support', 'second'].map((queueId) => ({ queueId: queueId as never })) })],
    });
    const world = await busyCentre(definition);
    await publish(world, aMessageFor({ serviceIds: ['other' as never] }, { arming: { waiting: 1 } }));
    await world.dialsAndWaits();
    await world.pass(2_000);
    expect(await world.events('dissuasion.triggered')).toEqual([]);
    await world.dials('8009');
    await world.pass(3_000);
    expect(await world.events('dissuasion.triggered')).toHaveLength(1);
  });
});

describe('those who wait already', () => {
  async function waiting(content = aMessage({ alsoToWaiting: true })) {
    const world = await World.open();
    await world.ready('ana');
    await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
    const caller = await world.dialsAndWaits();
    const dissuasionId = await publish(world, content);
    await world.pass(1_000);
    return { world, caller, dissuasionId };
  }

  test('are told once, keep their place, and hear music again', async () => {
    const { world, caller } = await waiting();
    expect(caller.hears).toEqual(['mail-down']);
    await world.pass(8_000);
    expect(caller.hears).toEqual(['music']);
    expect(caller.position).toBe(1);
    await world.pass(120_000);
    expect(await world.events('call.dissuasionStarted')).toHaveLength(1);
    expect(await world.events('call.dissuasionHeard')).toHaveLength(1);
  });

  test('hear an announcement to its end first', async () => {
    const announcements = { firstAfterMs: 10_000, everyMs: 30_000, position: ['position-1'] as never[] };
    const world = await World.open({ definition: aDefinition({ services: [aService('desk', { announcements })] }) });
    await world.ready('ana');
    await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
    const caller = await world.dialsAndWaits();
    await world.pass(10_000);
    await publish(world, aMessage({ alsoToWaiting: true }));
    await world.pass(1_500);
    expect(caller.hears).toEqual(['position-1']);
    await world.pass(1_500);
    expect(caller.hears).toEqual(['mail-down']);
  });

  test('are not told when the message does not say so', async () => {
    const { caller } = await waiting(aMessage());
    expect(caller.hears).toEqual(['music']);
  });

  test('are not sent away by a message that releases newcomers', async () => {
    const { world, caller } = await waiting(aMessage({ mode: 'informThenRelease', alsoToWaiting: true }));
    await world.pass(30_000);
    expect(caller.stage).toBe('queued');
  });

  test('an agent who answers is not made to wait for the end of it', async () => {
    const { world, caller } = await waiting();
    await world.agent('ana').asks('agent.readyRequested');
    await world.agent('ana').answers();
    expect(caller.stage).toBe('talking');
    await world.pass(20_000);
    expect(caller.stage).toBe('talking');
    expect(await world.events('call.dissuasionHeard')).toEqual([]);
  });

  test('may press 1 while it is said, or later', async () => {
    const { world, caller } = await waiting(aChoice({ alsoToWaiting: true }));
    await world.pass(30_000);
    await caller.presses('1');
    expect(await caller.ending()).toMatchObject({ outcome: 'attachedToIncident' });
  });

  test('a telephone that rings for one who attaches themselves is let go without a miss', async () => {
    const { world, caller } = await waiting(aChoice({ alsoToWaiting: true }));
    await world.agent('ana').asks('agent.readyRequested');
    expect(caller.offeredTo).toBe('ana');
    await caller.presses('1');
    expect(world.agent('ana').status).toBe('ready');
    expect(await world.events('offer.withdrawn')).toHaveLength(1);
  });
});

test('messages, and how far each caller has heard them, survive the death of the acd', async () => {
  const world = await World.open();
  await world.ready('ana');
  await publish(world, aChoice());
  const caller = await world.dials();
  await world.pass(5_000);
  const before = JSON.stringify(snapshotOf(world.engine.state));
  await world.killAndRestart(0);
  expect(JSON.stringify(snapshotOf(world.engine.state))).toBe(before);
  await caller.presses('1');
  expect(await caller.ending()).toMatchObject({ outcome: 'attachedToIncident' });
});
