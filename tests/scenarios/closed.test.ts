import { describe, expect, test } from 'vitest';
import { aDefinition, aService, officeHours } from './builders.ts';
import { World } from './world.ts';

/** An instant of Paris, written with its offset. */
const at = (text: string): number => Date.parse(text);

describe('a caller outside opening hours', () => {
  test('hears that the service is closed, then may leave a message', async () => {
    const world = await World.open({ at: at('2026-03-02T19:00:00+01:00') });
    await world.ready('ana');
    const caller = await world.dials();
    expect(caller.hears).toEqual(['closed', 'greeting', 'beep']);
    expect(await world.events('call.overflowed')).toMatchObject([{ reason: 'closed' }]);
    await world.pass(10_500);
    await caller.records('message');
    expect(await caller.ending()).toMatchObject({ outcome: 'voicemailLeft' });
  });

  test('hears it and is let go when the voicemail is for opening hours', async () => {
    const voicemail = { ...aService('desk').voicemail, whenClosed: false } as never;
    const definition = aDefinition({ services: [aService('desk', { voicemail })] });
    const world = await World.open({ at: at('2026-03-02T19:00:00+01:00'), definition });
    const caller = await world.dials();
    expect(caller.hears).toEqual(['closed']);
    await world.pass(4_000);
    expect(await caller.ending()).toMatchObject({ outcome: 'refusedClosed', by: 'system', cause: 'closed' });
  });

  test('who hangs up during the message was refused because closed, not abandoned', async () => {
    const voicemail = { ...aService('desk').voicemail, whenClosed: false } as never;
    const definition = aDefinition({ services: [aService('desk', { voicemail })] });
    const world = await World.open({ at: at('2026-03-02T19:00:00+01:00'), definition });
    const caller = await world.dials();
    await world.pass(1_000);
    await caller.hangsUp();
    expect(await caller.ending()).toMatchObject({ outcome: 'refusedClosed', by: 'caller' });
  });

  test('is refused unanswered when there is nothing to say', async () => {
    const services = [aService('desk', { closed: undefined, voicemail: undefined })];
    const world = await World.open({ at: at('2026-03-02T19:00:00+01:00'), definition: aDefinition({ services }) });
    const caller = await world.dials();
    expect(world.gateway.done).toMatchObject([{ type: 'refuseCaller', cause: 'closed' }]);
    expect(await caller.ending()).toMatchObject({ outcome: 'refusedClosed' });
  });
});

describe('what is said when closed', () => {
  const calendar = officeHours({
    exceptions: [
      { date: '2026-05-15', reason: 'bridge', windows: [], prompt: 'position-1' as never },
      { date: '2026-05-18', reason: 'inventory', windows: [{ from: '14:00', to: '18:00' }] },
    ],
    holidayPrompt: 'position-2' as never,
  });
  test.each([
    ['an ordinary evening', '2026-03-02T19:00:00+01:00', 'closed'],
    ['a public holiday', '2026-05-14T10:00:00+02:00', 'position-2'],
    ['a bridge day', '2026-05-15T10:00:00+02:00', 'position-1'],
    ['an exception without words of its own', '2026-05-18T10:00:00+02:00', 'closed'],
    ['the last minute of the holiday', '2026-05-14T23:59:59+02:00', 'position-2'],
    ['the first of the day after', '2026-05-15T00:00:00+02:00', 'position-1'],
  ])('%s', async (_when, text, prompt) => {
    const world = await World.open({ at: at(text), definition: aDefinition({ calendars: [calendar] }) });
    const caller = await world.dials();
    expect(caller.hears).toEqual([prompt, 'greeting', 'beep']);
    // Two seconds shorter than the usual message: the gateway's silence is noticed in time all the same.
    world.gateway.playing.clear();
    await world.pass(4_000 + 6_500 + 5_000);
    expect(caller.stage).toBe('recording');
  });

  test('it may be the only thing there is to say', async () => {
    const services = [aService('desk', { closed: undefined, voicemail: undefined })];
    const definition = aDefinition({ services, calendars: [calendar] });
    const world = await World.open({ at: at('2026-05-14T10:00:00+02:00'), definition });
    const caller = await world.dials();
    expect(caller.hears).toEqual(['position-2']);
    await world.pass(2_000);
    expect(await caller.ending()).toMatchObject({ outcome: 'refusedClosed' });
  });
});

describe('opening', () => {
  const moments: readonly (readonly [string, string, boolean])[] = [
    ['one millisecond before opening', '2026-03-02T07:59:59.999+01:00', false],
    ['at opening', '2026-03-02T08:00:00.000+01:00', true],
    ['one millisecond before closing', '2026-03-02T17:59:59.999+01:00', true],
    ['at closing', '2026-03-02T18:00:00.000+01:00', false],
    ['on a Sunday', '2026-03-01T10:00:00+01:00', false],
    ['on Easter Monday', '2026-04-06T10:00:00+02:00', false],
    ['on 14 July', '2026-07-14T10:00:00+02:00', false],
    ['on Pentecost Sunday eve, a Friday', '2026-05-22T10:00:00+02:00', true],
    ['the Monday after clocks went forward, at eight', '2026-03-30T08:00:00+02:00', true],
    ['the Monday after clocks went forward, one minute before', '2026-03-30T07:59:00+02:00', false],
    ['the Monday after clocks went back, at eight', '2026-10-26T08:00:00+01:00', true],
    ['the Monday after clocks went back, one minute before', '2026-10-26T07:59:00+01:00', false],
  ];
  test.each(moments)('%s', async (_when, text, open) => {
    const world = await World.open({ at: at(text) });
    await world.agent('ana').asks('agent.loginRequested');
    const caller = await world.dials();
    expect(caller.hears).toEqual(open ? ['welcome'] : ['closed', 'greeting', 'beep']);
  });

  test('a caller received before closing is served, whenever the welcome ends', async () => {
    const world = await World.open({ at: at('2026-03-02T17:59:58+01:00') });
    await world.ready('ana');
    const caller = await world.dials();
    await world.pass(3_000);
    expect(caller.offeredTo).toBe('ana');
  });

  test('an exceptional closing closes, an exceptional opening opens', async () => {
    const exceptions = [
      { date: '2026-03-02', reason: 'strike', windows: [] },
      { date: '2026-03-01', reason: 'elections', windows: [{ from: '09:00', to: '12:00' }] },
    ];
    const definition = aDefinition({ calendars: [officeHours({ exceptions })] });
    const monday = await World.open({ definition });
    expect((await monday.dials()).hears).toEqual(['closed', 'greeting', 'beep']);
    const sunday = await World.open({ at: at('2026-03-01T10:00:00+01:00'), definition });
    await sunday.agent('ana').asks('agent.loginRequested');
    expect((await sunday.dials()).hears).toEqual(['welcome']);
  });
});
