import { expect, test } from 'vitest';
import { feedOf } from './feed.ts';

const at = (text: string): number => Date.parse(text);
const lines = (text: string): string[] => text.replaceAll('\r\n ', '').split('\r\n');
const night = (from: string, to: string) => ({
  ...{ scheduleId: 'nuits', scheduleName: 'Nuits, semaine', fromAt: at(from), toAt: at(to), required: true },
  ...{ responderId: 'acc-1' as never, because: { kind: 'rule' as const, ruleId: 'r' } },
});
/** Both nights of a year on which clocks change: one of 14½ hours, one of 12½. */
const spans = [
  night('2026-10-24T18:00:00+02:00', '2026-10-25T07:30:00+01:00'),
  night('2027-03-27T18:00:00+01:00', '2027-03-28T07:30:00+02:00'),
];

test('a feed says the same instants to every reader, also in the nights on which clocks change', () => {
  const feed = lines(feedOf('Camille', spans));
  expect(feed.filter((line) => /^DT(START|END)/.test(line))).toEqual([
    'DTSTART:20261024T160000Z',
    'DTEND:20261025T063000Z',
    'DTSTART:20270327T170000Z',
    'DTEND:20270328T053000Z',
  ]);
});

test('a feed has names and hours and nothing else, and is the same each time it is asked for', () => {
  const text = feedOf('Camille', spans);
  expect(feedOf('Camille', spans)).toBe(text);
  const said = new Set(lines(text).map((line) => line.split(/[:;]/)[0]));
  for (const name of said)
    expect([
      ...['BEGIN', 'END', 'VERSION', 'PRODID', 'METHOD', 'NAME', 'X-WR-CALNAME', 'REFRESH-INTERVAL', 'X-PUBLISHED-TTL'],
      ...['UID', 'SEQUENCE', 'DTSTAMP', 'DTSTART', 'DTEND', 'SUMMARY', ''],
    ]).toContain(name);
  expect(text).toContain('SUMMARY:Nuits\\, semaine : Camille');
  expect(text).not.toContain('acc-1');
});
