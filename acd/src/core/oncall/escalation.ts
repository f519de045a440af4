import type { AlertId, EscalationTarget, OnCallSpan, Responder } from '@decroche/protocol';
import { overflow } from '../queueing/overflow.ts';
import type { Turn } from '../turn.ts';
import type { Alert, Page } from './alert.ts';
import { onCallOf, policyOf } from './plan.ts';
import { endPage, page, waitingCaller, type PageEnd, type Whom } from './paging.ts';

/** The first step, of the first time round. */
export function escalate(turn: Turn, alertId: AlertId): void {
  startStep(turn, alertId, { loop: 1, step: 0 });
}

/**
 * The next step, at once: somebody does not want to wait for its time. After the last step of the last time round, an alert
 * that somebody has or had begins anew; one that is being escalated is exhausted.
 */
export function nextStepNow(turn: Turn, alertId: AlertId): void {
  const alert = turn.state.alerts.get(alertId);
  if (!alert) return;
  const { status } = alert;
  const next = status === 'deferred' || status === 'exhausted' ? FIRST : (alert.awaited ?? stepAfter(turn, alert));
  if (next) startStep(turn, alertId, next);
  else if (status === 'accepted') startStep(turn, alertId, FIRST);
  else exhaust(turn, alertId);
}

const FIRST = { loop: 1, step: 0 } as const;

interface Step {
  readonly loop: number;
  readonly step: number;
}

function stepAfter(turn: Turn, alert: Alert): Step | undefined {
  const policy = policyOf(turn.state, alert);
  const { loop, step } = alert.at;
  if (!policy) return undefined;
  if (step + 1 < policy.steps.length) return { loop, step: step + 1 };
  return loop < policy.loops ? { loop: loop + 1, step: 0 } : undefined;
}

/** A step begins: its people are asked one after the other. */
export function startStep(turn: Turn, alertId: AlertId, { loop, step }: Step): void {
  turn.emit({ type: 'alert.stepStarted', alertId, loop, step });
  nextTarget(turn, alertId);
}

/** The next person of the step; after the last one, the next step when it is its time. */
export function nextTarget(turn: Turn, alertId: AlertId): void {
  for (;;) {
    const alert = turn.state.alerts.get(alertId);
    if (!alert) return;
    const found = findTarget(turn, alert);
    if (!found) return stepOver(turn, alert);
    const now = turn.state.alerts.get(alertId);
    if (now && page(turn, now, { ...found, phone: 0 })) return;
  }
}

interface Found {
  readonly responder: Responder;
  readonly target: number;
  readonly span: OnCallSpan | undefined;
}

/** Whom the next target of the step is. Where nobody is on call the journal says so. */
function findTarget(turn: Turn, alert: Alert): Found | undefined {
  const { alertId, at } = alert;
  const targets = policyOf(turn.state, alert)?.steps[at.step]?.targets ?? [];
  for (let target = at.target + 1; target < targets.length; target += 1) {
    const { responder, span } = whoIs(turn, targets[target]);
    const wanted = targets[target];
    if (!responder && wanted?.kind === 'schedule') {
      turn.emit({ type: 'alert.targetMissing', alertId, scheduleId: wanted.scheduleId, target });
    }
    if (responder && responder.responderId !== at.asked) return { responder, target, span };
  }
  return undefined;
}

function whoIs(
  turn: Turn,
  target: EscalationTarget | undefined,
): { readonly responder: Responder | undefined; readonly span: OnCallSpan | undefined } {
  const onCall = onCallOf(turn.state);
  const span = target?.kind === 'schedule' ? onCall?.whoAt(target.scheduleId, turn.at) : undefined;
  const responderId = target?.kind === 'responder' ? target.responderId : span?.responderId;
  return { responder: responderId === undefined ? undefined : onCall?.responder(responderId), span };
}

