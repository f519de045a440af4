import { describe, expect, it, test } from 'vitest';
import { endMeant, endShown, instantOfWall, wallTime } from './wall-time.ts';

describe.each(['Europe/Paris', 'America/Martinique', 'Indian/Reunion', 'Pacific/Noumea', 'UTC'])('in %s', (zone) => {
  it.each(['2026-07-14 18:30:00', '2026-01-01 00:00:00', '2026-12-31 23:59:59', '2028-02-29 12:00:00'])(
    '%s on the wall comes back',
    (wall) => expect(wallTime(instantOfWall(wall, zone), zone)).toBe(wall),
  );
});

test('half past six in the evening in Réunion is half past two in UTC', () => {
  expect(instantOfWall('2026-07-14 18:30', 'Indian/Reunion')).toBe(Date.UTC(2026, 6, 14, 14, 30));
});
test('just after and just before the clocks change in Paris', () => {
  expect(instantOfWall('2026-03-29 03:30', 'Europe/Paris')).toBe(Date.UTC(2026, 2, 29, 1, 30));
  expect(instantOfWall('2026-03-29 01:30', 'Europe/Paris')).toBe(Date.UTC(2026, 2, 29, 0, 30));
  expect(instantOfWall('2026-10-25 01:30', 'Europe/Paris')).toBe(Date.UTC(2026, 9, 24, 23, 30));
  expect(instantOfWall('2026-10-25 03:30', 'Europe/Paris')).toBe(Date.UTC(2026, 9, 25, 2, 30));
});
test('a time the clocks leap over is as much later', () => {
  expect(instantOfWall('2026-03-29 02:30', 'Europe/Paris')).toBe(Date.UTC(2026, 2, 29, 1, 30));
});
test('what is no date is no instant', () => expect(instantOfWall('tomorrow', 'Europe/Paris')).toBeNaN());
test('midnight at the end of a day is shown as a clock shows it', () => {
  expect([endShown('24:00'), endShown('18:00')]).toEqual(['00:00', '18:00']);
  expect([endMeant('00:00'), endMeant('18:00'), endMeant('')]).toEqual(['24:00', '18:00', '']);
});
