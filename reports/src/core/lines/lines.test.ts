import { JournalRecord, type LineReport } from '@decroche/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldLines } from './line-fold.ts';
import { lineReport, RESTORED_WITHIN_MS } from './line-report.ts';
import { nothingKnown, type LineSign, type LineState, type MeasuredSpan, type Outage } from './line-state.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-20T00:00:00Z');
const DAY = 86_400_000;

/** What happens, in minutes after midnight: a letter of the trunk, then what; `gw2/` before it is another gateway. */
type Plot = readonly (readonly [minute: number, what: string])[];

const EVENTS: Readonly<Record<string, (at: number) => object>> = {
  ok: (at) => ({ type: 'line.probed', probedAt: at, ok: true, roundTripMs: 800 }),
  failed: (at) => ({ type: 'line.probed', probedAt: at, ok: false, why: 'no answer' }),
  up: (at) => ({ type: 'trunk.changed', changedAt: at, up: true }),
  down: (at) => ({ type: 'trunk.changed', changedAt: at, up: false, why: 'no answer to OPTIONS' }),
};

function eventOf(what: string, at: number): object {
  const [type, alertId, key] = what.split(' ');
  if (type === 'alert') {
    return {
      ...{ type: 'alert.opened', alertId, by: 'system', source: 'continuity', policyId: 'infra', openedAt: at },
      ...{ dedupKey: key, content: { title: key, detail: '' } },
    };
  }
  if (type === 'recovered') return { type: 'alert.recovered', alertId, recoveredAt: at };
  if (type === 'repeated') return { type: 'alert.repeated', alertId, content: { title: 'again', detail: '' } };
  if (type === 'closed') return { type: 'alert.closed', alertId, by: 'system', resolution: '', closedAt: at };
  if (type === 'census') return { type: 'gateway.censusTaken', gatewayId: alertId, bootId: 'b' };
  const [gatewayId, trunk] = type!.includes('/') ? type!.split('/') : ['gw1', type];
  return { ...EVENTS[alertId!]!(at), gatewayId, trunkId: trunk };
}

interface Kept {
  readonly state: LineState;
  readonly outages: Map<number, Outage>;
  readonly signs: LineSign[];
  readonly measured: Map<number, MeasuredSpan>;
}

function live(plot: Plot): Kept {
  const [outages, measured] = [new Map<number, Outage>(), new Map<number, MeasuredSpan>()];
  const signs: LineSign[] = [];
  let state = nothingKnown;
  for (const [index, [minute, what]] of plot.entries()) {
    const at = START + minute * MINUTE;
    const line = JournalRecord.parse({
      ...{ seq: index + 1, domainId: 'main', at, cause: 'c', definitionVersion: 1, hash: 'h' },
      event: eventOf(what, at),
    });
    const step = foldLines(state, line);
    state = step.state;
    if (step.sign) signs.push(step.sign);
    if (step.outage) outages.set(step.outage.seq, step.outage);
    if (step.measured) measured.set(step.measured.seq, step.measured);
  }
  return { state, outages, signs, measured };
}

function report(plot: Plot, now = START + DAY, period = { from: START, to: START + DAY }): LineReport {
  const { outages, signs, measured } = live(plot);
  const touches = ({ fromAt, toAt = Infinity }: { fromAt: number; toAt?: number }): boolean =>
    fromAt < period.to && toAt > period.from;
  const probes = signs.filter(({ kind, at }) => kind === 'probe' && at >= period.from && at < period.to);
  const facts = {
    outages: [...outages.values()].filter(touches),
    evidence: signs.filter(({ outageSeq }) => outageSeq !== undefined),
    measured: [...measured.values()].filter(touches),
    probes: probes.length,
    failed: probes.filter(({ ok }) => !ok).length,
    targetMs: RESTORED_WITHIN_MS,
  };
  return lineReport(period, facts, now);
}

/** Outages as from–to in minutes after midnight. */
const outagesOf = (plot: Plot): (number | undefined)[][] =>
  report(plot).outages.map(({ fromAt, toAt }) => [
    (fromAt - START) / MINUTE,
    toAt === undefined ? undefined : (toAt - START) / MINUTE,
  ]);

