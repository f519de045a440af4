import type { CallId, Instant, ServiceDefinition } from '@decroche/protocol';
import { filesOf, isOpen } from '../catalog.ts';
import { playIdAt } from '../prompts.ts';
import { goElsewhere } from '../queueing/elsewhere.ts';
import { playMusic } from '../queueing/music.ts';
import { overflow } from '../queueing/overflow.ts';
import type { Call } from '../call.ts';
import type { EngineState } from '../state.ts';
import type { Turn } from '../turn.ts';
import { openAlert } from './opening.ts';
import { connect, nextTarget, pageOver } from './escalation.ts';
import { endPage, page, waitingCaller } from './paging.ts';
import { onCallOf, policyNamed } from './plan.ts';
import type { Alert } from './alert.ts';

/**
 * Whether those on call are asked for this caller: their service is closed, has on-call (O1, O2), and the plan in force has
 * its policy. Never because nobody is logged in while it is open: that is for the service's own people to see.
 */
export function isForOnCall(state: EngineState, call: Call, service: ServiceDefinition): boolean {
  const { onCall } = service;
  return (
    onCall !== undefined &&
    policyNamed(state, onCall.policyId) !== undefined &&
    !isOpen(state.index.catalog, service, call.receivedAt)
  );
}

/** The welcome is over: those on call are asked, the caller waits with music and is told so. */
export function askOnCall(turn: Turn, call: Call, service: ServiceDefinition): void {
  const { callId, serviceId } = call;
  if (!service.onCall) return;
  openAlert(turn, {
    ...{ source: 'call', by: 'system', content: { title: service.name, detail: '' } },
    ...{ policyId: service.onCall.policyId, callId, serviceId },
  });
  announceOnCall(turn, callId);
}

/** "We are asking the engineer on call; press * at any time to leave a message." */
export function announceOnCall(turn: Turn, callId: CallId): void {
  const call = turn.state.calls.get(callId);
  if (call?.stage.status !== 'onCall' || call.stage.joining) return;
  const { catalog } = turn.state.index;
  const promptId = catalog.services.get(call.serviceId)?.onCall?.announcement;
  const files = filesOf(catalog, [promptId]);
  if (promptId === undefined) return turn.ignore('nothing to announce');
  turn.emit({ type: 'call.messageAnnounced', callId, promptId });
  if (files.length === 0) return playMusic(turn, callId);
  const playId = playIdAt(turn.state.domainId, turn.state.seq);
  turn.command(call.gatewayId, { type: 'play', callId, playId, files, repeat: false });
}

/** A key of a caller for whom those on call are being asked: the message, at any time. */
export function onCallKey(turn: Turn, call: Call, key: string): void {
  const messageKey = turn.state.index.catalog.services.get(call.serviceId)?.onCall?.messageKey;
  if (call.stage.status !== 'onCall' || call.stage.joining || key !== messageKey) return;
  goElsewhere(turn, call, 'voicemail');
}

/** Someone on call and the caller hear each other. */
export function onCallBridged(turn: Turn, call: Call, answeredAt: Instant): void {
  if (call.stage.status !== 'onCall' || !call.stage.joining) return;
  const { alertId, joining } = call.stage;
  turn.emit({ type: 'call.onCallAnswered', callId: call.callId, alertId, ...joining, answeredAt });
}

/** Whoever had taken the caller could not be joined to them: they are rung again. */
export function joiningFailed(turn: Turn, call: Call, legGone = false): void {
  const { callId, gatewayId, stage } = call;
  if (stage.status !== 'onCall' || !stage.joining) return turn.ignore('nobody is being joined');
  const { legId } = stage.joining;
  if (!legGone) turn.command(gatewayId, { type: 'releaseLeg', callId, legId, cause: 'cancelled' });
  if (!askAgain(turn, callId)) overflow(turn, callId, 'onCallExhausted');
}

/**
 * The caller waits again for whoever had taken them and was cut off.
 *
 * @returns false when nobody has taken their alert, or it is closed.
 */
export function askAgain(turn: Turn, callId: CallId): boolean {
  const call = turn.state.calls.get(callId);
  const alert = call?.alertId === undefined ? undefined : turn.state.alerts.get(call.alertId);
  if (!call || alert?.status !== 'accepted') return false;
  turn.emit({ type: 'call.onCallStarted', callId, alertId: alert.alertId });
  playMusic(turn, callId);
  connect(turn, alert.alertId);
  return true;
}

/**
 * When everything else is decided: callers who are not there any more, because they left or went to leave a message, are
 * announced to nobody. Those on call are told by telephone that somebody called, beginning with whoever was being rung.
 */
export function settleOnCall(turn: Turn): void {
  for (const alertId of [...turn.state.index.paging]) {
    const alert = turn.state.alerts.get(alertId);
    const live = alert?.pages.find((each) => each.means === 'live');
    if (!alert || !live || waitingCaller(turn.state, alert)) continue;
    if (alert.callId !== undefined && !turn.state.calls.has(alert.callId)) {
      turn.emit({ type: 'alert.callerLeft', alertId });
    }
    tellByTelephone(turn, alert, live);
  }
}

function tellByTelephone(turn: Turn, alert: Alert, live: Alert['pages'][number]): void {
  if (alert.status !== 'escalating') return pageOver(turn, alert, live, { result: 'withdrawn' });
  endPage(turn, alert, live, { result: 'withdrawn' });
  const now = turn.state.alerts.get(alert.alertId);
  const responder = onCallOf(turn.state)?.responder(live.responderId);
  if (!now) return;
  if (!responder) return nextTarget(turn, now.alertId);
  page(turn, now, { responder, phone: 0, target: now.at.target });
}
