import { JournalRecord, type OnCallReport } from '@decroche/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldAlert, type AlertRecord, type PolicyTargets } from './alert-record.ts';
import { onCallReport } from './on-call-report.ts';

const HOUR = 3_600_000;
const OPENED = Date.parse('2026-11-21T02:00:00Z');
const TARGETS: PolicyTargets = { infra: { remoteMs: HOUR, onSiteMs: 2 * HOUR } };
type Step = readonly [afterMs: number, event: object];

const opened = (fields: object = {}): object => ({
  ...{ type: 'alert.opened', by: 'system', source: 'api', policyId: 'infra', openedAt: OPENED },
  ...{ content: { title: 'SRV SQL1', detail: '' }, ...fields },
});
const accepted = (ms: number, responderId = 'dupont'): Step => [
  ms,
  { type: 'alert.accepted', responderId, how: 'key', acceptedAt: OPENED + ms },
];
const started = (ms: number, where: 'remote' | 'onSite'): Step => [
  ms,
  { type: 'alert.interventionStarted', by: 'dupont', responderId: 'dupont', where, startedAt: OPENED + ms },
];
const joins = (ms: number, responderId: string): Step => [
  ms,
  { type: 'alert.joined', by: responderId, responderId, joinedAt: OPENED + ms },
];
const leaves = (ms: number, responderId: string): Step => [
  ms,
  { type: 'alert.left', by: responderId, responderId, leftAt: OPENED + ms },
];
const closes = (ms: number): Step => [
  ms,
  { type: 'alert.closed', by: 'dupont', resolution: 'done', closedAt: OPENED + ms },
];
const paged = (ms: number): Step => [
  ms,
  { type: 'alert.paged', pageId: `p${ms}`, responderId: 'dupont', means: 'telephone', loop: 1, step: 0 },
];

function linesOf(steps: readonly Step[], alertId = 'al1'): JournalRecord[] {
  return steps.map(([ms, event], index) =>
    JournalRecord.parse({
      ...{ seq: index + 1, domainId: 'main', at: OPENED + ms, cause: 'c', definitionVersion: 1, hash: 'h' },
      event: { alertId, ...event },
    }),
  );
}

const fold = (lines: readonly JournalRecord[], from?: AlertRecord): AlertRecord | undefined =>
  lines.reduce<AlertRecord | undefined>((record, line) => foldAlert(record, line, TARGETS), from);
const record = (...steps: Step[]): AlertRecord => fold(linesOf([[0, opened()], ...steps]))!;
const line = (one: AlertRecord, nowMs = 5 * HOUR): OnCallReport['alerts'][number] =>
  onCallReport([one], OPENED + nowMs).alerts[0]!;

describe('the record of an alert', () => {
  it('says what happened first, and who worked on it when', () => {
    const one = record(
      ...[paged(1_000), paged(2_000), accepted(60_000), joins(60_000, 'dupont'), joins(90_000, 'zoe')],
      ...[started(120_000, 'remote'), started(130_000, 'remote'), started(HOUR, 'onSite')],
      ...[leaves(2 * HOUR, 'zoe'), accepted(3 * HOUR, 'zoe'), closes(4 * HOUR), joins(5 * HOUR, 'late')],
    );
    expect(one).toMatchObject({
      ...{ source: 'api', title: 'SRV SQL1', pages: 2, times: 1, targets: TARGETS['infra'] },
      ...{ acceptedAt: OPENED + 60_000, acceptedBy: 'dupont', remoteAt: OPENED + 120_000, onSiteAt: OPENED + HOUR },
      closedAt: OPENED + 4 * HOUR,
    });
    expect(one.stretches).toEqual([
      { responderId: 'dupont', joinedAt: OPENED + 60_000, leftAt: OPENED + 4 * HOUR },
      { responderId: 'zoe', joinedAt: OPENED + 90_000, leftAt: OPENED + 2 * HOUR },
      { responderId: 'zoe', joinedAt: OPENED + 3 * HOUR, leftAt: OPENED + 4 * HOUR },
    ]);
  });
  it('is nothing without its opening, and takes the hour and two hours of O1 for a policy nobody knows', () => {
    expect(foldAlert(undefined, linesOf([accepted(1)])[0]!, TARGETS)).toBeUndefined();
    const unknown = fold(linesOf([[0, opened({ policyId: 'gone' })]]))!;
    expect(unknown.targets).toEqual({ remoteMs: HOUR, onSiteMs: 2 * HOUR });
  });
});