describe('an outage', () => {
  it.each<[string, Plot, (number | undefined)[][]]>([
    [
      'goes from the first failed probe to the first good one',
      [
        [0, 'a ok'],
        [1, 'a failed'],
        [2, 'a failed'],
        [3, 'a ok'],
      ],
      [[1, 3]],
    ],
    [
      'is not there while another trunk carries calls',
      [
        [0, 'a ok'],
        [0, 'b ok'],
        [1, 'a failed'],
        [1, 'b ok'],
        [2, 'a failed'],
      ],
      [],
    ],
    [
      'begins when the last trunk falls',
      [
        [0, 'a ok'],
        [0, 'b ok'],
        [1, 'a failed'],
        [2, 'b failed'],
        [5, 'a ok'],
      ],
      [[2, 5]],
    ],
    [
      'begins with a trunk that answers no more',
      [
        [0, 'a ok'],
        [1, 'a down'],
        [2, 'a failed'],
        [4, 'a up'],
        [5, 'a ok'],
      ],
      [[1, 5]],
    ],
    [
      'ends when the trunk answers, if it was not probed',
      [
        [0, 'a up'],
        [1, 'a down'],
        [9, 'a up'],
      ],
      [[1, 9]],
    ],
    [
      'ends with the trunk when probes have ceased long ago',
      [
        [0, 'a ok'],
        [1, 'a failed'],
        [20, 'a down'],
        [40, 'a up'],
      ],
      [[1, 40]],
    ],
    [
      'is not ended by another failure',
      [
        [0, 'a ok'],
        [0, 'b up'],
        [1, 'a failed'],
        [20, 'b down'],
        [21, 'a down'],
        [30, 'b up'],
      ],
      [[1, 30]],
    ],
    [
      'is going on without a good sign',
      [
        [0, 'a ok'],
        [1, 'a failed'],
      ],
      [[1, undefined]],
    ],
    [
      'is not made of a trunk that is probed no more',
      [
        [0, 'a ok'],
        [0, 'b ok'],
        [30, 'b ok'],
        [31, 'b failed'],
        [33, 'b ok'],
      ],
      [[31, 33]],
    ],
    ['is not there before anything was said of any trunk', [[0, 'census gw1']], []],
    [
      'is a silent gateway, until it speaks',
      [
        [0, 'a ok'],
        [4, 'alert al gateway:gw1'],
        [9, 'a ok'],
      ],
      [[4, 9]],
    ],
    [
      'is a silent gateway, until the alert says that it is heard',
      [
        [0, 'a ok'],
        [4, 'alert al gateway:gw1'],
        [8, 'recovered al'],
      ],
      [[4, 8]],
    ],
    [
      'comes again when the gateway is silent again',
      [
        [0, 'a ok'],
        [4, 'alert al gateway:gw1'],
        [8, 'recovered al'],
        [20, 'repeated al'],
        [22, 'a ok'],
      ],
      [
        [4, 8],
        [20, 22],
      ],
    ],
    [
      'is not there while another gateway serves',
      [
        [0, 'a ok'],
        [0, 'gw2/a ok'],
        [4, 'alert al gateway:gw1'],
        [5, 'gw2/a ok'],
      ],
      [],
    ],
    [
      'is there when each gateway has lost what it had',
      [
        [0, 'a ok'],
        [0, 'gw2/a ok'],
        [4, 'alert al gateway:gw1'],
        [5, 'gw2/a failed'],
        [7, 'gw2/a ok'],
      ],
      [[5, 7]],
    ],
    [
      'is not ended by somebody who closes the alert',
      [
        [0, 'a ok'],
        [4, 'alert al gateway:gw1'],
        [5, 'closed al'],
        [9, 'a ok'],
      ],
      [[4, 9]],
    ],
  ])('%s', (_, plot, expected) => {
    expect(outagesOf(plot)).toEqual(expected);
  });
  it('is known by the alert that told of it, and carries all its signs and no other', () => {
    const { outages } = report([
      ...([
        [0, 'a ok'],
        [1, 'a failed'],
        [2, 'a failed'],
        [3, 'a failed'],
        [3, 'alert al lines'],
      ] as const),
      ...([
        [4, 'a ok'],
        [5, 'a ok'],
        [6, 'recovered al'],
      ] as const),
    ]);
    expect(outages).toMatchObject([{ alertId: 'al', trunks: ['a'], restoredMs: 3 * MINUTE, within: true }]);
    expect(outages[0]!.evidence.map(({ ok }) => ok)).toEqual([false, false, false, true]);
    expect(outages[0]!.evidence[0]).toMatchObject({ trunkId: 'a', why: 'no answer' });
    expect(outages[0]!.evidence.at(-1)).toMatchObject({ roundTripMs: 800 });
  });
  it.each([
    [60, true],
    [60.001, false],
  ])('of %d minutes is within the hour: %s', (minutes, within) => {
    const { outages } = report([
      [0, 'a ok'],
      [1, 'a failed'],
      [1 + minutes, 'a ok'],
    ]);
    expect(outages).toMatchObject([{ within }]);
  });
  it('that goes on is beyond as soon as the hour is over, and before that it is nothing yet', () => {
    const plot: Plot = [
      [0, 'a ok'],
      [1, 'a failed'],
    ];
    expect(report(plot, START + 61 * MINUTE).outages[0]).not.toHaveProperty('within');
    expect(report(plot, START + 61 * MINUTE + 1).outages[0]).toMatchObject({ within: false });
  });
});

