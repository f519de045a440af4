/** What became of the call-backs that were asked for. */
import { civilDateAt } from '@decroche/calendar';
import type { CallbackFigures, CallRecord, Instant } from '@decroche/protocol';

/** An appointment is kept when it is dialled within this time after it. */
const SLOT_MS = 1_800_000;

type End = 'reached' | 'unreached' | 'cancelled' | 'failed' | 'pending';

/** How a call-back stands. Someone who answered was reached, whatever came after. */
function endOf({ reachedAt, outcome }: CallRecord): End {
  if (reachedAt !== undefined) return 'reached';
  switch (outcome) {
    case undefined:
      return 'pending';
    case 'callbackUnreached':
      return 'unreached';
    case 'callbackCancelled':
      return 'cancelled';
    default:
      return 'failed';
  }
}

/** Whether the first dial came in time; `undefined` while it can still come, and for one that was called off before it. */
function keptInTime(
  record: CallRecord,
  context: { readonly now: Instant; readonly timeZone: string },
): boolean | undefined {
  const { dueAt = record.receivedAt, callbackMode, firstDialledAt, outcome, endedAt } = record;
  const dialledAt = firstDialledAt ?? endedAt ?? context.now;
  const inTime =
    callbackMode === 'slot'
      ? dialledAt < dueAt + SLOT_MS
      : dialledAt <= dueAt || civilDateAt(dialledAt, context.timeZone) === civilDateAt(dueAt, context.timeZone);
  if (firstDialledAt !== undefined) return inTime;
  if (outcome === 'callbackCancelled') return undefined;
  return endedAt === undefined && inTime ? undefined : false;
}

/** The figures of some calls: those that asked to be rung back, and call-backs. */
export function callbackFigures(
  records: readonly CallRecord[],
  context: { readonly now: Instant; readonly timeZone: string },
): Omit<CallbackFigures, 'from' | 'to' | 'serviceId'> {
  const made = records.filter(({ direction }) => direction === 'callback');
  const count = (passes: (record: CallRecord) => boolean): number => made.filter(passes).length;
  const end = (wanted: End): number => count((record) => endOf(record) === wanted);
  const promises = made.map((record) => keptInTime(record, context));
  const kept = promises.filter((one) => one === true).length;
  const late = promises.filter((one) => one === false).length;
  return {
    asked: records.filter(({ direction, outcome }) => direction === 'inbound' && outcome === 'callbackRequested')
      .length,
    placed: made.length,
    dialled: count(({ dials = 0 }) => dials > 0),
    answered: count(({ answeredAt }) => answeredAt !== undefined),
    ...{ reached: end('reached'), unreached: end('unreached'), cancelled: end('cancelled') },
    ...{ failed: end('failed'), pending: end('pending'), keptInTime: kept, late },
    ...(kept + late > 0 ? { keptRate: kept / (kept + late) } : {}),
  };
}
