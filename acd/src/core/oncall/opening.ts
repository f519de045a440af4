import type { AlertContent, AlertId, CallId, JournalEventOf, ServiceId } from '@decroche/protocol';
import type { Turn } from '../turn.ts';
import { isOpenAlert, type Alert } from './alert.ts';
import { escalate } from './escalation.ts';

/** What somebody on call is to be told of. */
export interface Cause {
  readonly source: Alert['source'];
  readonly by: JournalEventOf<'alert.opened'>['by'];
  readonly content: AlertContent;
  readonly policyId: string;
  readonly callId?: CallId;
  readonly serviceId?: ServiceId;
  readonly equipmentId?: string;
  readonly dedupKey?: string;
}

/** Opens an alert and asks the first one, or waits for the opening when its equipment is helped in working hours only (O2). */
export function openAlert(turn: Turn, { source, by, content, policyId, ...about }: Cause): AlertId {
  const alertId = `${turn.state.domainId}-a${turn.state.seq + 1}` as AlertId;
  turn.emit({ type: 'alert.opened', alertId, source, by, content, policyId, openedAt: turn.at, ...about });
  if (about.callId !== undefined) turn.emit({ type: 'call.onCallStarted', callId: about.callId, alertId });
  deferOrEscalate(turn, alertId);
  return alertId;
}

/** Now, or at the next opening if it can wait until then. Asked again when that has come: hours may have changed. */
export function deferOrEscalate(turn: Turn, alertId: AlertId): void {
  const alert = turn.state.alerts.get(alertId);
  const untilAt = alert && deferredUntil(turn, alert);
  if (untilAt === undefined) escalate(turn, alertId);
  else turn.emit({ type: 'alert.deferred', alertId, untilAt });
}

function deferredUntil({ state, at }: Turn, { equipmentId }: Alert): number | undefined {
  const { onCallPlan: plan } = state;
  const equipment = plan?.equipment.find((each) => each.equipmentId === equipmentId);
  if (equipment?.supportClass !== 'HO' || plan?.workingHours === undefined) return undefined;
  const hours = state.index.catalog.calendars.get(plan.workingHours);
  return hours && !hours.isOpenAt(at) ? hours.nextOpeningAt(at) : undefined;
}

/** The open alert of the same cause: there is never more than one. Whatever key others give, it is not one of our own watch. */
export function openAlertOf(
  { state }: Turn,
  { source, dedupKey }: Pick<Cause, 'source'> & { readonly dedupKey: string | undefined },
): Alert | undefined {
  if (dedupKey === undefined) return undefined;
  const ours = source === 'continuity';
  const sameCause = (each: Alert): boolean => each.dedupKey === dedupKey && (each.source === 'continuity') === ours;
  return [...state.alerts.values()].find((each) => isOpenAlert(each) && sameCause(each));
}
