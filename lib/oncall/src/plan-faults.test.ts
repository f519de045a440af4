import type { Definition, OnCallPlan } from '@decroche/protocol';
import { expect, it } from 'vitest';
import { aPlan, OFFICE, paris, person, rules, WEEKS } from './plan-builder.ts';
import { planFaults } from './plan-faults.ts';

const named = {
  ...{ calendars: [OFFICE], prompts: [] },
  services: [{ serviceId: 'support' }] as unknown as Definition['services'],
};
const said = (plan: OnCallPlan): string[] => planFaults(plan, named).map(({ path, message }) => `${path} ${message}`);
const policy: OnCallPlan['policies'][number] = {
  ...{ policyId: 'desk', name: 'Desk', loops: 1, ringMs: 20_000, keyMs: 10_000, mailMs: 300_000 },
  steps: [{ targets: [{ kind: 'schedule', scheduleId: 'desk' }], afterMs: 0 }],
  targets: { remoteMs: 3_600_000, onSiteMs: 7_200_000 },
};
const stretch = { fromAt: paris('2026-03-07 08:00'), toAt: paris('2026-03-07 20:00') };
const swap = (overrideId: string): OnCallPlan['overrides'][number] => ({
  ...{ ...stretch, overrideId, scheduleId: 'desk', why: 'swap', by: person('chief') },
  ...{ responderId: person('bob'), replaces: person('ana') },
});
const temporary = (temporaryId: string, shifts: OnCallPlan['temporaries'][number]['shifts'] = []) => ({
  ...{ ...stretch, temporaryId, scheduleId: 'desk', name: 'Move', by: person('chief'), shifts },
});
const ana = person('ana');
const desk = aPlan().schedules[0]!;

it('a plan that holds together has no fault', () => {
  const whole = aPlan({
    policies: [policy],
    equipment: [{ equipmentId: 'sql', name: 'SQL', description: '', supportClass: 'HNO', policyId: 'desk' }],
    presentAs: named.services[0]!.serviceId,
    workingHours: OFFICE.calendarId,
    continuity: { policyId: 'desk', failedProbes: 3 },
    overrides: [swap('s1')],
    temporaries: [temporary('t1', [{ ...stretch, responderId: ana }])],
    absences: [{ ...stretch, absenceId: 'a', responderId: ana }],
  });
  expect(said(whole)).toEqual([]);
});

it('gaps are no fault: they are shown, not refused', () => {
  expect(said(aPlan({}, []))).toEqual([]);
});

