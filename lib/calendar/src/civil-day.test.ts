import { expect, it } from 'vitest';
import { civilDateAt, civilDay } from './civil-day.ts';

const HOUR = 3_600_000;

it.each([
  ['2026-03-28', 24],
  ['2026-03-29', 23],
  ['2026-10-25', 25],
  ['2026-11-22', 24],
])('%s lasts %i hours in Paris', (date, hours) => {
  const day = civilDay(date, 'Europe/Paris')!;
  expect(day.toAt - day.fromAt).toBe(hours * HOUR);
  expect(civilDateAt(day.fromAt, 'Europe/Paris')).toBe(date);
  expect(civilDateAt(day.fromAt - 1, 'Europe/Paris')).not.toBe(date);
  expect(civilDateAt(day.toAt - 1, 'Europe/Paris')).toBe(date);
  expect(civilDateAt(day.toAt, 'Europe/Paris')).not.toBe(date);
});

it.each(['2026-02-30', '2026-13-01', '2025-02-29', '2026-00-10', '0000-00-00'])('%s is no day', (date) => {
  expect(civilDay(date, 'Europe/Paris')).toBeUndefined();
});
