import { expect, test } from 'vitest';
import { Night } from './on-call-world.ts';

const DTMF = { type: 'dtmf.received', digit: '1', durationMs: 100 } as const;

test('a telephone that is picked up just as it is withdrawn is let go: there are never two acceptances', async () => {
  const night = await Night.falls();
  await night.alert();
  const eve = night.telephone('eve-mobile').where;
  night.world.gateway.ignores('releaseCall');
  await night.asks('alert.acceptRequested', { responderId: 'max' });
  night.world.gateway.behaves();
  // The 200 OK crosses the CANCEL.
  await night.world.says({ type: 'leg.answered', ...eve, answeredAt: night.world.clock.now() });
  expect(night.world.gateway.legs.get(eve.legId)?.status).toBe('released');
  await night.world.says({ ...DTMF, ...eve });
  expect(await night.world.events('alert.accepted')).toMatchObject([{ responderId: 'max' }]);
});

test('a telephone that is picked up for a caller just as it is withdrawn is let go, the caller stays', async () => {
  const night = await Night.falls();
  const caller = await night.caller();
  const eve = night.telephone('eve-mobile').where;
  night.world.gateway.ignores('releaseLeg');
  await night.world.pass(25_000);
  night.world.gateway.behaves();
  await night.world.says({ type: 'leg.answered', ...eve, answeredAt: night.world.clock.now() });
  expect(night.world.gateway.legs.get(eve.legId)?.status).toBe('released');
  expect(night.telephone('max-mobile').is).toBe('ringing');
  expect(caller.stage).toBe('onCall');
});

test('two keys at once are one: the first of them counts', async () => {
  const night = await Night.falls();
  const caller = await night.caller();
  const eve = night.telephone('eve-mobile');
  await eve.picksUp();
  await night.world.says({ ...DTMF, ...eve.where }, { ...DTMF, ...eve.where, digit: '2' }, { ...DTMF, ...eve.where });
  expect(caller.stage).toBe('talking');
  expect(await night.world.events('alert.accepted')).toHaveLength(1);
  expect(await night.world.events('alert.pageEnded')).toMatchObject([{ result: 'accepted' }]);
});

test('two people who press 1 at once, one asked by the policy and one mobilised: the first has it, the other hears so', async () => {
  const night = await Night.falls();
  await night.alert();
  await night.asks('alert.mobiliseRequested', { responderId: 'zoe' });
  const [eve, zoe] = [night.telephone('eve-mobile'), night.telephone('zoe-mobile')];
  await eve.picksUp();
  await zoe.picksUp();
  await night.world.says({ ...DTMF, ...zoe.where }, { ...DTMF, ...eve.where });
  expect(await night.world.events('alert.accepted')).toMatchObject([{ responderId: 'zoe', how: 'key' }]);
  expect(eve.hears).toEqual(['elsewhere']);
  expect((await night.world.events('alert.joined')).map((event) => event.responderId)).toEqual(['zoe']);
});

test('a key just after the time for it is too late', async () => {
  const night = await Night.falls();
  await night.caller();
  const eve = night.telephone('eve-mobile');
  await eve.picksUp();
  const { where } = eve;
  await night.world.pass(20_000);
  await night.world.says({ ...DTMF, ...where });
  expect(night.last.status).toBe('escalating');
});

test('a key before the pick-up has been told means nothing', async () => {
  const night = await Night.falls();
  await night.caller();
  await night.world.says({ ...DTMF, ...night.telephone('eve-mobile').where });
  expect(night.last.status).toBe('escalating');
});

test('the caller hangs up just as somebody presses 1: whoever pressed has it, nobody else is asked', async () => {
  const night = await Night.falls();
  const caller = await night.caller();
  const eve = night.telephone('eve-mobile');
  await eve.picksUp();
  const { where } = eve;
  night.world.gateway.hangUp(caller.legId, night.world.clock.now(), 'normal');
  await night.world.says({ ...DTMF, ...where });
  // The hang-up was told first: the whisper is over, and they are rung about the call.
  expect(await night.world.events('alert.accepted')).toEqual([]);
  expect(eve.rung).toBe(2);
  expect(await caller.ending()).toMatchObject({ outcome: 'abandonedOnCall' });
});
