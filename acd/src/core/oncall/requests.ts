import type { AccountId, AcdRequest, AcdRequestOf } from '@decroche/protocol';
import { overflow } from '../queueing/overflow.ts';
import type { Turn, Verdict } from '../turn.ts';
import { accept, actorOf, join } from './acceptance.ts';
import { isOpenAlert, type Alert } from './alert.ts';
import { nextStepNow, pageOver } from './escalation.ts';
import { openAlert, openAlertOf } from './opening.ts';
import { page, waitingCaller, withdrawPages } from './paging.ts';
import { onCallOf, policyNamed } from './plan.ts';

type AlertRequest = Extract<AcdRequest, { type: `alert.${string}` }>;
type Opening = AcdRequestOf<'alert.openRequested'>;

/** What monitoring, people on call and people of the console ask about alerts (O1–O3). */
export function decideAlert(turn: Turn, request: AlertRequest): Verdict {
  if (request.type === 'alert.openRequested') return open(turn, request);
  const alert = turn.state.alerts.get(request.alertId);
  if (!alert) return 'unknownAlert';
  if (request.type === 'alert.noteRequested') {
    turn.emit({ type: 'alert.noted', alertId: alert.alertId, by: actorOf(turn), text: request.text });
    return 'accepted';
  }
  if (!isOpenAlert(alert)) return 'wrongStatus';
  if ('responderId' in request) return decideOnResponder(turn, alert, request);
  if (request.type === 'alert.closeRequested') close(turn, alert, request.resolution);
  else passOn(turn, alert);
  return 'accepted';
}

/** Alerts of one cause are one alert while it is open; the answer names it. */
function open(turn: Turn, { source, content, policyId: asked, equipmentId, dedupKey }: Opening): Verdict {
  const known = openAlertOf(turn, { source, dedupKey });
  if (known) {
    turn.emit({ type: 'alert.repeated', alertId: known.alertId, content });
    return { result: 'accepted', created: known.alertId };
  }
  const equipment = turn.state.onCallPlan?.equipment.find((each) => each.equipmentId === equipmentId);
  const policyId = asked ?? equipment?.policyId;
  if (policyId === undefined || !policyNamed(turn.state, policyId)) return 'unknownPolicy';
  const alertId = openAlert(turn, {
    ...{ source, by: actorOf(turn), content, policyId },
    ...(equipmentId === undefined ? {} : { equipmentId }),
    ...(dedupKey === undefined ? {} : { dedupKey }),
  });
  return { result: 'accepted', created: alertId };
}

/** Ends everything: nobody is paged any more, whoever is at work leaves, a caller who waits may leave a message. */
function close(turn: Turn, { alertId, joined }: Alert, resolution: string): void {
  withdrawPages(turn, alertId);
  const by = actorOf(turn);
  for (const responderId of joined) turn.emit({ type: 'alert.left', alertId, by, responderId, leftAt: turn.at });
  const alert = turn.state.alerts.get(alertId);
  const caller = alert && waitingCaller(turn.state, alert);
  turn.emit({ type: 'alert.closed', alertId, by, resolution, closedAt: turn.at });
  if (caller) overflow(turn, caller.callId, 'onCallExhausted');
}

/** On to the next step at once, whoever has it. */
function passOn(turn: Turn, { alertId }: Alert): void {
  turn.emit({ type: 'alert.escalated', alertId, by: actorOf(turn) });
  withdrawPages(turn, alertId);
  nextStepNow(turn, alertId);
}

type OfResponder = Extract<AlertRequest, { responderId: AccountId }>;

function decideOnResponder(turn: Turn, alert: Alert, request: OfResponder): Verdict {
  const { alertId } = alert;
  const { responderId } = request;
  const responder = onCallOf(turn.state)?.responder(responderId);
  if (!responder && request.type !== 'alert.leaveRequested') return 'unknownResponder';
  switch (request.type) {
    case 'alert.acceptRequested':
      return acceptOnScreen(turn, alert, responderId);
    case 'alert.declineRequested':
      return decline(turn, alert, responderId);
    case 'alert.mobiliseRequested': {
      const there = alert.joined.includes(responderId) || alert.pages.some((each) => each.responderId === responderId);
      if (there || !responder) return 'alreadyThere';
      page(turn, alert, { responder, phone: 0, outside: 'mobilised' });
      return 'accepted';
    }
    case 'alert.joinRequested':
      join(turn, alertId, responderId);
      return 'accepted';
    case 'alert.leaveRequested':
      if (!alert.joined.includes(responderId)) return 'wrongStatus';
      turn.emit({ type: 'alert.left', alertId, by: actorOf(turn), responderId, leftAt: turn.at });
      return 'accepted';
    case 'alert.interventionRequested':
      intervene(turn, alert, request);
      return 'accepted';
  }
}

/** The one who has it already is told that they have; nobody takes it from them but by passing it on. */
function acceptOnScreen(turn: Turn, { alertId, status, acceptedBy }: Alert, responderId: AccountId): Verdict {
  if (status === 'accepted') return acceptedBy === responderId ? 'accepted' : 'wrongStatus';
  accept(turn, alertId, responderId);
  return 'accepted';
}

function decline(turn: Turn, alert: Alert, responderId: AccountId): Verdict {
  const open = alert.pages.find((each) => each.responderId === responderId);
  if (!open) return 'wrongStatus';
  pageOver(turn, alert, open, { result: 'declined', lastWord: turn.state.onCallPlan?.prompts?.passedOn });
  return 'accepted';
}

/** Whoever begins to help is at work; the first of each kind counts, a second one changes nothing. */
function intervene(turn: Turn, alert: Alert, request: AcdRequestOf<'alert.interventionRequested'>): void {
  const { alertId } = alert;
  const { responderId, where } = request;
  join(turn, alertId, responderId);
  if (alert.interventions.some((each) => each.responderId === responderId && each.where === where)) return;
  const by = actorOf(turn);
  turn.emit({ type: 'alert.interventionStarted', alertId, by, responderId, where, startedAt: turn.at });
}
