import { describe, expect, test } from 'vitest';
import { aPlan, aPolicy, Night, planWith, TUESDAY_2H } from './on-call-world.ts';

const asks = (...responders: string[]) => ({
  targets: responders.map((responderId) => ({ kind: 'responder' as const, responderId: responderId as never })),
  afterMs: 0,
});
const asksSchedules = (...schedules: string[]) => ({
  targets: schedules.map((scheduleId) => ({ kind: 'schedule' as const, scheduleId })),
  afterMs: 0,
});

/** Those who were paged so far, in order. */
const paged = async (night: Night): Promise<readonly string[]> =>
  (await night.world.events('alert.paged')).map((event) => event.responderId);

describe('with a caller on the line', () => {
  test("a mobile's voicemail picks up and presses nothing: that is no acceptance, the next one is asked at once", async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await night.telephone('eve-mobile').picksUp();
    await night.world.pass(19_999);
    expect(night.telephone('max-mobile').rung).toBe(0);
    await night.world.pass(1);
    expect(night.telephone('eve-mobile').is).toBeUndefined();
    expect(night.telephone('max-mobile').is).toBe('ringing');
    expect(await night.story()).toContain('pageEnded eve noKey');
    await night.telephone('max-mobile').picksUp();
    await night.telephone('max-mobile').presses('1');
    expect(caller.stage).toBe('talking');
    expect(await night.world.events('call.onCallAnswered')).toMatchObject([{ responderId: 'max' }]);
  });

  test('2 declines: the next one of the step is asked, without delay and without a last word', async () => {
    const night = await Night.falls({ plan: planWith({ steps: [asks('eve', 'zoe'), asks('max')] }) });
    await night.caller();
    await night.telephone('eve-mobile').picksUp();
    await night.telephone('eve-mobile').presses('2');
    expect(night.telephone('eve-mobile').is).toBeUndefined();
    expect(night.telephone('zoe-mobile').is).toBe('ringing');
    expect(await night.story()).toContain('pageEnded eve declined');
  });

  test('2 declines for all of their telephones', async () => {
    const night = await Night.falls({ plan: planWith({ steps: [asks('zoe', 'max')] }) });
    await night.caller();
    await night.telephone('zoe-mobile').picksUp();
    await night.telephone('zoe-mobile').presses('2');
    expect(night.telephone('zoe-home').rung).toBe(0);
    expect(night.telephone('max-mobile').is).toBe('ringing');
  });

  test('3 passes it on: the next step begins, whoever else its own step names', async () => {
    const night = await Night.falls({ plan: planWith({ steps: [asks('eve', 'zoe'), asks('max')] }) });
    await night.caller();
    await night.telephone('eve-mobile').picksUp();
    await night.telephone('eve-mobile').presses('3');
    expect(night.telephone('zoe-mobile').rung).toBe(0);
    expect(night.telephone('max-mobile').is).toBe('ringing');
    expect(await night.story()).toEqual(expect.arrayContaining(['pageEnded eve passedOn', 'stepStarted 1 1']));
  });

  test('any other key changes nothing', async () => {
    const night = await Night.falls();
    await night.caller();
    await night.telephone('eve-mobile').picksUp();
    await night.telephone('eve-mobile').presses('5');
    expect(night.telephone('eve-mobile').hears).toEqual(['whisper']);
  });

  test('their telephones are rung one after the other, each for its time', async () => {
    const night = await Night.falls({ plan: planWith({ steps: [asks('zoe', 'max')] }) });
    await night.caller();
    await night.world.pass(24_999);
    expect(night.telephone('zoe-home').rung).toBe(0);
    await night.world.pass(1);
    expect(night.telephone('zoe-mobile').is).toBeUndefined();
    expect(night.telephone('zoe-home').is).toBe('ringing');
    await night.telephone('zoe-home').hangsUp('busy');
    expect(night.telephone('max-mobile').is).toBe('ringing');
    expect((await night.story()).filter((line) => line.startsWith('pageEnded'))).toEqual([
      ...['pageEnded zoe noAnswer', 'pageEnded zoe busy'],
    ]);
  });

  test('a telephone that can not be rung is passed over', async () => {
    const night = await Night.falls();
    night.world.gateway.failsAt('ringLeg');
    await night.world.dials();
    await night.world.pass(3_000);
    expect((await night.story()).filter((line) => line.startsWith('pageEnded')).slice(0, 2)).toEqual([
      ...['pageEnded eve failed', 'pageEnded max failed'],
    ]);
  });

  test('all loops are gone through without a pause, then it is over', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await night.world.pass(4 * 25_000 - 1);
    expect(caller.stage).toBe('onCall');
    await night.world.pass(1);
    expect(caller.hears).toEqual(['greeting', 'beep']);
    expect(await paged(night)).toEqual(['eve', 'max', 'eve', 'max']);
    expect((await night.story()).filter((line) => line.startsWith('step'))).toEqual([
      ...['stepStarted 1 0', 'stepStarted 1 1', 'stepStarted 2 0', 'stepStarted 2 1'],
    ]);
  });

  test('whoever has no telephone has their mail, the caller waits for nobody who only reads', async () => {
    const night = await Night.falls({ plan: planWith({ steps: [asks('lea', 'max')] }) });
    await night.caller();
    expect(await night.story()).toEqual([
      ...['opened', 'stepStarted 1 0', 'paged lea mail', 'pageEnded lea noAnswer', 'paged max live', 'pageRang max'],
    ]);
  });
});

