import { EscalationPolicy, OnCallSchedule, OnCallSetup } from '@decroche/protocol';
import { describe, expect, test } from 'vitest';
import { newStep, policyOf, policyValues } from './policy-values.ts';
import { referringNames } from './referring.ts';
import { newRule, scheduleOf, scheduleValues } from './schedule-values.ts';
import { freeId } from './use-setup-form.ts';

const schedule = OnCallSchedule.parse({
  ...{ scheduleId: 'network', name: 'Réseau', timeZone: 'Europe/Paris' },
  required: { kind: 'whenClosed', calendarId: 'office' },
  rules: [
    {
      ...{ ruleId: 'nights', name: 'Nuits', who: { kind: 'rotation', rotationId: 'weeks' } },
      hours: { kind: 'weekly', startDays: [1, 2], from: '18:00', to: '07:30', spanDays: 1 },
    },
    {
      ...{ ruleId: 'holidays', name: 'Fériés', who: { kind: 'responder', responderId: 'acc:1' } },
      hours: { kind: 'holidays', region: 'FR-57', from: '18:00', to: '07:30' },
    },
    { ruleId: 'rest', name: 'Reste', who: { kind: 'rotation', rotationId: 'weeks' }, hours: { kind: 'always' } },
  ],
});

describe('a schedule in its form', () => {
  test('is saved as it was when nothing is changed', () => {
    const { scheduleId: _id, ...same } = schedule;
    expect(scheduleOf(scheduleValues(schedule, 'Europe/Paris')).data).toEqual(same);
  });

  test('gives new rules ids that differ, even when their names are the same', () => {
    const values = scheduleValues(undefined, 'Europe/Paris');
    const rule = { ...newRule(), name: 'Nuits', who: 'rotation:weeks' };
    const made = scheduleOf({ ...values, name: 'Réseau', rules: [rule, { ...rule }] });
    expect(made.data?.rules.map(({ ruleId }) => ruleId)).toEqual(['nuits', 'nuits-2']);
  });

  test('refuses a rule of nobody, one without a day, and opening hours that are not named', () => {
    const values = scheduleValues(undefined, 'Europe/Paris');
    const made = scheduleOf({
      ...{ ...values, name: 'Réseau', required: 'whenClosed' },
      rules: [{ ...newRule(), name: 'Nuits', startDays: [] }],
    });
    const paths = made.error?.issues.map(({ path }) => path.join('.')) ?? [];
    expect(paths).toEqual(expect.arrayContaining(['required.calendarId', 'rules.0.hours.startDays', 'rules.0.who']));
  });
});

const policy = EscalationPolicy.parse({
  ...{ policyId: 'lines', name: 'Lignes', loops: 3, ringMs: 25_000, keyMs: 20_000, mailMs: 300_000 },
  targets: { remoteMs: 3_600_000, onSiteMs: 7_200_000 },
  steps: [
    { targets: [{ kind: 'schedule', scheduleId: 'network' }], afterMs: 0 },
    { targets: [{ kind: 'responder', responderId: 'acc:1' }], afterMs: 30_000 },
  ],
});

describe('a policy in its form', () => {
  test('is saved as it was when nothing is changed, half minutes too', () => {
    const { policyId: _id, ...same } = policy;
    expect(policyOf(policyValues(policy)).data).toEqual(same);
  });

  test('refuses a step that asks nobody and an emptied time', () => {
    const made = policyOf({ ...policyValues(undefined), name: 'Lignes', steps: [newStep(true)], ringSeconds: '' });
    const paths = made.error?.issues.map(({ path }) => path.join('.')) ?? [];
    expect(paths).toEqual(expect.arrayContaining(['steps.0.targets', 'ringMs']));
  });
});

test('an id that is taken is counted on', () => {
  expect(freeId('reseau', [])).toBe('reseau');
  expect(freeId('reseau', ['reseau', 'reseau-2'])).toBe('reseau-3');
});

test('what refers to something is told by name, each once; what has no name by its list', () => {
  const setup = OnCallSetup.parse({
    ...{ version: 1, timeZone: 'Europe/Paris', responders: [], rotations: [], equipment: [] },
    ...{ schedules: [schedule], policies: [policy], overrides: [], temporaries: [], absences: [] },
  });
  const issues = ['policies.lines.steps.0', 'policies.lines.steps.1', 'absences.a1', 'schedules.network.rules.nights'];
  expect(
    referringNames(
      issues.map((path) => ({ path })),
      setup,
    ),
  ).toEqual([
    { list: 'policies', name: 'Lignes' },
    { list: 'absences', name: undefined },
    { list: 'schedules', name: 'Réseau' },
  ]);
});