describe('response', () => {
  it.each<[string, Step[], boolean | undefined, boolean | undefined]>([
    ['at work from afar at the hour is in time', [started(HOUR, 'remote')], true, undefined],
    ['a millisecond later is not', [started(HOUR + 1, 'remote')], false, undefined],
    ['speaking to the caller is help from afar', [[50_000, answered(50_000)]], true, undefined],
    ['on site in two hours keeps the promise another way', [started(2 * HOUR, 'onSite')], undefined, true],
    ['on site too late does not', [started(2 * HOUR + 1, 'onSite')], false, false],
    ['both are judged where both happened', [started(60_000, 'remote'), started(3 * HOUR, 'onSite')], true, false],
    ['nobody at all when the hour is over is late', [], false, undefined],
    ['accepting alone is no intervention', [accepted(60_000)], false, undefined],
    ['closed before the hour, there was nothing to come for', [accepted(60_000), closes(HOUR)], undefined, undefined],
    ['closed after it without an intervention is late', [accepted(60_000), closes(HOUR + 1)], false, undefined],
    [
      'recovered by itself before the hour likewise',
      [[9, { type: 'alert.recovered', recoveredAt: OPENED + 9 }]],
      undefined,
      undefined,
    ],
  ])('%s', (_, steps, withinRemote, withinOnSite) => {
    const { withinRemote: remote, withinOnSite: onSite } = line(record(...steps));
    expect([remote, onSite]).toEqual([withinRemote, withinOnSite]);
  });
  it('is not late while there is time', () => {
    expect(line(record(), HOUR)).not.toHaveProperty('withinRemote');
    expect(line(record(), HOUR + 1)).toMatchObject({ withinRemote: false });
  });
  it('counts from the opening when the alert had to wait for it', () => {
    const one = record([0, { type: 'alert.deferred', untilAt: OPENED + 6 * HOUR }], started(6.5 * HOUR, 'remote'));
    expect(line(one, 8 * HOUR)).toMatchObject({ remoteMs: 0.5 * HOUR, withinRemote: true });
  });
});

function answered(ms: number): object {
  return { type: 'call.onCallAnswered', callId: 'c', responderId: 'dupont', legId: 'l', answeredAt: OPENED + ms };
}

describe('mobilisation', () => {
  it('counts every begun hour of each person whole, each time they are called to work', () => {
    const one = record(
      ...[accepted(0, 'a'), leaves(HOUR + 1, 'a'), joins(2 * HOUR, 'a'), leaves(2 * HOUR + 1, 'a')],
      ...[joins(0, 'b'), leaves(HOUR, 'b')],
    );
    expect(line(one)).toMatchObject({ people: 2, mobilisedMs: 2 * HOUR + 2, mobilisedHours: 4 });
  });
  it('goes on while somebody is at work', () => {
    expect(line(record(accepted(0)), 90 * 60_000)).toMatchObject({ mobilisedMs: 1.5 * HOUR, mobilisedHours: 2 });
  });
});

const someone = fc.constantFrom('a', 'b', 'c');
const aStep = fc
  .tuple(fc.integer({ min: 0, max: 3 * HOUR }), someone, fc.integer({ min: 0, max: 7 }))
  .map(([ms, who, kind]): Step =>
    [
      () => accepted(ms, who),
      () => joins(ms, who),
      () => leaves(ms, who),
      () => closes(ms),
      () => started(ms, 'remote'),
      () => started(ms, 'onSite'),
      () => paged(ms),
      (): Step => [ms, { type: 'alert.exhausted' }],
    ][kind]!(),
  );
const anAlert = fc
  .array(aStep, { maxLength: 25 })
  .map((steps) => linesOf([[0, opened()], ...steps.toSorted(([a], [b]) => a - b)]));

it('whatever happens: the sums are the sums of the alerts, and lines read again change nothing', () => {
  fc.assert(
    fc.property(fc.array(anAlert, { maxLength: 6 }), (stories) => {
      const records = stories.map((lines) => fold(lines)!);
      for (const [index, lines] of stories.entries()) expect(fold(lines, records[index])).toEqual(records[index]);
      const { alerts, sums } = onCallReport(records, OPENED + 4 * HOUR);
      const sum = (of: (alert: OnCallReport['alerts'][number]) => number): number =>
        alerts.reduce((total, alert) => total + of(alert), 0);
      expect(sums).toMatchObject({
        alerts: stories.length,
        accepted: sum(({ acceptedMs }) => (acceptedMs === undefined ? 0 : 1)),
        exhausted: sum(({ exhausted }) => Number(exhausted)),
        mobilisedMs: sum(({ mobilisedMs }) => mobilisedMs),
        mobilisedHours: sum(({ mobilisedHours }) => mobilisedHours),
        withinRemote: {
          within: sum(({ withinRemote }) => Number(withinRemote ?? false)),
          of: sum(({ withinRemote }) => (withinRemote === undefined ? 0 : 1)),
        },
      });
      for (const { mobilisedMs, mobilisedHours, people } of alerts) {
        expect(mobilisedHours * HOUR).toBeGreaterThanOrEqual(mobilisedMs);
        expect(mobilisedMs).toBeLessThanOrEqual(people * 4 * HOUR);
      }
      for (const { stretches, closedAt } of records) {
        if (closedAt !== undefined) expect(stretches.every(({ leftAt }) => leftAt !== undefined)).toBe(true);
      }
    }),
  );
});
