import { LAST_PLANNED_AT, type OnCallPlan } from '@decroche/protocol';
import type { Stretch } from './hours.ts';

/** What is beyond a bound, and where. */
interface Beyond {
  readonly path: string;
  readonly message: string;
}

/**
 * How much a plan may hold. It is written whole into the journal and onto the bus at each change: what is entered and never
 * taken out must come to an end. Entries that are over leave by themselves after 400 days.
 */
const MOST = {
  responders: 500,
  rotations: 100,
  schedules: 100,
  policies: 100,
  equipment: 2_000,
  overrides: 1_000,
  temporaries: 100,
  absences: 1_000,
} as const satisfies Partial<Record<keyof OnCallPlan, number>>;
/** Of one schedule. */
const MOST_RULES = 50;
/** Of all temporary schedules together. */
const MOST_SHIFTS = 3_000;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Lists that are longer than they may be. */
export function listsBeyond(plan: OnCallPlan): Beyond[] {
  const shifts = plan.temporaries.reduce((sum, each) => sum + each.shifts.length, 0);
  return [
    ...Object.entries(MOST).flatMap(([list, most]) => longer(list, plan[list as keyof typeof MOST].length, most)),
    ...plan.schedules.flatMap(({ scheduleId, rules }) =>
      longer(`schedules.${scheduleId}.rules`, rules.length, MOST_RULES),
    ),
    ...longer('temporaries.shifts', shifts, MOST_SHIFTS),
  ];
}

const longer = (path: string, length: number, most: number): Beyond[] =>
  length > most ? [{ path, message: `are more than ${most}: remove some first` }] : [];

/** A stretch that ends before it begins, or in no year that anybody plans for. */
export function stretchBeyond(path: string, { fromAt, toAt }: Stretch): Beyond[] {
  return [
    ...(fromAt < toAt ? [] : [{ path, message: 'ends before it begins' }]),
    ...(Math.max(fromAt, toAt) > LAST_PLANNED_AT ? [{ path, message: 'ends after the year 2199' }] : []),
  ];
}

/** Times of a policy that nobody can answer in, or that leave somebody waiting for days. */
export function timesBeyond({ policyId, steps, ringMs, keyMs, mailMs, targets }: OnCallPlan['policies'][number]) {
  const path = `policies.${policyId}`;
  const within = (what: string, ms: number, mostMs: number): Beyond[] =>
    ms > mostMs ? [{ path, message: `${what} for longer than ${mostMs / MINUTE_MS} minutes` }] : [];
  return [
    ...(ringMs === 0 ? [{ path, message: 'rings for no time at all' }] : []),
    ...(keyMs === 0 ? [{ path, message: 'leaves no time to press a key' }] : []),
    ...within('rings', ringMs, 5 * MINUTE_MS),
    ...within('awaits a key', keyMs, 5 * MINUTE_MS),
    ...within('awaits an answer to a mail', mailMs, DAY_MS),
    ...within('waits before a step', Math.max(...steps.map(({ afterMs }) => afterMs)), DAY_MS),
    ...within('gives time to help', Math.max(targets.remoteMs, targets.onSiteMs), 366 * DAY_MS),
  ];
}
