import { OnCallCalendar } from '@decroche/protocol';
import { describe, expect, test } from 'vitest';
import { drawnStretch, monthBar, monthRange, ofDay } from './month-bars.ts';
import { stretches } from './stretches.ts';

const TZ = 'Europe/Paris';
const at = (wall: string): number => Date.parse(`${wall}:00+01:00`);
const rule = { kind: 'rule', ruleId: 'nights' };
const span = (from: string, to: string, more: object) => ({
  ...{ scheduleId: 'network', fromAt: at(from), toAt: at(to), required: true, ...more },
});
const calendar = (...spans: object[]) => OnCallCalendar.parse({ scheduleId: 'network', timeZone: TZ, spans, gaps: [] });

describe('a calendar as people read it', () => {
  test('one who stays is one piece, needed all the time or not; what nobody needs is no piece', () => {
    const found = stretches(
      calendar(
        span('2026-11-23T00:00', '2026-11-23T07:30', { responderId: 'anne', name: 'Anne', because: rule }),
        span('2026-11-23T07:30', '2026-11-23T18:00', {
          ...{ responderId: 'anne', name: 'Anne', because: rule, required: false },
        }),
        span('2026-11-23T18:00', '2026-11-24T08:00', { required: false }),
        span('2026-11-24T08:00', '2026-11-24T09:00', {}),
      ),
    );
    expect(found.map(({ fromAt, toAt, mark, name }) => [fromAt, toAt, mark, name])).toEqual([
      [at('2026-11-23T00:00'), at('2026-11-23T18:00'), 'rule', 'Anne'],
      [at('2026-11-24T08:00'), at('2026-11-24T09:00'), 'gap', undefined],
    ]);
  });

  test('each way to have it has its mark, and what can be undone its entry', () => {
    const [swap, backup, temporary] = stretches(
      calendar(
        span('2026-11-23T00:00', '2026-11-24T00:00', {
          ...{ responderId: 'bob', because: { kind: 'override', overrideId: 'o1', why: 'swap' } },
        }),
        span('2026-11-24T00:00', '2026-11-25T00:00', {
          ...{ responderId: 'cleo', insteadOf: 'anne', insteadOfName: 'Anne', because: rule },
        }),
        span('2026-11-25T00:00', '2026-11-26T00:00', {
          ...{ responderId: 'dan', because: { kind: 'temporary', temporaryId: 't1' } },
        }),
      ),
    );
    expect(swap).toMatchObject({ mark: 'swap', entryId: 'o1', name: 'bob' });
    expect(backup).toMatchObject({ mark: 'backup', insteadOfName: 'Anne' });
    expect(temporary).toMatchObject({ mark: 'temporary', entryId: 't1' });
  });
});

describe('where a stretch is drawn', () => {
  const bar = (from: string, to: string) => monthBar({ key: '', fromAt: at(from), toAt: at(to), mark: 'rule' }, TZ);

  test('a night belongs to its evening, a week-end to its three days, a week to its seven', () => {
    expect(bar('2026-11-23T18:00', '2026-11-24T07:30')).toMatchObject({
      firstDay: '2026-11-23',
      lastDay: '2026-11-23',
    });
    expect(bar('2026-11-27T18:00', '2026-11-30T07:30')).toMatchObject({
      firstDay: '2026-11-27',
      lastDay: '2026-11-29',
    });
    expect(bar('2026-11-23T08:00', '2026-11-30T08:00')).toMatchObject({
      firstDay: '2026-11-23',
      lastDay: '2026-11-29',
    });
  });

  test('what begins and ends in one morning stays there; what ends in the evening reaches that day', () => {
    expect(bar('2026-11-23T02:00', '2026-11-23T07:30')).toMatchObject({
      firstDay: '2026-11-23',
      lastDay: '2026-11-23',
    });
    expect(bar('2026-11-23T08:00', '2026-11-24T18:00')).toMatchObject({
      firstDay: '2026-11-23',
      lastDay: '2026-11-24',
    });
  });

  test('a day knows every stretch that touches it, not the one that ends at its midnight', () => {
    const night = { key: 'n', fromAt: at('2026-11-23T18:00'), toAt: at('2026-11-24T07:30'), mark: 'rule' } as const;
    const before = { key: 'b', fromAt: at('2026-11-22T18:00'), toAt: at('2026-11-24T00:00'), mark: 'rule' } as const;
    expect(ofDay([before, night], '2026-11-24', TZ).map(({ key }) => key)).toEqual(['n']);
    expect(ofDay([before, night], '2026-11-23', TZ).map(({ key }) => key)).toEqual(['b', 'n']);
  });
});

describe('what is meant by days drawn over', () => {
  const of = (key: string, from: string, to: string) =>
    ({ key, fromAt: at(from), toAt: at(to), mark: 'rule' }) as const;
  const nights = [
    of('mon', '2026-11-23T18:00', '2026-11-24T07:30'),
    of('tue', '2026-11-24T18:00', '2026-11-25T07:30'),
    of('wed', '2026-11-25T18:00', '2026-11-26T07:30'),
  ];
  const week = [of('week', '2026-11-23T08:00', '2026-11-30T08:00')];
  const drawn = (all: Parameters<typeof drawnStretch>[0], first: string, last: string) =>
    drawnStretch(all, { first, last }, TZ);

  test('two nights are meant whole, to the morning after', () => {
    expect(drawn(nights, '2026-11-23', '2026-11-24')).toEqual({
      fromAt: at('2026-11-23T18:00'),
      toAt: at('2026-11-25T07:30'),
    });
  });

  test('days in the middle of a week are cut at midnight, a whole week at its hand-over', () => {
    expect(drawn(week, '2026-11-25', '2026-11-26')).toEqual({
      fromAt: at('2026-11-25T00:00'),
      toAt: at('2026-11-27T00:00'),
    });
    expect(drawn(week, '2026-11-23', '2026-11-29')).toEqual({
      fromAt: at('2026-11-23T08:00'),
      toAt: at('2026-11-30T08:00'),
    });
  });

  test('days without anybody are whole days', () => {
    expect(drawn([], '2026-11-23', '2026-11-23')).toEqual({
      fromAt: at('2026-11-23T00:00'),
      toAt: at('2026-11-24T00:00'),
    });
  });
});

test('a month shows whole weeks, in the time of its zone on both sides of a change of the clocks', () => {
  expect(monthRange('2026-03', TZ)).toEqual({
    fromAt: Date.parse('2026-02-23T00:00:00+01:00'),
    toAt: Date.parse('2026-04-06T00:00:00+02:00'),
  });
});
