import type { OpeningCalendar } from '@decroche/calendar';
import type { AgentId, Duration } from '@decroche/protocol';
import type { Presence, Stretch } from './stretch.ts';

/** A stretch during which the same people are present. */
export interface PresenceStep extends Stretch {
  /** In the order of their ids; each once, however many presences they have. */
  readonly agentIds: readonly AgentId[];
}

/** A slice of the day as the coverage strip shows it. */
export interface CoverageSlice extends Stretch {
  /** Fewest present at any instant of it. */
  readonly least: number;
  /** Average present over it. */
  readonly mean: number;
}

/** Fewer than the minimum are present. */
export interface Gap extends Stretch {
  readonly present: number;
}

/** Who is present over a stretch, exactly: steps without holes between them, each with other people than the one before. */
export function presenceOver(presences: readonly Presence[], over: Stretch): PresenceStep[] {
  const inside = presences.filter(
    (each) => each.fromAt < over.toAt && each.toAt > over.fromAt && each.fromAt < each.toAt,
  );
  const edges = new Set([over.fromAt, over.toAt]);
  for (const { fromAt, toAt } of inside) {
    edges.add(Math.max(fromAt, over.fromAt));
    edges.add(Math.min(toAt, over.toAt));
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const steps: { fromAt: number; toAt: number; agentIds: AgentId[] }[] = [];
  for (const [at, fromAt] of sorted.slice(0, -1).entries()) {
    const toAt = sorted[at + 1] as number;
    const there = new Set(inside.flatMap((each) => (each.fromAt <= fromAt && each.toAt >= toAt ? [each.agentId] : [])));
    const agentIds = [...there].sort();
    const last = steps.at(-1);
    if (last && last.agentIds.join() === agentIds.join()) last.toAt = toAt;
    else steps.push({ fromAt, toAt, agentIds });
  }
  return steps;
}

/** Fewest present at any instant of a stretch; 0 for an empty one. */
export function leastPresent(presences: readonly Presence[], over: Stretch): number {
  const steps = presenceOver(presences, over);
  return steps.length === 0 ? 0 : Math.min(...steps.map((step) => step.agentIds.length));
}

/** The stretch cut into slices of `sliceMs` from its beginning (60,000 per minute, 900,000 per quarter-hour), each counted. */
export function coverageBy(presences: readonly Presence[], over: Stretch, sliceMs: Duration): CoverageSlice[] {
  const steps = presenceOver(presences, over);
  const slices: CoverageSlice[] = [];
  let first = 0;
  for (let fromAt = over.fromAt; fromAt < over.toAt; fromAt += sliceMs) {
    const toAt = Math.min(fromAt + sliceMs, over.toAt);
    while ((steps[first]?.toAt ?? Infinity) <= fromAt) first += 1;
    let least = Infinity;
    let total = 0;
    for (let at = first; (steps[at]?.fromAt ?? Infinity) < toAt; at += 1) {
      const step = steps[at] as PresenceStep;
      least = Math.min(least, step.agentIds.length);
      total += step.agentIds.length * (Math.min(step.toAt, toAt) - Math.max(step.fromAt, fromAt));
    }
    slices.push({ fromAt, toAt, least, mean: total / (toAt - fromAt) });
  }
  return slices;
}

/** When fewer than `minimum` are present although somebody should be (H3): one gap for each number present. */
export function gaps(presences: readonly Presence[], during: readonly Stretch[], minimum: number): Gap[] {
  return during.flatMap((stretch) => {
    const found: { fromAt: number; toAt: number; present: number }[] = [];
    for (const { fromAt, toAt, agentIds } of presenceOver(presences, stretch)) {
      const present = agentIds.length;
      const last = found.at(-1);
      if (present >= minimum) continue;
      if (last?.toAt === fromAt && last.present === present) last.toAt = toAt;
      else found.push({ fromAt, toAt, present });
    }
    return found;
  });
}

/** When a calendar is open within a stretch. */
export function openStretches(calendar: OpeningCalendar, over: Stretch): Stretch[] {
  const open: Stretch[] = [];
  for (let at = over.fromAt; at < over.toAt;) {
    const fromAt = calendar.nextOpeningAt(at) ?? over.toAt;
    if (fromAt >= over.toAt) break;
    const toAt = Math.min(calendar.nextClosingAt(fromAt) ?? over.toAt, over.toAt);
    open.push({ fromAt, toAt });
    at = toAt;
  }
  return open;
}
