/**
 * Response and mobilisation (O1, O3) from the records of alerts.
 *
 * *Within an hour*: somebody began to work on it from afar, or spoke to the caller, in the policy's time after the alert. Where
 * somebody was on site in time instead, the promise ("remote within one hour **or** on site within two") was kept and the remote one is
 * not judged. Nobody at all, and the time is over: beyond. Closed or recovered before that: there was nothing to come for.
 * *On site within two hours*: judged where somebody went; not every incident needs that.
 */
import type { Duration, Instant, OnCallReport } from '@decroche/protocol';
import type { AlertRecord, Stretch } from './alert-record.ts';

type Line = OnCallReport['alerts'][number];
type Sums = OnCallReport['sums'];

const HOUR_MS: Duration = 3_600_000;

/** The report of alerts that were opened in a period, in the order given. */
export function onCallReport(records: readonly AlertRecord[], now: Instant): OnCallReport {
  const alerts = records.map((record) => alertLine(record, now));
  return { alerts, sums: sumsOf(alerts) };
}

/** One alert with its times. */
export function alertLine(record: AlertRecord, now: Instant): Line {
  const { alertId, source, title, openedAt, callId, closedAt, exhaustedAt, pages, stretches } = record;
  const times = responseOf(record);
  const judged = { withinRemote: withinRemote(record, now), withinOnSite: withinOnSite(record) };
  return {
    ...{ alertId, source, title, openedAt, pages, exhausted: exhaustedAt !== undefined },
    ...present(times),
    ...present(judged),
    ...(closedAt === undefined ? {} : { closedAt }),
    ...(callId === undefined ? {} : { callId }),
    people: new Set(stretches.map(({ responderId }) => responderId)).size,
    mobilisedMs: stretches.reduce((sum, one) => sum + spent(one, now), 0),
    // Each time somebody is called to work an hour begins.
    mobilisedHours: stretches.reduce((sum, one) => sum + Math.ceil(spent(one, now) / HOUR_MS), 0),
  };
}

/** Those of some fields that have a value. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

const spent = ({ joinedAt, leftAt }: Stretch, now: Instant): Duration => Math.max(0, (leftAt ?? now) - joinedAt);

/** The first of the instants that there are. */
function firstOf(...instants: readonly (Instant | undefined)[]): Instant | undefined {
  const known = instants.filter((at) => at !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** From when on somebody helped without coming: at work from afar, or speaking to the caller. */
const remoteFrom = ({ remoteAt, answeredAt }: AlertRecord): Instant | undefined => firstOf(remoteAt, answeredAt);

function responseOf(record: AlertRecord): { acceptedMs?: Duration; remoteMs?: Duration; onSiteMs?: Duration } {
  const since = (at: Instant | undefined): Duration | undefined =>
    at === undefined ? undefined : Math.max(0, at - record.dueFromAt);
  return present({
    acceptedMs: since(record.acceptedAt),
    remoteMs: since(remoteFrom(record)),
    onSiteMs: since(record.onSiteAt),
  });
}

function withinRemote(record: AlertRecord, now: Instant): boolean | undefined {
  const { remoteMs } = responseOf(record);
  const { targets, dueFromAt, closedAt, recoveredAt } = record;
  if (remoteMs !== undefined) return remoteMs <= targets.remoteMs;
  if (withinOnSite(record)) return undefined;
  const until = firstOf(closedAt, recoveredAt) ?? now;
  return until - dueFromAt > targets.remoteMs ? false : undefined;
}

function withinOnSite(record: AlertRecord): boolean | undefined {
  const { onSiteMs } = responseOf(record);
  return onSiteMs === undefined ? undefined : onSiteMs <= record.targets.onSiteMs;
}

function sumsOf(alerts: readonly Line[]): Sums {
  const accepted = alerts.flatMap(({ acceptedMs }) => acceptedMs ?? []);
  const medianAcceptedMs = medianOf(accepted);
  return {
    alerts: alerts.length,
    accepted: accepted.length,
    exhausted: alerts.filter(({ exhausted }) => exhausted).length,
    ...(medianAcceptedMs === undefined ? {} : { medianAcceptedMs }),
    withinRemote: kept(alerts.map((alert) => alert.withinRemote)),
    withinOnSite: kept(alerts.map((alert) => alert.withinOnSite)),
    mobilisedMs: alerts.reduce((sum, { mobilisedMs }) => sum + mobilisedMs, 0),
    mobilisedHours: alerts.reduce((sum, { mobilisedHours }) => sum + mobilisedHours, 0),
  };
}

/** How many of those that are judged were in time. */
function kept(verdicts: readonly (boolean | undefined)[]): { readonly within: number; readonly of: number } {
  const judged = verdicts.filter((verdict) => verdict !== undefined);
  return { within: judged.filter(Boolean).length, of: judged.length };
}

/** The middle one; of an even number the mean of the two in the middle, to the millisecond. */
function medianOf(values: readonly Duration[]): Duration | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : Math.round((sorted[half - 1]! + sorted[half]!) / 2);
}