describe('the one who is on call', () => {
  test('is looked up when they are asked: the backup stands in for whoever is away', async () => {
    const absences = [
      { absenceId: 'leave', responderId: 'eve' as never, fromAt: TUESDAY_2H - 1, toAt: TUESDAY_2H + 3_600_000 },
    ];
    const night = await Night.falls({ plan: aPlan({ absences }) });
    await night.caller();
    expect(night.telephone('zoe-mobile').is).toBe('ringing');
    expect(await night.world.events('alert.paged')).toMatchObject([
      { responderId: 'zoe', scheduleId: 'infra', because: { kind: 'rule', ruleId: 'always' } },
    ]);
  });

  test('may be nobody: the gap is told and the next one is asked at once', async () => {
    const night = await Night.falls({ plan: planWith({ steps: [asksSchedules('empty', 'infra')] }) });
    await night.caller();
    expect(await night.story()).toEqual([
      ...['opened', 'stepStarted 1 0', 'targetMissing empty', 'paged eve live', 'pageRang eve'],
    ]);
  });

  test('may be nobody anywhere: the caller is not kept waiting', async () => {
    const night = await Night.falls({ plan: planWith({ steps: [asksSchedules('empty')] }) });
    const caller = await night.caller();
    expect(caller.hears).toEqual(['greeting', 'beep']);
    expect(night.last.status).toBe('exhausted');
  });

  test('is not asked twice in a row within one step', async () => {
    const night = await Night.falls({
      plan: planWith({
        steps: [
          {
            ...asks('eve', 'max', 'eve'),
            targets: [...asksSchedules('infra').targets, ...asks('eve', 'max', 'eve').targets],
          },
        ],
        loops: 1,
      }),
    });
    await night.caller();
    await night.world.pass(75_000);
    expect(await paged(night)).toEqual(['eve', 'max', 'eve']);
  });

  test('follows a plan that is published while somebody is being asked', async () => {
    const night = await Night.falls();
    await night.caller();
    await night.world.onCall(
      aPlan({ version: 2, policies: [aPolicy('night', { steps: [asksSchedules('infra'), asks('zoe')] })] }),
    );
    expect(night.telephone('eve-mobile').is).toBe('ringing');
    await night.world.pass(25_000);
    expect(night.telephone('zoe-mobile').is).toBe('ringing');
  });

  test('is nobody any more when a plan drops the policy: it comes to its end', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await night.world.onCall(aPlan({ version: 2, policies: [] }));
    await night.world.pass(25_000);
    expect(caller.hears).toEqual(['greeting', 'beep']);
    expect(night.last.status).toBe('exhausted');
  });
});

describe('without a caller', () => {
  test('the next step has its delay, and so have the loops', async () => {
    const night = await Night.falls();
    await night.alert();
    expect(night.telephone('eve-mobile').is).toBe('ringing');
    await night.world.pass(25_000);
    expect(await night.story()).toContain('stepAwaited 1 1');
    expect(night.telephone('max-mobile').rung).toBe(0);
    await night.world.pass(299_999);
    expect(night.telephone('max-mobile').rung).toBe(0);
    await night.world.pass(1);
    expect(night.telephone('max-mobile').is).toBe('ringing');
    // The first step has no delay, in the second loop neither.
    await night.world.pass(25_000);
    expect(night.telephone('eve-mobile').rung).toBe(2);
    await night.world.pass(25_000 + 300_000 + 25_000);
    expect(night.last.status).toBe('exhausted');
    await night.world.pass(3_600_000);
    expect(await paged(night)).toEqual(['eve', 'max', 'eve', 'max']);
  });
});
