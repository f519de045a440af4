/** How true announced waits were: what was told last, against what followed. */
import type { AnnouncedWaitFigures, CallRecord, Duration } from '@decroche/protocol';

/** What became of one announcement. */
interface Told {
  readonly upToMs: Duration;
  readonly verdict: 'kept' | 'broken' | 'leftBefore';
  /** Waited − estimated, of an answered call; from the announcement on. */
  readonly errorMs?: number;
}

/** A call that waits still is not judged yet. */
function toldOf({ announcedWait, answeredAt, endedAt }: CallRecord): Told | undefined {
  const untilAt = answeredAt ?? endedAt;
  if (!announcedWait || untilAt === undefined) return undefined;
  const { at, estimateMs, upToMs } = announcedWait;
  const waitedMs = Math.max(0, untilAt - at);
  if (answeredAt === undefined) return { upToMs, verdict: waitedMs >= upToMs ? 'broken' : 'leftBefore' };
  return { upToMs, verdict: waitedMs >= upToMs ? 'broken' : 'kept', errorMs: waitedMs - estimateMs };
}

function counted(told: readonly Told[]) {
  const count = (wanted: Told['verdict']): number => told.filter(({ verdict }) => verdict === wanted).length;
  return { announced: told.length, kept: count('kept'), broken: count('broken'), leftBefore: count('leftBefore') };
}

/** The figures of some calls. */
export function announcedWaits(
  records: readonly CallRecord[],
): Omit<AnnouncedWaitFigures, 'from' | 'to' | 'serviceId'> {
  const told = records.flatMap((record) => toldOf(record) ?? []);
  const counts = counted(told);
  const judged = counts.kept + counts.broken;
  const errors = told.flatMap(({ errorMs }) => errorMs ?? []);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    ...counts,
    ...(judged > 0 ? { keptRate: counts.kept / judged } : {}),
    ...(errors.length > 0 ? { meanErrorMs: mean(errors), meanDistanceMs: mean(errors.map(Math.abs)) } : {}),
    ranges: [...Map.groupBy(told, ({ upToMs }) => upToMs)]
      .map(([upToMs, some]) => ({ upToMs, ...counted(some) }))
      .sort((a, b) => a.upToMs - b.upToMs),
  };
}