describe('availability', () => {
  const every = (from: number, to: number, what: string): Plot =>
    Array.from({ length: to - from + 1 }, (_, minute) => [from + minute, what] as const);

  it('is the share of measured time; what was not measured is said and is in neither part', () => {
    // Two hours measured, a quarter of an hour of outage in them, the rest of the day in the dark.
    const plot = [...every(0, 59, 'a ok'), ...every(60, 74, 'a failed'), ...every(75, 120, 'a ok')];
    const { availability, unmeasuredMs, probes, failed } = report(plot);
    expect({ unmeasuredMs, probes, failed }).toEqual({ unmeasuredMs: 22 * 60 * MINUTE, probes: 121, failed: 15 });
    expect(availability).toBeCloseTo(105 / 120, 10);
  });
  it('is not claimed for the time between two probes that are far apart', () => {
    const { unmeasuredMs } = report([
      [0, 'a ok'],
      [1, 'a ok'],
      [10, 'a ok'],
      [11, 'a ok'],
    ]);
    expect(unmeasuredMs).toBe(DAY - 2 * MINUTE);
  });
  it('is absent when nothing was probed: trunks that answer prove no calls', () => {
    const { availability, unmeasuredMs, outages } = report([
      [0, 'a up'],
      [10, 'a down'],
      [20, 'a up'],
    ]);
    expect(availability).toBeUndefined();
    expect(outages).toHaveLength(1);
    expect(unmeasuredMs).toBe(DAY - 10 * MINUTE);
    expect(report([]).availability).toBeUndefined();
  });
  it('counts an outage that was not probed against it, and nothing that lies ahead', () => {
    const plot = [...every(0, 30, 'a ok'), [30.5, 'alert al gateway:gw1'] as const, ...every(90, 100, 'a ok')];
    const { availability, unmeasuredMs } = report(plot, START + 100 * MINUTE);
    // 30 probed + 59.5 silent + 10 probed = 99.5 of 100.
    expect(unmeasuredMs).toBe(0.5 * MINUTE);
    expect(availability).toBeCloseTo(40 / 99.5, 10);
  });
  it('cuts what touches the period at its ends', () => {
    const plot = [...every(0, 10, 'a ok'), ...every(11, 20, 'a failed'), ...every(21, 40, 'a ok')];
    const { availability, unmeasuredMs, outages } = report(plot, START + DAY, {
      from: START + 15 * MINUTE,
      to: START + 31 * MINUTE,
    });
    expect(unmeasuredMs).toBe(0);
    expect(availability).toBeCloseTo(10 / 16, 10);
    expect(outages).toMatchObject([{ restoredMs: 10 * MINUTE }]);
  });
});

const WHATS = [
  ...['a ok', 'a failed', 'a up', 'a down', 'b ok', 'b failed', 'b down', 'b up', 'gw2/a ok', 'gw2/a failed'],
  ...[
    'alert g1 gateway:gw1',
    'recovered g1',
    'repeated g1',
    'closed g1',
    'alert l1 lines',
    'recovered l1',
    'census gw2',
  ],
];
const aPlot = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.constantFrom(...WHATS)), { maxLength: 60 })
  .map((steps): Plot => {
    let minute = 0;
    return steps.map(([more, what]) => [(minute += more / 100), what]);
  });

it('whatever happens: outages follow each other, each sign is evidence of one at most, and the parts give the whole', () => {
  fc.assert(
    fc.property(aPlot, (plot) => {
      const { outages, signs } = live(plot);
      const inOrder = [...outages.values()];
      for (const [index, { seq, fromAt, toAt }] of inOrder.entries()) {
        expect(toAt ?? Infinity).toBeGreaterThanOrEqual(fromAt);
        if (index > 0) expect(fromAt).toBeGreaterThanOrEqual(inOrder[index - 1]!.toAt!);
        const own = signs.filter(({ outageSeq }) => outageSeq === seq);
        expect(own[0]).toMatchObject({ ok: false, seq });
        if (toAt !== undefined) expect(own.at(-1)!.ok).toBe(true);
      }
      expect(new Set(signs.map(({ seq }) => seq)).size).toBe(signs.length);
      expect(signs.filter(({ outageSeq }) => outageSeq !== undefined && !outages.has(outageSeq))).toEqual([]);
      const now = START + DAY;
      const whole = report(plot, now);
      const noon = START + 12 * MINUTE;
      const halves = [report(plot, now, { from: START, to: noon }), report(plot, now, { from: noon, to: START + DAY })];
      expect(halves[0]!.unmeasuredMs + halves[1]!.unmeasuredMs).toBe(whole.unmeasuredMs);
      expect(halves[0]!.probes + halves[1]!.probes).toBe(whole.probes);
      expect(whole.unmeasuredMs).toBeGreaterThanOrEqual(0);
      expect(whole.unmeasuredMs).toBeLessThanOrEqual(DAY);
      const { availability = 0 } = whole;
      expect(availability).toBeGreaterThanOrEqual(0);
      expect(availability).toBeLessThanOrEqual(1);
    }),
  );
});
