import { expect, test } from 'vitest';
import type { PlannedShift } from '@decroche/protocol';
import { minutesOf, presencesOf, rosterShift, rosterShifts } from './planned-shift.ts';

const PARIS = 'Europe/Paris';
const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(text);

const planned = (change: Partial<PlannedShift> = {}): PlannedShift => ({
  ...{ shiftId: 's1' as never, agentId: 'ana' as never, date: '2026-03-02', from: '08:00', to: '16:00' },
  breaks: [{ kind: 'lunch', from: '12:00', to: '13:00' }],
  ...change,
});
const lengthOf = (change: Partial<PlannedShift>): number => {
  const shift = rosterShift(planned({ breaks: [], ...change }), PARIS);
  return shift ? (shift.endsAt - shift.startsAt) / HOUR : NaN;
};

test('an ordinary day is what is read on the wall', () => {
  expect(rosterShift(planned(), PARIS)).toEqual({
    ...{ shiftId: 's1', agentId: 'ana' },
    startsAt: at('2026-03-02T08:00+01:00'),
    endsAt: at('2026-03-02T16:00+01:00'),
    breaks: [{ kind: 'lunch', startsAt: at('2026-03-02T12:00+01:00'), endsAt: at('2026-03-02T13:00+01:00') }],
  });
});

test.each([
  ['an ordinary night', '2026-03-02', 8],
  ['the night that is an hour shorter', '2026-03-28', 7],
  ['the night that is an hour longer', '2026-10-24', 9],
])('%s crosses midnight', (_night, date, hours) => {
  expect(lengthOf({ date, from: '23:00', to: '07:00' })).toBe(hours);
});

test('on the longer night a shift begins at the first 02:30 and ends at the last one', () => {
  expect(rosterShift(planned({ date: '2026-10-25', from: '02:30', to: '08:00' }), PARIS)?.startsAt).toBe(
    at('2026-10-25T02:30+02:00'),
  );
  expect(rosterShift(planned({ date: '2026-10-24', from: '20:00', to: '02:30' }), PARIS)?.endsAt).toBe(
    at('2026-10-25T02:30+01:00'),
  );
});

test('on the shorter night a time that the clocks leap over is the instant of the leap', () => {
  const shift = rosterShift(planned({ date: '2026-03-29', from: '02:30', to: '08:00' }), PARIS);
  expect(shift?.startsAt).toBe(at('2026-03-29T03:00+02:00'));
});

test.each([
  ['24:00 ends the day', { from: '16:00', to: '24:00' }, 8],
  ['equal times are a whole day', { from: '08:00', to: '08:00' }, 24],
  ['midnight to midnight', { from: '00:00', to: '24:00' }, 24],
])('%s', (_what, change, hours) => expect(lengthOf(change)).toBe(hours));

test('a break after midnight belongs to the next day and keeps its length while clocks go back', () => {
  const night = planned({ date: '2026-10-24', from: '22:00', to: '06:00' });
  const shift = rosterShift({ ...night, breaks: [{ kind: 'break', from: '02:45', to: '03:15' }] }, PARIS);
  expect(shift?.breaks).toEqual([
    { kind: 'break', startsAt: at('2026-10-25T02:45+02:00'), endsAt: at('2026-10-25T02:15+01:00') },
  ]);
});

test('a break that leaves its shift is cut', () => {
  const { breaks } = rosterShift(planned({ breaks: [{ kind: 'lunch', from: '15:30', to: '16:30' }] }), PARIS) ?? {};
  expect(breaks).toEqual([
    { kind: 'lunch', startsAt: at('2026-03-02T15:30+01:00'), endsAt: at('2026-03-02T16:00+01:00') },
  ]);
  expect(rosterShift(planned({ breaks: [{ kind: 'lunch', from: '07:00', to: '07:30' }] }), PARIS)?.breaks).toEqual([]);
});

test('a date that no calendar has makes no shift', () => {
  expect(rosterShift(planned({ date: '2026-02-30' }), PARIS)).toBeUndefined();
  expect(rosterShifts([planned({ date: '2026-02-30' }), planned()], PARIS)).toHaveLength(1);
});

test('someone is present from the start to the end, without the breaks', () => {
  const shift = rosterShift(planned(), PARIS);
  expect(shift && presencesOf([shift])).toEqual([
    { agentId: 'ana', fromAt: at('2026-03-02T08:00+01:00'), toAt: at('2026-03-02T12:00+01:00') },
    { agentId: 'ana', fromAt: at('2026-03-02T13:00+01:00'), toAt: at('2026-03-02T16:00+01:00') },
  ]);
});

test('overlapping breaks are one absence', () => {
  const shift = rosterShift(
    planned({
      breaks: [
        { kind: 'lunch', from: '12:00', to: '13:00' },
        { kind: 'training', from: '08:00', to: '12:30' },
      ],
    }),
    PARIS,
  );
  expect(shift && presencesOf([shift])).toEqual([
    { agentId: 'ana', fromAt: at('2026-03-02T13:00+01:00'), toAt: at('2026-03-02T16:00+01:00') },
  ]);
});

test('minutes of the day', () =>
  expect([minutesOf('00:00'), minutesOf('08:30'), minutesOf('24:00')]).toEqual([0, 510, 1_440]));
