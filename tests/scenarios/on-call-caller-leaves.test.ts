import { describe, expect, test } from 'vitest';
import { nightDefinition, nightService, Night } from './on-call-world.ts';

describe('a caller who hangs up while those on call are asked', () => {
  test('has left; whoever was being rung is rung about it, and the escalation goes on', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    const live = night.telephone('eve-mobile').where;
    await night.world.pass(5_000);
    await caller.hangsUp();
    expect(await caller.ending()).toMatchObject({ outcome: 'abandonedOnCall', by: 'caller' });
    expect(night.world.gateway.legs.get(live.legId)?.status).toBe('released');
    expect((await night.story()).slice(-4)).toEqual([
      ...['callerLeft', 'pageEnded eve withdrawn', 'paged eve telephone', 'pageRang eve'],
    ]);
    const eve = night.telephone('eve-mobile');
    expect(eve.where.callId).not.toBe(caller.callId);
    await eve.picksUp();
    expect(eve.hears).toEqual(['alert']);
    await eve.presses('1');
    expect(night.last.status).toBe('accepted');
    expect(eve.hears).toEqual(['taken']);
    await night.world.pass(2_000);
    expect(eve.is).toBeUndefined();
  });

  test('and whom nobody on call hears of is asked about again after the delay of the step', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await caller.hangsUp();
    await night.world.pass(25_000 + 299_999);
    expect(night.telephone('max-mobile').rung).toBe(0);
    await night.world.pass(1);
    expect(night.telephone('max-mobile').is).toBe('ringing');
  });

  test('whoever was hearing the whisper is let go and rung again', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await night.telephone('eve-mobile').picksUp();
    await caller.hangsUp();
    expect(night.telephone('eve-mobile').rung).toBe(2);
    expect(night.telephone('eve-mobile').is).toBe('ringing');
  });

  test('after somebody has pressed 1, before the bridge: nobody else is asked', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await night.telephone('eve-mobile').picksUp();
    night.world.gateway.ignores('bridgeLeg');
    await night.telephone('eve-mobile').presses('1');
    await caller.hangsUp();
    night.world.gateway.behaves();
    expect(await caller.ending()).toMatchObject({ outcome: 'abandonedOnCall' });
    expect(night.telephone('eve-mobile').is).toBeUndefined();
    expect(night.last.status).toBe('accepted');
    expect(await night.world.events('alert.paged')).toHaveLength(1);
  });

  test('during the welcome leaves no alert', async () => {
    const night = await Night.falls();
    const caller = await night.world.dials();
    await caller.hangsUp();
    expect(await caller.ending()).toMatchObject({ outcome: 'abandonedInWelcome' });
    expect(await night.story()).toEqual([]);
  });
});

describe('the message key', () => {
  test('leads to the voicemail at any time; those on call are told by telephone, then of the message', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await caller.presses('*');
    expect(caller.hears).toEqual(['greeting', 'beep']);
    expect(await night.world.events('call.overflowed')).toMatchObject([{ reason: 'choice' }]);
    expect((await night.story()).slice(-3)).toEqual(['pageEnded eve withdrawn', 'paged eve telephone', 'pageRang eve']);
    await night.world.pass(6_500);
    await caller.records('message');
    expect(await caller.ending()).toMatchObject({ outcome: 'voicemailLeft' });
    expect(await night.world.events('alert.messageLeft')).toMatchObject([{ callId: caller.callId, durationMs: 8_000 }]);
    await night.telephone('eve-mobile').picksUp();
    await night.telephone('eve-mobile').presses('1');
    expect(night.last.status).toBe('accepted');
  });

  test('counts during the announcement, the ringing and the whisper; another key does not', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await night.telephone('eve-mobile').picksUp();
    await caller.presses('1');
    expect(caller.stage).toBe('onCall');
    expect(night.last.status).toBe('escalating');
    await caller.presses('*');
    expect(caller.stage).toBe('message');
  });

  test('means nothing in a service without a voicemail', async () => {
    const definition = nightDefinition({ services: [nightService({ voicemail: undefined })] });
    const night = await Night.falls({ definition });
    const caller = await night.caller();
    await caller.presses('*');
    expect(caller.stage).toBe('onCall');
  });

  test('is too late once somebody has taken the call', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await night.telephone('eve-mobile').picksUp();
    night.world.gateway.ignores('bridgeLeg');
    await night.telephone('eve-mobile').presses('1');
    night.world.gateway.behaves();
    await caller.presses('*');
    expect(caller.stage).toBe('onCall');
  });
});
