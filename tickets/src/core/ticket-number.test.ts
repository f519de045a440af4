import { expect, it } from 'vitest';
import { seriesOf, ticketNumber } from './ticket-number.ts';

it.each([
  ['incident', 1, 'INC-2026-00001'],
  ['request', 812, 'DEM-2026-00812'],
  ['assistance', 99_999, 'ASS-2026-99999'],
  ['incident', 100_000, 'INC-2026-100000'],
] as const)('number %s %i is written %s', (kind, ordinal, number) => {
  expect(ticketNumber(seriesOf(kind, 2026), ordinal)).toBe(number);
});
