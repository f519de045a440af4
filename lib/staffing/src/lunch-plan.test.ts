import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlannedShift, ShiftTemplate } from '@decroche/protocol';
import { lunchNeeds, planLunches, proveCoverage, withLunches } from './lunch-plan.ts';
import type { LunchQuestion } from './lunch-seating.ts';
import { presencesOf, rosterShifts } from './planned-shift.ts';

const PARIS = 'Europe/Paris';
const DATE = '2026-03-02';
const HOUR = 3_600_000;
const at = (time: string): number => Date.parse(`${DATE}T${time}+01:00`);
const OPEN = [{ fromAt: at('08:00'), toAt: at('18:00') }];

const template = (templateId: string, from: string, to: string): ShiftTemplate => ({
  ...{ templateId, name: templateId, from, to },
  lunch: { earliest: '11:30', latest: '14:30', durationMs: HOUR },
});
// H3: three technicians on 8–16, 9–17, 10–18.
const TEMPLATES = [
  template('first', '08:00', '16:00'),
  template('second', '09:00', '17:00'),
  template('third', '10:00', '18:00'),
];
const planned: PlannedShift[] = TEMPLATES.map(({ templateId, from, to }, n) => ({
  ...{ shiftId: `s${n}` as never, agentId: `a${n}` as never, date: DATE, templateId, from, to, breaks: [] },
}));

const questionOf = (shifts: readonly PlannedShift[], minimum: number): LunchQuestion => ({
  presences: presencesOf(rosterShifts(shifts, PARIS)),
  needs: lunchNeeds(shifts, TEMPLATES, PARIS),
  during: OPEN,
  minimum,
});

test('three lunches are staggered so that two stay, and the proof counts each of the 600 minutes', () => {
  const { lunches, proof } = planLunches({
    ...questionOf(planned, 2),
    during: [{ fromAt: at('10:00'), toAt: at('16:00') }],
  });
  expect(lunches).toHaveLength(3);
  expect(proof.holds).toBe(true);
  expect(proof.minutes).toHaveLength(360);
  expect(Math.min(...proof.minutes.map((minute) => minute.present))).toBe(2);
});

test('a minimum that the shifts themselves do not reach is said, whatever the lunches', () => {
  const { proof } = planLunches(questionOf(planned, 2));
  expect(proof.holds).toBe(false);
  expect(proof.gaps).toEqual([
    { fromAt: at('08:00'), toAt: at('09:00'), present: 1 },
    { fromAt: at('17:00'), toAt: at('18:00'), present: 1 },
  ]);
});

test('what can not be is proposed at its best, and the proof says where it fails', () => {
  const { lunches, proof } = planLunches({
    ...questionOf(planned, 3),
    during: [{ fromAt: at('11:00'), toAt: at('15:00') }],
  });
  expect(lunches).toHaveLength(3);
  expect(proof.holds).toBe(false);
  expect(proof.gaps.every((gap) => gap.present === 2)).toBe(true);
});

test('an accepted proposal becomes breaks on the wall, and proves itself again from them', () => {
  const during = [{ fromAt: at('10:00'), toAt: at('16:00') }];
  const { lunches } = planLunches({ ...questionOf(planned, 2), during });
  const accepted = withLunches(planned, lunches, PARIS);
  expect(accepted.map((shift) => shift.breaks.map((each) => each.kind))).toEqual([['lunch'], ['lunch'], ['lunch']]);
  expect(proveCoverage(presencesOf(rosterShifts(accepted, PARIS)), during, 2).holds).toBe(true);
});

test('a shift without a lunch window has no lunch', () => {
  expect(lunchNeeds([{ ...(planned[0] as PlannedShift), templateId: undefined }], TEMPLATES, PARIS)).toEqual([]);
});

const anyTeam = fc.array(
  fc.record({ from: fc.integer({ min: 7, max: 11 }), length: fc.integer({ min: 5, max: 9 }), template: fc.nat(2) }),
  { minLength: 1, maxLength: 9 },
);

test('every lunch lies in its window and lasts its time; a plan that holds leaves the minimum in every minute', () => {
  fc.assert(
    fc.property(anyTeam, fc.nat(3), (team, minimum) => {
      const shifts = team.map(({ from, length, template: n }, who) => ({
        ...{ shiftId: `s${who}` as never, agentId: `a${who}` as never, date: DATE, breaks: [] },
        ...{ templateId: TEMPLATES[n]?.templateId, from: `${String(from).padStart(2, '0')}:00` },
        to: `${String(from + length).padStart(2, '0')}:00`,
      }));
      const question = questionOf(shifts, minimum);
      const { lunches, proof } = planLunches(question);
      expect(lunches).toHaveLength(team.length);
      for (const lunch of lunches) {
        expect(lunch.fromAt).toBeGreaterThanOrEqual(at('11:30'));
        expect(lunch.toAt).toBeLessThanOrEqual(at('14:30'));
        expect(lunch.toAt - lunch.fromAt).toBe(HOUR);
      }
      const away = (agentId: string, minute: number): boolean =>
        lunches.some((each) => each.agentId === agentId && each.fromAt <= minute && minute < each.toAt);
      for (const { at: minute, present } of proof.minutes) {
        const there = question.presences.filter((each) => each.fromAt <= minute && minute < each.toAt);
        expect(present).toBe(there.filter((each) => !away(each.agentId, minute)).length);
        if (proof.holds) expect(present).toBeGreaterThanOrEqual(minimum);
      }
    }),
  );
});

test('fifty people are seated in reasonable time', () => {
  const shifts = Array.from({ length: 50 }, (_, n) => ({
    ...{ ...(planned[n % 3] as PlannedShift), shiftId: `s${n}` as never, agentId: `a${n}` as never },
  }));
  const { proof } = planLunches({ ...questionOf(shifts, 33), during: [{ fromAt: at('11:00'), toAt: at('15:00') }] });
  expect(proof.holds).toBe(true);
});
