import type { DayPlan } from '@decroche/protocol';

const HOUR_MS = 3_600_000;

/** The stretch of a day that a picture shows, and where an instant lies in it. */
export interface Axis {
  readonly fromAt: number;
  readonly toAt: number;
  /** 0 to 100. Instants outside lie on the edge. */
  readonly percent: (at: number) => number;
  /** Full hours between, for the ticks. */
  readonly hours: readonly number[];
}

/** From an hour before the first thing of the day to an hour after the last one; the whole day when there is nothing. */
export function axisOf(plan: DayPlan): Axis {
  const stretches = [
    ...plan.rows.flatMap(({ shifts }) => shifts.map(({ startsAt, endsAt }) => [startsAt, endsAt] as const)),
    ...plan.coverage.flatMap(({ open }) => open.map(({ fromAt, toAt }) => [fromAt, toAt] as const)),
  ];
  const first = Math.min(...stretches.map(([from]) => from));
  const last = Math.max(...stretches.map(([, to]) => to));
  const fromAt = stretches.length === 0 ? plan.fromAt : Math.max(plan.fromAt, first - HOUR_MS);
  const toAt = stretches.length === 0 ? plan.toAt : Math.min(plan.toAt, last + HOUR_MS);
  const hours: number[] = [];
  for (let at = Math.ceil(fromAt / HOUR_MS) * HOUR_MS; at <= toAt; at += HOUR_MS) hours.push(at);
  return {
    ...{ fromAt, toAt, hours },
    percent: (at) => (100 * (Math.min(Math.max(at, fromAt), toAt) - fromAt)) / (toAt - fromAt),
  };
}

/** Where a stretch is drawn. */
export function place(axis: Axis, fromAt: number, toAt: number): { left: string; width: string } {
  const left = axis.percent(fromAt);
  return { left: `${left}%`, width: `${Math.max(0, axis.percent(toAt) - left)}%` };
}
