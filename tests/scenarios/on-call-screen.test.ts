import { describe, expect, test } from 'vitest';
import { Night } from './on-call-world.ts';

describe('accepted on the screen', () => {
  test('a telephone that rings about it rings no more, and nobody else is asked', async () => {
    const night = await Night.falls();
    await night.alert();
    expect(await night.asks('alert.acceptRequested', { responderId: 'max' })).toBe('accepted');
    expect(night.telephone('eve-mobile').is).toBeUndefined();
    await night.world.pass(3_600_000);
    expect((await night.story()).slice(-3)).toEqual(['accepted max screen', 'pageEnded eve withdrawn', 'joined max']);
    expect(await night.world.events('alert.paged')).toHaveLength(1);
  });

  test('whoever has picked up hears that somebody else has it', async () => {
    const night = await Night.falls();
    await night.alert();
    const eve = night.telephone('eve-mobile');
    await eve.picksUp();
    await night.asks('alert.acceptRequested', { responderId: 'max' });
    expect(eve.hears).toEqual(['elsewhere']);
    // Their key comes too late.
    await eve.presses('1');
    expect(await night.world.events('alert.accepted')).toHaveLength(1);
    await night.world.pass(2_000);
    expect(eve.is).toBeUndefined();
  });

  test('by the one whose telephone rings for a caller: it goes on ringing, picking it up and 1 joins them', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    const eve = night.telephone('eve-mobile');
    await night.asks('alert.acceptRequested', { responderId: 'eve' });
    expect([eve.is, eve.rung]).toEqual(['ringing', 1]);
    await eve.picksUp();
    await eve.presses('1');
    expect(caller.stage).toBe('talking');
    expect(await night.world.events('alert.accepted')).toMatchObject([{ responderId: 'eve', how: 'screen' }]);
  });

  test('by somebody else while a caller waits: they are rung for the caller instead', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await night.asks('alert.acceptRequested', { responderId: 'zoe' });
    expect(night.telephone('eve-mobile').is).toBeUndefined();
    expect(night.telephone('zoe-mobile').is).toBe('ringing');
    expect(caller.stage).toBe('onCall');
    await night.world.pass(25_000);
    expect(night.telephone('zoe-home').is).toBe('ringing');
    await night.telephone('zoe-home').picksUp();
    await night.telephone('zoe-home').presses('1');
    expect(caller.stage).toBe('talking');
    expect((await night.world.events('alert.paged')).slice(1)).toMatchObject([
      { responderId: 'zoe', outside: 'connection', phone: 0 },
      { responderId: 'zoe', outside: 'connection', phone: 1 },
    ]);
  });

  test('by somebody who can not be joined: the caller leaves them a message', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await night.asks('alert.acceptRequested', { responderId: 'lea' });
    expect(caller.hears).toEqual(['greeting', 'beep']);
    expect(night.last.status).toBe('accepted');
  });

  test('twice: whoever has it is told so, nobody takes it from them', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.asks('alert.acceptRequested', { responderId: 'max' });
    expect(await night.asks('alert.acceptRequested', { responderId: 'max' })).toBe('accepted');
    expect(await night.asks('alert.acceptRequested', { responderId: 'eve' })).toBe('wrongStatus');
    expect(await night.world.events('alert.accepted')).toHaveLength(1);
  });
});

describe('declined on the screen', () => {
  test('the next one is asked; a telephone that was picked up says so', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.telephone('eve-mobile').picksUp();
    expect(await night.asks('alert.declineRequested', { responderId: 'eve' })).toBe('accepted');
    expect(night.telephone('eve-mobile').hears).toEqual(['passed']);
    expect(await night.story()).toEqual(expect.arrayContaining(['pageEnded eve declined', 'stepAwaited 1 1']));
  });

  test('by somebody who is not being asked is refused', async () => {
    const night = await Night.falls();
    await night.alert();
    expect(await night.asks('alert.declineRequested', { responderId: 'max' })).toBe('wrongStatus');
  });
});

describe('passed on by hand', () => {
  test('the next step begins without its delay, whoever is being asked', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.asks('alert.escalateRequested');
    expect(night.telephone('eve-mobile').is).toBeUndefined();
    expect(night.telephone('max-mobile').is).toBe('ringing');
  });

  test('while a step is awaited, that step begins', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.world.pass(30_000);
    await night.asks('alert.escalateRequested');
    expect(night.telephone('max-mobile').is).toBe('ringing');
    expect((await night.story()).filter((line) => line.startsWith('stepStarted'))).toHaveLength(2);
  });

  test('also when somebody has it: they are at work on it still, another one is asked', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.telephone('eve-mobile').picksUp();
    await night.telephone('eve-mobile').presses('1');
    await night.asks('alert.escalateRequested');
    expect(night.last.status).toBe('escalating');
    await night.telephone('max-mobile').picksUp();
    await night.telephone('max-mobile').presses('1');
    expect((await night.world.events('alert.joined')).map((event) => event.responderId)).toEqual(['eve', 'max']);
    expect(await night.world.events('alert.left')).toEqual([]);
  });
});

test.each([
  ['an alert that is not there', 'alert.acceptRequested', { alertId: 'main-a999', responderId: 'eve' }, 'unknownAlert'],
  ['somebody who is nowhere in the plan', 'alert.acceptRequested', { responderId: 'nobody' }, 'unknownResponder'],
  ['work by a stranger', 'alert.interventionRequested', { responderId: 'nobody', where: 'remote' }, 'unknownResponder'],
  ['leaving without having come', 'alert.leaveRequested', { responderId: 'eve' }, 'wrongStatus'],
  [
    'an alert by no policy',
    'alert.openRequested',
    { source: 'api', content: { title: 't', detail: '' } },
    'unknownPolicy',
  ],
] as const)('%s is refused', async (_what, type, more, reason) => {
  const night = await Night.falls();
  await night.alert();
  expect(await night.asks(type, more)).toBe(reason);
});
