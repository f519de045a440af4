import { describe, expect, test } from 'vitest';
import { aPlan, aPolicy, Night, nightDefinition, planWith } from './on-call-world.ts';

const toLea = { targets: [{ kind: 'responder' as const, responderId: 'lea' as never }], afterMs: 0 };
const toZoe = { targets: [{ kind: 'responder' as const, responderId: 'zoe' as never }], afterMs: 0 };
const toMax = { targets: [{ kind: 'responder' as const, responderId: 'max' as never }], afterMs: 0 };

describe('an alert without a caller', () => {
  test('rings whoever is on call by a call of its own, which is no call of a caller', async () => {
    const night = await Night.falls();
    await night.alert();
    const { callId, legId } = night.telephone('eve-mobile').where;
    expect(night.world.gateway.done.slice(-2)).toMatchObject([
      { type: 'openCall', callId, legId, serviceId: 'desk' },
      { type: 'dialCaller', callId, legId, partyRef: 'eve-mobile', timeoutMs: 30_000 },
    ]);
    expect(night.world.engine.state.calls.size).toBe(0);
    expect((await night.world.journal()).some((record) => record.event.type.startsWith('call.'))).toBe(false);
  });

  test('says what it is about, then what to press, until a key', async () => {
    const night = await Night.falls();
    await night.alert({ content: { title: 'SQL1', detail: '', file: 'spoken/sql1.wav' } });
    const eve = night.telephone('eve-mobile');
    await eve.picksUp();
    expect(eve.hears).toEqual(['spoken/sql1', 'alert']);
    await night.world.pass(19_000);
    expect(eve.hears).toEqual(['spoken/sql1', 'alert']);
    await eve.presses('1');
    expect(eve.hears).toEqual(['taken']);
    await night.world.pass(2_000);
    expect(eve.is).toBeUndefined();
    expect(await night.story()).toEqual([
      ...['opened', 'stepStarted 1 0', 'paged eve telephone', 'pageRang eve', 'pageAnswered eve'],
      ...['pageEnded eve accepted', 'accepted eve key', 'joined eve'],
    ]);
  });

  test.each([
    ['2', 'declined'],
    ['3', 'passedOn'],
  ])('%s: the one who picked up hears that it is noted, and is let go', async (key, result) => {
    const night = await Night.falls();
    await night.alert();
    const eve = night.telephone('eve-mobile');
    await eve.picksUp();
    await eve.presses(key);
    expect(eve.hears).toEqual(['passed']);
    await night.world.pass(2_000);
    expect(eve.is).toBeUndefined();
    expect(await night.story()).toContain(`pageEnded eve ${result}`);
    expect(night.telephone('max-mobile').rung).toBe(key === '3' ? 1 : 0);
  });

  test('a voicemail that picks up is let go after the time for a key', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.telephone('eve-mobile').picksUp();
    await night.world.pass(20_000);
    expect(night.telephone('eve-mobile').is).toBeUndefined();
    expect(await night.story()).toContain('pageEnded eve noKey');
  });

  test('who hangs up without a key has not taken it', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.telephone('eve-mobile').picksUp();
    await night.telephone('eve-mobile').hangsUp();
    expect(await night.story()).toEqual(expect.arrayContaining(['pageEnded eve noKey', 'stepAwaited 1 1']));
  });

  test('a busy telephone, and one that can not be reached, are not waited for', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.telephone('eve-mobile').hangsUp('busy');
    await night.world.pass(300_000);
    await night.telephone('max-mobile').hangsUp('unavailable');
    expect((await night.story()).filter((line) => line.startsWith('pageEnded'))).toEqual([
      ...['pageEnded eve busy', 'pageEnded max failed'],
    ]);
  });

  test('a gateway that can not ring goes on to the next one', async () => {
    const night = await Night.falls({ plan: planWith({ steps: [toMax] }) });
    night.world.gateway.failsAt('dialCaller');
    await night.alert();
    expect(await night.story()).toContain('pageEnded max failed');
  });

  test('a whisper that can not be played does not stop anybody: the key counts', async () => {
    const night = await Night.falls();
    night.world.gateway.failsAt('play', 'playToLeg');
    await night.alert();
    await night.telephone('eve-mobile').picksUp();
    await night.telephone('eve-mobile').presses('1');
    expect(night.last.status).toBe('accepted');
    expect(night.telephone('eve-mobile').is).toBeUndefined();
  });

  test('without prompts the keys count as well, and nothing is said', async () => {
    const night = await Night.falls({ plan: { ...aPlan(), prompts: undefined } });
    await night.alert();
    await night.telephone('eve-mobile').picksUp();
    expect(night.telephone('eve-mobile').hears).toBeUndefined();
    await night.telephone('eve-mobile').presses('1');
    expect(night.telephone('eve-mobile').is).toBeUndefined();
  });

  test('presents the service that the plan names', async () => {
    const definition = nightDefinition();
    const [desk] = definition.services;
    const services = [desk!, { ...desk!, serviceId: 'astreinte' as never, numbers: ['8010'] }];
    const plan = aPlan({ presentAs: 'astreinte' as never });
    const night = await Night.falls({ definition: { ...definition, services }, plan });
    await night.alert();
    expect(night.world.gateway.done).toContainEqual(
      expect.objectContaining({ type: 'openCall', serviceId: 'astreinte' }),
    );
  });
});