it.each<[string, OnCallPlan, string]>([
  [
    'an override in no year of any calendar',
    aPlan({ overrides: [{ ...swap('s1'), toAt: 9_000_000_000_000_000 }] }),
    'overrides.s1 ends after the year 2199',
  ],
  [
    'a telephone that rings for a day',
    aPlan({ policies: [{ ...policy, ringMs: 86_400_000 }] }),
    'policies.desk rings for longer than 5 minutes',
  ],
  [
    'a rotation of an unknown person',
    aPlan({ rotations: [{ ...WEEKS, participants: [person('eve')] }] }),
    'rotations.weeks names the person eve',
  ],
  [
    'a rotation from no date',
    aPlan({ rotations: [{ ...WEEKS, startsOn: '2026-02-30' }] }),
    '2026-02-30, which is no date',
  ],
  ['a rule of an unknown rotation', aPlan({ rotations: [] }), 'schedules.desk.rules.nights names the rotation weeks'],
  [
    'a rule of an unknown person',
    aPlan({}, rules({ all: { hours: { kind: 'always' }, who: 'eve' } })),
    'names the person eve',
  ],
  [
    'hours that end before they begin',
    aPlan(
      {},
      rules({
        all: { hours: { kind: 'weekly', startDays: [1], from: '18:00', to: '07:30', spanDays: 0 }, who: 'ana' },
      }),
    ),
    'ends at 07:30, before it begins at 18:00',
  ],
  ['two rules of one name', aPlan({}, [...desk.rules, desk.rules[0]!]), 'has two rules of the same name'],
  [
    'a zone that does not exist',
    aPlan({ timeZone: 'Europe/Atlantis' }),
    'timeZone names the time zone Europe/Atlantis',
  ],
  [
    'a schedule’s zone too',
    aPlan({ schedules: [{ ...desk, timeZone: 'Paris' }] }),
    'schedules.desk names the time zone Paris',
  ],
  [
    'an unknown calendar',
    aPlan({
      schedules: [{ ...desk, required: { kind: 'whenClosed', calendarId: 'none' as typeof OFFICE.calendarId } }],
    }),
    'names the calendar none',
  ],
  ['two schedules of one name', aPlan({ schedules: [desk, desk] }), 'schedules.desk is there twice'],
  [
    'a policy of an unknown schedule',
    aPlan({ schedules: [], policies: [policy] }),
    'policies.desk.steps.0 names the schedule desk',
  ],
  ['a policy that rings for no time', aPlan({ policies: [{ ...policy, ringMs: 0 }] }), 'rings for no time'],
  ['a policy without time for a key', aPlan({ policies: [{ ...policy, keyMs: 0 }] }), 'no time to press a key'],
  [
    'equipment of an unknown policy',
    aPlan({ equipment: [{ equipmentId: 'sql', name: 'SQL', description: '', supportClass: 'HO', policyId: 'none' }] }),
    'equipment.sql names the policy none',
  ],
  [
    'two of equipment that monitoring could not tell apart',
    aPlan({
      policies: [policy],
      equipment: ['sql', 'SQL'].map((name, index) => ({
        ...{ equipmentId: `e${index}`, name, description: '', supportClass: 'HO' as const, policyId: 'desk' },
      })),
    }),
    'names of equipment.sql is there twice',
  ],
  [
    'continuity by an unknown policy',
    aPlan({ continuity: { policyId: 'none', failedProbes: 1 } }),
    'continuity names the policy none',
  ],
  ['an unknown service', aPlan({ presentAs: 'none' as never }), 'presentAs names the service none'],
  [
    'an override of an unknown schedule',
    aPlan({ overrides: [{ ...swap('s'), scheduleId: 'none' }] }),
    'overrides.s names the schedule none',
  ],
  [
    'one that ends before it begins',
    aPlan({ overrides: [{ ...swap('s'), toAt: stretch.fromAt }] }),
    'overrides.s ends before it begins',
  ],
  [
    'hours swapped twice',
    aPlan({ overrides: [swap('s1'), swap('s2')] }),
    'overrides.s2 swaps hours that s1 swaps already',
  ],
  [
    'temporary schedules that overlap',
    aPlan({ temporaries: [temporary('t1'), temporary('t2')] }),
    'temporaries.t2 overlaps t1',
  ],
  [
    'shifts that overlap',
    aPlan({
      temporaries: [
        temporary('t', [
          { ...stretch, responderId: ana },
          { ...stretch, responderId: ana },
        ]),
      ],
    }),
    'temporaries.t.shifts.1 overlaps another shift',
  ],
  [
    'a shift beyond its schedule',
    aPlan({ temporaries: [temporary('t', [{ ...stretch, toAt: stretch.toAt + 1, responderId: ana }])] }),
    'temporaries.t.shifts.0 reaches beyond',
  ],
  [
    'an absence of nobody',
    aPlan({ absences: [{ ...stretch, absenceId: 'a', responderId: person('eve') }] }),
    'absences.a names the person eve',
  ],
  [
    'someone who stands in for themselves',
    aPlan({ responders: aPlan().responders.map((each) => ({ ...each, backups: [each.responderId] })) }),
    'responders.ana is their own backup',
  ],
])('%s is said, with its place', (_what, plan, fault) => {
  expect(said(plan).join('; ')).toContain(fault);
});

it('what is entered without end comes to an end: only the list that is too long is told', () => {
  const many = (count: number): OnCallPlan['overrides'] =>
    Array.from({ length: count }, (_, index) => ({ ...swap(`o${index}`), why: 'override' }));
  expect(said(aPlan({ overrides: many(1_000) }))).toEqual([]);
  expect(said(aPlan({ overrides: many(1_001) }))).toEqual(['overrides are more than 1000: remove some first']);
  const shifts = Array.from({ length: 1_501 }, () => ({ ...stretch, responderId: ana }));
  const moves = aPlan({ temporaries: [temporary('t1', shifts), temporary('t2', shifts)] });
  expect(said(moves)).toEqual(['temporaries.shifts are more than 3000: remove some first']);
});
