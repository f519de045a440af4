import { describe, expect, test } from 'vitest';
import { Night, type Telephone } from './on-call-world.ts';

const about = (responderId: string) => ({ responderId });

/** Zoe is mobilised while a caller waits, and takes the alert by her telephone. */
async function pressesOne(night: Night): Promise<Telephone> {
  await night.asks('alert.mobiliseRequested', about('zoe'));
  const zoe = night.telephone('zoe-mobile');
  await zoe.picksUp();
  await zoe.presses('1');
  return zoe;
}

describe('mobilising somebody else', () => {
  test('rings them about it, beside whoever has it; 1 joins them, the alert stays with the first', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.asks('alert.acceptRequested', about('max'));
    expect(await night.asks('alert.mobiliseRequested', about('zoe'))).toBe('accepted');
    await night.world.pass(25_000);
    expect(night.telephone('zoe-home').is).toBe('ringing');
    await night.telephone('zoe-home').picksUp();
    await night.telephone('zoe-home').presses('1');
    expect((await night.story()).slice(-2)).toEqual(['pageEnded zoe accepted', 'joined zoe']);
    expect(night.world.engine.state.alerts.get(night.last.alertId)).toMatchObject({
      acceptedBy: 'max',
      joined: ['max', 'zoe'],
    });
  });

  test('runs beside the escalation and does not hold it up', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.asks('alert.mobiliseRequested', about('zoe'));
    expect([night.telephone('eve-mobile').is, night.telephone('zoe-mobile').is]).toEqual(['ringing', 'ringing']);
    await night.telephone('zoe-mobile').picksUp();
    await night.telephone('zoe-mobile').presses('2');
    expect(night.telephone('eve-mobile').is).toBe('ringing');
    await night.world.pass(25_000 + 300_000);
    expect(night.telephone('max-mobile').is).toBe('ringing');
  });

  test('for a caller who waits: 1 lets go of their telephone at once, which is then rung for the caller', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    const zoe = await pressesOne(night);
    const toldZoe = night.world.gateway.done.filter((each) => each.type === 'releaseCall' || each.type === 'ringLeg');
    expect(toldZoe.slice(-2)).toMatchObject([{ type: 'releaseCall' }, { target: { partyRef: 'zoe-mobile' } }]);
    // The network is slow to let go of the line.
    await zoe.hangsUp('busy');
    expect([caller.stage, zoe.is, night.telephone('zoe-home').rung]).toEqual(['onCall', 'ringing', 0]);
    await zoe.picksUp();
    await zoe.presses('1');
    expect(caller.stage).toBe('talking');
  });

  test('for a caller who waits: a line that stays busy is left for the next one, then for a message', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    const zoe = await pressesOne(night);
    await zoe.hangsUp('busy');
    await zoe.hangsUp('busy');
    await night.telephone('zoe-home').hangsUp('busy');
    expect(caller.stage).toBe('onCall');
    await night.telephone('zoe-home').hangsUp('busy');
    expect(caller.hears).toEqual(['greeting', 'beep']);
    expect([zoe.rung, night.telephone('zoe-home').rung]).toEqual([3, 2]);
  });

  test('who is there, or is being asked, is not rung again', async () => {
    const night = await Night.falls();
    await night.alert();
    expect(await night.asks('alert.mobiliseRequested', about('eve'))).toBe('alreadyThere');
    await night.asks('alert.acceptRequested', about('max'));
    expect(await night.asks('alert.mobiliseRequested', about('max'))).toBe('alreadyThere');
  });

  test('one who does not answer on any telephone is left alone', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.asks('alert.acceptRequested', about('max'));
    await night.asks('alert.mobiliseRequested', about('zoe'));
    await night.world.pass(3_600_000);
    expect([night.telephone('zoe-mobile').rung, night.telephone('zoe-home').rung]).toEqual([1, 1]);
  });

  test('without a telephone they have the mail, for its time', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.asks('alert.acceptRequested', about('max'));
    await night.asks('alert.mobiliseRequested', about('lea'));
    expect((await night.story()).at(-1)).toBe('paged lea mail mobilised');
    await night.world.pass(600_000);
    expect((await night.story()).at(-1)).toBe('pageEnded lea noAnswer');
  });
});

describe('at work on an alert', () => {
  test('people join and leave; the beginning of an intervention joins, and counts once for each place', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.asks('alert.acceptRequested', about('max'));
    await night.asks('alert.joinRequested', about('zoe'));
    await night.asks('alert.joinRequested', about('zoe'));
    await night.asks('alert.interventionRequested', { ...about('eve'), where: 'remote' });
    await night.asks('alert.interventionRequested', { ...about('eve'), where: 'remote' });
    await night.asks('alert.interventionRequested', { ...about('eve'), where: 'onSite' });
    expect(await night.asks('alert.leaveRequested', about('zoe'))).toBe('accepted');
    expect((await night.story()).slice(5)).toEqual([
      ...['pageEnded eve withdrawn', 'joined max', 'joined zoe', 'joined eve', 'interventionStarted eve remote'],
      ...['interventionStarted eve onSite', 'left zoe'],
    ]);
  });

  test('who left may come back', async () => {
    const night = await Night.falls();
    await night.alert();
    for (const type of ['alert.joinRequested', 'alert.leaveRequested', 'alert.joinRequested'] as const)
      expect(await night.asks(type, about('zoe'))).toBe('accepted');
    expect(await night.world.events('alert.joined')).toHaveLength(2);
  });

  test('notes are kept, after its end too', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.asks('alert.noteRequested', { text: 'disque plein' });
    await night.asks('alert.closeRequested', { resolution: 'purgé' });
    expect(await night.asks('alert.noteRequested', { text: 'rapport envoyé' })).toBe('accepted');
    expect(await night.world.events('alert.noted')).toMatchObject([
      { text: 'disque plein' },
      { text: 'rapport envoyé' },
    ]);
  });
});

describe('closing', () => {
  test('ends everything: nobody is paged, everybody leaves, nothing more can be asked of it', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.asks('alert.joinRequested', about('zoe'));
    expect(await night.asks('alert.closeRequested', { resolution: 'fausse alerte' })).toBe('accepted');
    expect(night.telephone('eve-mobile').is).toBeUndefined();
    expect((await night.story()).slice(-3)).toEqual(['pageEnded eve withdrawn', 'left zoe', 'closed']);
    await night.world.pass(3_600_000);
    expect(await night.world.events('alert.paged')).toHaveLength(1);
    expect(await night.asks('alert.acceptRequested', about('eve'))).toBe('wrongStatus');
    expect(await night.asks('alert.closeRequested', { resolution: 'encore' })).toBe('wrongStatus');
  });

  test('a caller who still waits may leave a message', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await night.asks('alert.closeRequested', { resolution: 'fausse alerte' });
    expect(caller.hears).toEqual(['greeting', 'beep']);
  });

  test('a conversation under way goes on', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await night.telephone('eve-mobile').picksUp();
    await night.telephone('eve-mobile').presses('1');
    await night.asks('alert.closeRequested', { resolution: 'réglé' });
    expect(caller.stage).toBe('talking');
    await night.telephone('eve-mobile').hangsUp('unavailable');
    expect(await caller.ending()).toMatchObject({ outcome: 'onCallAnswered' });
  });

  test('the last fifty closed ones are still known, older ones are not', async () => {
    const night = await Night.falls();
    for (let count = 0; count < 52; count += 1) {
      await night.alert();
      await night.asks('alert.closeRequested', { resolution: 'ok' });
    }
    expect(night.world.engine.state.alerts.size).toBe(50);
  });
});