/** Nobody of the step has taken it. A caller on the line waits for no delay. */
function stepOver(turn: Turn, alert: Alert): void {
  const { alertId } = alert;
  const next = stepAfter(turn, alert);
  if (!next) return exhaust(turn, alertId);
  const afterMs = policyOf(turn.state, alert)?.steps[next.step]?.afterMs ?? 0;
  if (afterMs === 0 || waitingCaller(turn.state, alert)) return startStep(turn, alertId, next);
  turn.emit({ type: 'alert.stepAwaited', alertId, ...next, dueAt: turn.at + afterMs });
}

/** Nobody took it in all its loops: the caller may leave a message, the screens ring until somebody does. */
function exhaust(turn: Turn, alertId: AlertId): void {
  const alert = turn.state.alerts.get(alertId);
  const caller = alert && waitingCaller(turn.state, alert);
  turn.emit({ type: 'alert.exhausted', alertId });
  if (caller) overflow(turn, caller.callId, 'onCallExhausted');
}

/** By what a page ended: the same person once more or on their next telephone, the next one, or the next step. */
export function pageOver(turn: Turn, alert: Alert, ended: Page, end: PageEnd): void {
  endPage(turn, alert, ended, end);
  const now = turn.state.alerts.get(alert.alertId);
  if (!now) return;
  const again = onTelephone(turn, ended, end);
  if (ended.outside === 'mobilised') {
    if (again) page(turn, now, { ...again, outside: 'mobilised' });
  } else if (now.status === 'accepted') connectionOver(turn, now, again);
  else if (now.status === 'escalating') askOn(turn, now, end, again);
}

type OnTelephone = Pick<Whom, 'responder' | 'phone' | 'again'>;

/** The telephone to try after this one. Who has said no has said it for all, and a mail stands for all. */
function onTelephone(turn: Turn, ended: Page, end: PageEnd): OnTelephone | undefined {
  if (end.result === 'declined' || end.result === 'passedOn' || ended.means === 'mail') return undefined;
  const responder = onCallOf(turn.state)?.responder(ended.responderId);
  if (!responder) return undefined;
  const { phone } = ended;
  if (hadNoChance(ended, end) && phone < responder.phones.length) return { responder, phone, again: true };
  return phone + 1 < responder.phones.length ? { responder, phone: phone + 1 } : undefined;
}

/**
 * A gateway's restart took the page away before they could pick up, or the call by which they accepted had not left their line
 * yet. Once: a gateway that keeps failing, and a line that stays busy, hold nobody up.
 */
function hadNoChance({ answered, again, outside }: Page, { result, cause }: PageEnd): boolean {
  if (again || answered) return false;
  return cause === 'gatewayFailure' || (outside === 'connection' && result === 'busy');
}

function askOn(turn: Turn, alert: Alert, { result }: PageEnd, again: OnTelephone | undefined): void {
  const { alertId, at } = alert;
  if (result === 'passedOn') nextStepNow(turn, alertId);
  else if (!again || !page(turn, alert, { ...again, target: at.target })) nextTarget(turn, alertId);
}

/** Whoever has taken it can not be reached: the caller leaves them a message. */
function connectionOver(turn: Turn, alert: Alert, again: OnTelephone | undefined): void {
  const caller = waitingCaller(turn.state, alert);
  if (!caller) return;
  if (again) page(turn, alert, { ...again, outside: 'connection' });
  else overflow(turn, caller.callId, 'onCallExhausted');
}

/** Whoever has accepted is rung to be joined to the caller who still waits. */
export function connect(turn: Turn, alertId: AlertId): void {
  const alert = turn.state.alerts.get(alertId);
  const caller = alert && waitingCaller(turn.state, alert);
  if (!alert || !caller) return;
  const responder = alert.acceptedBy === undefined ? undefined : onCallOf(turn.state)?.responder(alert.acceptedBy);
  if (!responder || responder.phones.length === 0) return overflow(turn, caller.callId, 'onCallExhausted');
  page(turn, alert, { responder, phone: 0, outside: 'connection' });
}