describe('somebody without a telephone', () => {
  test('has the time of the mail to accept on the screen', async () => {
    const night = await Night.falls({ plan: planWith({ steps: [toLea, toMax], mailMs: 600_000 }) });
    await night.alert();
    expect(await night.story()).toEqual(['opened', 'stepStarted 1 0', 'paged lea mail']);
    await night.world.pass(599_999);
    expect(night.telephone('max-mobile').rung).toBe(0);
    await night.world.pass(1);
    expect(night.telephone('max-mobile').is).toBe('ringing');
    expect(await night.asks('alert.acceptRequested', { responderId: 'lea' })).toBe('accepted');
    expect(night.telephone('max-mobile').is).toBeUndefined();
  });
});

describe('a census', () => {
  test('spares calls that ring somebody on call, and what is said to them at the end', async () => {
    const night = await Night.falls();
    await night.alert();
    const eve = night.telephone('eve-mobile');
    await eve.picksUp();
    await night.world.pass(10_000);
    await night.world.census();
    expect(eve.hears).toEqual(['alert']);
    await eve.presses('1');
    await night.world.census();
    expect(eve.hears).toEqual(['taken']);
  });

  test('ends a last word whose end is never told', async () => {
    const night = await Night.falls();
    await night.alert();
    const eve = night.telephone('eve-mobile');
    await eve.picksUp();
    night.world.gateway.ignores('play');
    await eve.presses('1');
    night.world.gateway.behaves();
    await night.world.pass(60_000);
    await night.world.census();
    expect(eve.is).toBeUndefined();
  });

  test('of a gateway that was killed rings the same telephone once more: nobody loses their turn by it', async () => {
    const night = await Night.falls({ plan: planWith({ steps: [toZoe, toMax] }) });
    await night.alert();
    await night.world.pass(1_000);
    await night.world.gatewayRestarts();
    expect((await night.story()).slice(-3)).toEqual(['pageEnded zoe failed', 'paged zoe telephone', 'pageRang zoe']);
    const zoe = night.telephone('zoe-mobile');
    expect([zoe.is, zoe.rung, night.telephone('zoe-home').rung]).toEqual(['ringing', 2, 0]);
    await zoe.picksUp();
    await zoe.presses('1');
    expect(night.last.status).toBe('accepted');
  });

  test('of a gateway that is killed again and again goes on to the next telephone, and the next one', async () => {
    const night = await Night.falls({ plan: planWith({ steps: [toZoe, toMax] }) });
    await night.alert();
    for (let time = 0; time < 4; time += 1) {
      await night.world.pass(1_000);
      await night.world.gatewayRestarts();
    }
    const pages = await night.world.events('alert.paged');
    expect(pages.map(({ responderId, phone, again }) => [responderId, phone, again ?? false])).toEqual([
      ...[
        ['zoe', 0, false],
        ['zoe', 0, true],
        ['zoe', 1, false],
        ['zoe', 1, true],
        ['max', 0, false],
      ],
    ]);
  });

  test('of a gateway that was killed rings nobody again who had picked up', async () => {
    const night = await Night.falls();
    await night.alert();
    await night.telephone('eve-mobile').picksUp();
    await night.world.pass(1_000);
    await night.world.gatewayRestarts();
    expect((await night.story()).slice(-2)).toEqual(['pageEnded eve failed', 'stepAwaited 1 1']);
  });

  test('of a gateway that was killed ends its callers: those on call are told that somebody called', async () => {
    const night = await Night.falls();
    const caller = await night.caller();
    await night.world.gatewayRestarts();
    expect(await caller.ending()).toMatchObject({ outcome: 'technicalFailure' });
    expect((await night.story()).slice(-4)).toContain('callerLeft');
    expect(night.telephone('eve-mobile').is).toBe('ringing');
  });
});

describe('one cause is one alert', () => {
  test('while it is open the same key pages nobody again, and is answered with the alert that is open', async () => {
    const night = await Night.falls();
    const first = await night.alert({ dedupKey: 'sql1' });
    expect(await night.alert({ dedupKey: 'sql1' })).toBe(first);
    await night.asks('alert.acceptRequested', { responderId: 'eve' });
    expect(await night.alert({ dedupKey: 'sql1' })).toBe(first);
    expect(await night.world.events('alert.repeated')).toHaveLength(2);
    expect(await night.world.events('alert.paged')).toHaveLength(1);
    await night.asks('alert.closeRequested', { resolution: 'redémarré' });
    expect(await night.alert({ dedupKey: 'sql1' })).not.toBe(first);
  });

  test('different keys, or none, are different alerts', async () => {
    const night = await Night.falls();
    const ids = [
      await night.alert({ dedupKey: 'a' }),
      await night.alert({ dedupKey: 'b' }),
      await night.alert(),
      await night.alert(),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});

test('an equipment says by which policy', async () => {
  const equipment = [
    { equipmentId: 'sql1', name: 'SRV SQL1', description: '', supportClass: 'HNO' as const, policyId: 'servers' },
  ];
  const plan = aPlan({ equipment, policies: [aPolicy('night'), aPolicy('servers', { steps: [toMax] })] });
  const night = await Night.falls({ plan });
  await night.alert({ equipmentId: 'sql1', policyId: undefined });
  expect(night.telephone('max-mobile').is).toBe('ringing');
});
