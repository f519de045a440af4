import { describe, expect, test } from 'vitest';
import { officeHours } from './builders.ts';
import { aPlan, Night, nightDefinition } from './on-call-world.ts';

const equipment = [
  { equipmentId: 'printer', name: 'Imprimante', description: '', supportClass: 'HO' as const, policyId: 'night' },
  { equipmentId: 'sql1', name: 'SRV SQL1', description: '', supportClass: 'HNO' as const, policyId: 'night' },
];
const plan = aPlan({ equipment });

describe('an equipment helped in working hours only', () => {
  test.each([
    ['in a weekday night waits for the morning', '2026-03-03T02:00:00+01:00', '2026-03-03T08:00:00+01:00'],
    ['on a Friday evening waits for Monday', '2026-03-06T20:00:00+01:00', '2026-03-09T08:00:00+01:00'],
    ['in the night the clocks go forward waits an hour less', '2026-03-28T22:00:00+01:00', '2026-03-30T08:00:00+02:00'],
    ['in the night the clocks go back waits an hour more', '2026-10-24T22:00:00+02:00', '2026-10-26T08:00:00+01:00'],
    ['before Easter Monday waits for Tuesday', '2026-04-05T12:00:00+02:00', '2026-04-07T08:00:00+02:00'],
  ])('%s', async (_when, from, until) => {
    const night = await Night.falls({ at: Date.parse(from), plan });
    await night.alert({ equipmentId: 'printer', policyId: undefined });
    expect(night.last.status).toBe('deferred');
    expect(await night.world.events('alert.deferred')).toMatchObject([{ untilAt: Date.parse(until) }]);
    // Nobody needs an acd that is awake all the time: its deadlines are in its journal.
    await night.world.killAndRestart(Date.parse(until) - Date.parse(from) - 1);
    expect(night.telephone('eve-mobile').rung).toBe(0);
    await night.world.pass(1);
    expect(night.telephone('eve-mobile').is).toBe('ringing');
  });

  test('in working hours is told of at once', async () => {
    const night = await Night.falls({ at: Date.parse('2026-03-03T10:00:00+01:00'), plan });
    await night.alert({ equipmentId: 'printer', policyId: undefined });
    expect(night.telephone('eve-mobile').is).toBe('ringing');
  });

  test('waits on when the morning has become a closed day meanwhile', async () => {
    const night = await Night.falls({ plan });
    await night.alert({ equipmentId: 'printer', policyId: undefined });
    const exceptions = [{ date: '2026-03-03', reason: 'pont', windows: [] }];
    await night.world.publish(nightDefinition({ version: 2, calendars: [officeHours({ exceptions })] }));
    await night.world.killAndRestart(6 * 3_600_000);
    expect(night.last.status).toBe('deferred');
    await night.world.killAndRestart(24 * 3_600_000);
    expect(night.telephone('eve-mobile').is).toBe('ringing');
  });

  test('can be passed on before: somebody is asked at once', async () => {
    const night = await Night.falls({ plan });
    await night.alert({ equipmentId: 'printer', policyId: undefined });
    await night.asks('alert.escalateRequested');
    expect(night.telephone('eve-mobile').is).toBe('ringing');
  });

  test('can be taken or closed before: nobody is paged in the morning', async () => {
    const night = await Night.falls({ plan });
    await night.alert({ equipmentId: 'printer', policyId: undefined });
    await night.asks('alert.acceptRequested', { responderId: 'max' });
    await night.alert({ equipmentId: 'printer', policyId: undefined });
    await night.asks('alert.closeRequested', { resolution: 'papier remis' });
    await night.world.killAndRestart(7 * 3_600_000);
    expect(await night.world.events('alert.paged')).toEqual([]);
  });
});

test('one helped round the clock is told of at any time', async () => {
  const night = await Night.falls({ plan });
  await night.alert({ equipmentId: 'sql1', policyId: undefined });
  expect(night.telephone('eve-mobile').is).toBe('ringing');
});

test('without working hours in the plan nothing waits', async () => {
  const night = await Night.falls({ plan: { ...plan, workingHours: undefined } });
  await night.alert({ equipmentId: 'printer', policyId: undefined });
  expect(night.telephone('eve-mobile').is).toBe('ringing');
});
