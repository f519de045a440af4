/** IC6 from what was kept of the lines. */
import type { Duration, Instant, LineReport } from '@decroche/protocol';
import type { Period } from '../period.ts';
import type { LineSign, MeasuredSpan, Outage } from './line-state.ts';

/** IC6 (K4): lines restored within an hour, unless the on-call plan says otherwise. */
export const RESTORED_WITHIN_MS: Duration = 3_600_000;

/** What a report is made of. */
export interface LineFacts {
  /** Outages that touch the period, one after the other. */
  readonly outages: readonly Outage[];
  /** Their signs, in the order of the journal. */
  readonly evidence: readonly LineSign[];
  /** Measured stretches that touch the period, one after the other. */
  readonly measured: readonly MeasuredSpan[];
  readonly probes: number;
  readonly failed: number;
  readonly targetMs: Duration;
}

/**
 * The report of a period.
 *
 * - *outage*: from the sign after which nothing served to the first good one; one that touches the period is shown whole. It is
 *   within the target when it lasted the target or less; not restored yet, it is beyond as soon as the target is over.
 * - *measured*: from one probe to the next, unless they are too far apart, and the outages themselves, however they were seen.
 * - *availability*: measured time outside of outages by measured time. Time that was not measured is in neither, and neither is what
 *   lies ahead of `now`. Absent when no two probes followed each other: trunks that answer prove no calls.
 */
export function lineReport({ from, to }: Period, facts: LineFacts, now: Instant): LineReport {
  const period = { from, to: Math.max(from, Math.min(to, now)) };
  const down = facts.outages.map(({ fromAt, toAt = now }) => within({ fromAt, toAt }, period));
  const probed = facts.measured.map((span) => within(span, period));
  const downMs = lengthOf(down);
  const probedMs = lengthOf(probed);
  const availableMs = probedMs - overlap(probed, down);
  const measuredMs = availableMs + downMs;
  const signs = Map.groupBy(facts.evidence, ({ outageSeq }) => outageSeq);
  return {
    outages: facts.outages.map((outage) => outageView(outage, signs.get(outage.seq) ?? [], { ...facts, now })),
    targetMs: facts.targetMs,
    probes: facts.probes,
    failed: facts.failed,
    unmeasuredMs: period.to - period.from - measuredMs,
    ...(probedMs > 0 ? { availability: availableMs / measuredMs } : {}),
  };
}

function outageView(
  { fromAt, toAt, trunks, alertId }: Outage,
  signs: readonly LineSign[],
  { targetMs, now }: { readonly targetMs: Duration; readonly now: Instant },
): LineReport['outages'][number] {
  const restored = toAt === undefined ? {} : { toAt, restoredMs: toAt - fromAt, within: toAt - fromAt <= targetMs };
  return {
    fromAt,
    ...(toAt === undefined && now - fromAt > targetMs ? { within: false } : restored),
    trunks: [...trunks],
    ...(alertId === undefined ? {} : { alertId }),
    evidence: signs.map(({ at, trunkId, ok, why, roundTripMs }) => ({
      ...{ at, trunkId, ok },
      ...(why === undefined ? {} : { why }),
      ...(roundTripMs === undefined ? {} : { roundTripMs }),
    })),
  };
}

interface Stretch {
  readonly fromAt: Instant;
  readonly toAt: Instant;
}

/** The part of a stretch that lies in a period; nothing of it has no length. */
function within({ fromAt, toAt }: Stretch, period: Period): Stretch {
  const first = Math.min(Math.max(fromAt, period.from), period.to);
  return { fromAt: first, toAt: Math.max(first, Math.min(toAt, period.to)) };
}

const lengthOf = (stretches: readonly Stretch[]): Duration =>
  stretches.reduce((sum, { fromAt, toAt }) => sum + toAt - fromAt, 0);

/** Time that two lists of stretches have in common; each in order and without overlaps of its own. One look at each. */
function overlap(ones: readonly Stretch[], others: readonly Stretch[]): Duration {
  let [sum, i, j] = [0, 0, 0];
  while (i < ones.length && j < others.length) {
    const [one, other] = [ones[i]!, others[j]!];
    sum += Math.max(0, Math.min(one.toAt, other.toAt) - Math.max(one.fromAt, other.fromAt));
    if (one.toAt < other.toAt) i += 1;
    else j += 1;
  }
  return sum;
}
