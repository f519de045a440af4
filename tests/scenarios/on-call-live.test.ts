import { describe, expect, test } from 'vitest';
import { aPlan, aPolicy, nightDefinition, nightService, Night, planWith } from './on-call-world.ts';

const AT_ONCE = ['opened', 'stepStarted 1 0', 'paged eve live'];

describe('a caller out of hours, in a service with on-call', () => {
  test('hears the welcome, then that somebody is being asked, then music; meanwhile a telephone rings for them', async () => {
    const night = await Night.falls();
    const caller = await night.world.dials();
    expect(caller.hears).toEqual(['welcome']);
    await night.world.pass(3_000);
    expect(caller.stage).toBe('onCall');
    expect(caller.hears).toEqual(['asking']);
    expect(night.telephone('eve-mobile').is).toBe('ringing');
    expect(night.world.gateway.done).toContainEqual(
      expect.objectContaining({
        ...{ type: 'ringLeg', callId: caller.callId, present: 'service' },
        target: { kind: 'party', partyRef: 'eve-mobile' },
      }),
    );
    await night.world.pass(5_000);
    expect(caller.hears).toEqual(['music']);
    expect(await night.story()).toEqual([...AT_ONCE, 'pageRang eve']);
  });

  test('is told again at each interval that somebody is being asked', async () => {
    const night = await Night.falls({ plan: planWith({ ringMs: 120_000 }) });
    const caller = await night.caller();
    await night.world.pass(29_000);
    expect(caller.hears).toEqual(['music']);
    await night.world.pass(1_000);
    expect(caller.hears).toEqual(['asking']);
    await night.world.pass(5_000);
    expect(caller.hears).toEqual(['music']);
    await night.world.pass(25_000);
    expect(caller.hears).toEqual(['asking']);
  });

  test('is joined to whoever presses 1, not to whoever picks up', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    const eve = night.telephone('eve-mobile');
    await night.world.pass(8_000);
    await eve.picksUp();
    expect(eve.hears).toEqual(['whisper']);
    expect(caller.hears).toEqual(['music']);
    await eve.presses('1');
    expect(caller.stage).toBe('talking');
    expect(caller.hears).toBeUndefined();
    expect(eve.hears).toBeUndefined();
    expect(await night.story()).toEqual([
      ...[...AT_ONCE, 'pageRang eve', 'pageAnswered eve', 'pageEnded eve accepted', 'accepted eve key', 'joined eve'],
    ]);
    expect(await night.world.events('call.onCallAnswered')).toMatchObject([
      { responderId: 'eve', callId: caller.callId },
    ]);
    expect(night.last.status).toBe('accepted');
  });

  test('ends the conversation: it was answered by somebody on call', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await night.telephone('eve-mobile').picksUp();
    await night.telephone('eve-mobile').presses('1');
    await night.world.pass(60_000);
    await caller.hangsUp();
    expect(await caller.ending()).toMatchObject({ outcome: 'onCallAnswered', by: 'caller' });
    expect(night.telephone('eve-mobile').is).toBeUndefined();
    // Only people close an alert.
    expect(night.last.status).toBe('accepted');
  });

  test('is let go when whoever took the call hangs up', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await night.telephone('eve-mobile').picksUp();
    await night.telephone('eve-mobile').presses('1');
    await night.telephone('eve-mobile').hangsUp();
    expect(await caller.ending()).toMatchObject({ outcome: 'onCallAnswered', by: 'agent' });
  });

  test('waits again for whoever had taken the call, when their line is cut', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    const eve = night.telephone('eve-mobile');
    await eve.picksUp();
    await eve.presses('1');
    await eve.hangsUp('unavailable');
    expect(caller.stage).toBe('onCall');
    expect(caller.hears).toEqual(['music']);
    expect(eve.is).toBe('ringing');
    await eve.picksUp();
    await eve.presses('1');
    expect(caller.stage).toBe('talking');
    await eve.hangsUp();
    expect(await caller.ending()).toMatchObject({ outcome: 'onCallAnswered' });
    expect((await night.story()).filter((line) => line.startsWith('accepted'))).toHaveLength(1);
  });

  test('is joined to somebody else when the bridge to the first can not be made and is rung again in vain', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    const eve = night.telephone('eve-mobile');
    await eve.picksUp();
    night.world.gateway.failsAt('bridgeLeg');
    await eve.presses('1');
    night.world.gateway.behaves();
    expect(caller.stage).toBe('onCall');
    expect(eve.is).toBe('ringing');
    await night.world.pass(25_000);
    expect(caller.hears).toEqual(['greeting', 'beep']);
    expect(await night.world.events('call.overflowed')).toMatchObject([{ reason: 'onCallExhausted' }]);
  });
});

describe('on-call is asked', () => {
  test('only out of hours: in hours the queue is, whoever is logged in', async () => {
    const night = await Night.falls({ at: Date.parse('2026-03-03T10:00:00+01:00') });
    const caller = await night.caller();
    expect(caller.hears).toEqual(['greeting', 'beep']);
    expect(await night.story()).toEqual([]);
  });

  test('by a service that has it: another one says that it is closed', async () => {
    const definition = nightDefinition({ services: [nightService({ onCall: undefined })] });
    const night = await Night.falls({ definition });
    expect((await night.world.dials()).hears).toEqual(['closed', 'greeting', 'beep']);
  });

  test('when there is a plan with its policy: without one it is closed', async () => {
    const night = await Night.falls({ plan: null });
    expect((await night.world.dials()).hears).toEqual(['closed', 'greeting', 'beep']);
  });

  test.each<readonly [string, (night: Night) => Promise<void>]>([
    [
      'plan that has its policy no more',
      (night) => night.world.onCall(aPlan({ version: 2, policies: [aPolicy('day')] })),
    ],
    [
      'definition whose service has it no more',
      (night) =>
        night.world.publish({ ...nightDefinition({ services: [nightService({ onCall: undefined })] }), version: 2 }),
    ],
  ])(
    'no more by a new %s, taken while the welcome is said: it is closed, nobody waits at night',
    async (_what, change) => {
      const night = await Night.falls();
      await night.world.ready('ana');
      const caller = await night.world.dials();
      expect(caller.hears).toEqual(['welcome']);
      await change(night);
      await night.world.pass(3_000);
      expect(caller.hears).toEqual(['closed', 'greeting', 'beep']);
      expect(await night.world.events('call.overflowed')).toMatchObject([{ reason: 'closed' }]);
      expect(await night.world.events('call.queued')).toEqual([]);
    },
  );

  test('at once by a service without a welcome, and not after a menu', async () => {
    const menu = {
      ...{ prompt: 'closed' as never, timeoutMs: 3_000, times: 2, otherwise: { kind: 'stay' } as const },
      choices: [{ key: '1', label: 'VPN', target: { kind: 'stay' } as const }],
    };
    const definition = nightDefinition({ services: [nightService({ welcome: undefined, menu })] });
    const night = await Night.falls({ definition });
    const caller = await night.world.dials();
    expect(caller.stage).toBe('onCall');
  });
});
