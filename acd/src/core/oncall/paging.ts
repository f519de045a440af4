import type {
  CallId,
  GatewayId,
  JournalEventOf,
  LegId,
  OnCallSpan,
  PageId,
  PageResult,
  PlayId,
  PromptId,
  ReleaseCause,
  Responder,
  ServiceId,
} from '@decroche/protocol';
import { filesOf } from '../catalog.ts';
import { deadlines } from '../deadlines.ts';
import type { Call } from '../call.ts';
import type { StageOf } from '../stage.ts';
import type { EngineState } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { Alert, Page } from './alert.ts';
import { policyOf } from './plan.ts';

/** Who is paged, on which of their telephones, and by what. */
export interface Whom {
  readonly responder: Responder;
  readonly phone: number;
  readonly again?: true;
  readonly target?: number;
  readonly span?: OnCallSpan | undefined;
  readonly outside?: NonNullable<Page['outside']>;
}

/** The caller who waits while those on call are asked; `undefined` when there is none, or somebody is on the way to them. */
export function waitingCaller(
  { calls }: Pick<EngineState, 'calls'>,
  alert: Alert,
): (Call & { readonly stage: StageOf<'onCall'> }) | undefined {
  const call = alert.callId === undefined ? undefined : calls.get(alert.callId);
  const { stage } = call ?? {};
  if (!call || stage?.status !== 'onCall' || stage.alertId !== alert.alertId || stage.joining) return undefined;
  return { ...call, stage };
}

/**
 * Pages somebody: announces the caller on the line to them, or rings them about the alert, or leaves it to the mail when they
 * have no telephone or there is no way to it. The fact is written before the command leaves: no restart rings twice.
 *
 * @returns whether there is something to wait for. A caller is not kept waiting for a mail.
 */
export function page(turn: Turn, alert: Alert, whom: Whom): boolean {
  const caller = whom.outside === 'mobilised' ? undefined : waitingCaller(turn.state, alert);
  const partyRef = whom.responder.phones[whom.phone];
  if (caller && partyRef !== undefined) pageLive(turn, alert, whom, { caller, partyRef });
  else if (partyRef === undefined || !pageByTelephone(turn, alert, whom, partyRef)) {
    const pageId = pageIdAt(turn);
    turn.emit({ ...pagedBy(turn, alert, whom), means: 'mail' });
    if (!caller) return true;
    turn.emit({
      ...{ type: 'alert.pageEnded', alertId: alert.alertId, pageId, responderId: whom.responder.responderId },
      result: 'noAnswer',
    });
    return false;
  }
  return true;
}

const pageIdAt = ({ state }: Turn): PageId => `${state.domainId}-g${state.seq + 1}` as PageId;

type Paged = JournalEventOf<'alert.paged'>;

function pagedBy(turn: Turn, { alertId, at }: Alert, whom: Whom): Omit<Paged, 'means'> {
  const { responder, target, span, outside, again } = whom;
  return {
    ...{ type: 'alert.paged', alertId, pageId: pageIdAt(turn), responderId: responder.responderId },
    ...{ loop: at.loop, step: at.step },
    ...(target === undefined ? {} : { target }),
    ...(outside === undefined ? {} : { outside }),
    ...(again === undefined ? {} : { again }),
    ...(span === undefined ? {} : { scheduleId: span.scheduleId }),
    ...(span?.because === undefined ? {} : { because: span.because }),
  };
}

const ringMsOf = (turn: Turn, alert: Alert): number =>
  (policyOf(turn.state, alert)?.ringMs ?? deadlines.outsideRingMs) + deadlines.ringSlackMs;

function pageLive(
  turn: Turn,
  alert: Alert,
  whom: Whom,
  { caller, partyRef }: { readonly caller: Call; readonly partyRef: Responder['phones'][number] },
): void {
  const { callId, gatewayId } = caller;
  const legId = `${turn.state.domainId}-l${turn.state.seq + 1}` as LegId;
  const on = { callId, legId, gatewayId };
  turn.emit({ ...pagedBy(turn, alert, whom), means: 'live', phone: whom.phone, ...on });
  turn.command(gatewayId, {
    ...{ type: 'ringLeg', callId, legId, target: { kind: 'party', partyRef }, present: 'service' },
    timeoutMs: ringMsOf(turn, alert),
  });
}

/** @returns false when there is no gateway with a trunk that answers, or no service in whose name to ring. */
function pageByTelephone(turn: Turn, alert: Alert, whom: Whom, partyRef: Responder['phones'][number]): boolean {
  const gatewayId = gatewayFor(turn.state);
  const serviceId = presentedAs(turn.state, alert);
  if (gatewayId === undefined || serviceId === undefined) return false;
  const serial = turn.state.seq + 1;
  const callId = `${turn.state.domainId}-p${serial}` as CallId;
  const legId = `${turn.state.domainId}-l${serial}` as LegId;
  const on = { callId, legId, gatewayId };
  turn.emit({ ...pagedBy(turn, alert, whom), means: 'telephone', phone: whom.phone, ...on });
  turn.command(gatewayId, { type: 'openCall', callId, legId, serviceId });
  turn.command(gatewayId, { type: 'dialCaller', callId, legId, partyRef, timeoutMs: ringMsOf(turn, alert) });
  return true;
}

/** One that is heard of and has a trunk that answers, as far as is known; when none is heard of, any: it may be there again. */
function gatewayFor({ gateways, trunks }: EngineState): GatewayId | undefined {
  const heard = [...gateways.values()].filter((each) => !each.lost);
  const reaches = (gatewayId: GatewayId): boolean => {
    const own = [...trunks.values()].filter((each) => each.gatewayId === gatewayId);
    return own.length === 0 || own.some((each) => each.up);
  };
  const best = heard.length > 0 ? heard.find((each) => reaches(each.gatewayId)) : [...gateways.values()][0];
  return best?.gatewayId;
}

function presentedAs({ onCallPlan, definition }: EngineState, { serviceId }: Alert): ServiceId | undefined {
  const services = (definition?.services ?? []).map((each) => each.serviceId);
  const wanted = onCallPlan?.presentAs ?? serviceId;
  return wanted !== undefined && services.includes(wanted) ? wanted : services[0];
}

/** Whether a call is one of ours that rings somebody on call: those are named here and by nobody else. */
export function isPageCall({ domainId }: EngineState, callId: CallId): boolean {
  const prefix = `${domainId}-p`;
  return callId.startsWith(prefix) && /^\d+$/.test(callId.slice(prefix.length));
}

/** What a page is about begins to be said, until a key or the end. */
export function sayWhat(turn: Turn, alert: Alert, { means, callId, legId, gatewayId }: Page): void {
  if (callId === undefined || legId === undefined || gatewayId === undefined) return;
  const live = means === 'live';
  const prompts = turn.state.onCallPlan?.prompts;
  const own = live || alert.content.file === undefined ? [] : [alert.content.file];
  const files = [...own, ...filesOf(turn.state.index.catalog, [live ? prompts?.whisper : prompts?.alert])];
  if (files.length === 0) return;
  const playId = `${turn.state.domainId}-w${turn.state.seq}` as PlayId;
  if (live) turn.command(gatewayId, { type: 'playToLeg', callId, legId, playId, files, repeat: true });
  else turn.command(gatewayId, { type: 'play', callId, playId, files, repeat: true });
}

/** How a page comes to its end. */
export interface PageEnd {
  readonly result: PageResult;
  readonly cause?: ReleaseCause;
  /** The gateway has ended it already. */
  readonly legGone?: boolean;
  /** Said to whoever has picked up a telephone that is theirs alone. */
  readonly lastWord?: PromptId | undefined;
}

/** Ends a page, once. Whoever has picked up hears how it ended. */
export function endPage(
  turn: Turn,
  { alertId }: Alert,
  ended: Page,
  { result, cause, legGone, lastWord }: PageEnd,
): void {
  const { pageId, responderId, means, callId, legId, gatewayId } = ended;
  turn.emit({
    ...{ type: 'alert.pageEnded', alertId, pageId, responderId, result },
    ...(cause === undefined ? {} : { cause }),
  });
  if (callId === undefined || legId === undefined || gatewayId === undefined || legGone) return;
  if (means === 'live') {
    if (result === 'accepted') turn.command(gatewayId, { type: 'bridgeLeg', callId, legId });
    else turn.command(gatewayId, { type: 'releaseLeg', callId, legId, cause: 'cancelled' });
    return;
  }
  const files = ended.answered ? filesOf(turn.state.index.catalog, [lastWord]) : [];
  const playId = `${turn.state.domainId}-w${turn.state.seq}` as PlayId;
  if (files.length > 0) turn.command(gatewayId, { type: 'play', callId, playId, files, repeat: false });
  else turn.command(gatewayId, { type: 'releaseCall', callId, cause: ended.answered ? 'normal' : 'cancelled' });
}

/** Takes back every page of an alert but one. */
export function withdrawPages(turn: Turn, alertId: Alert['alertId'], but?: Page): void {
  const alert = turn.state.alerts.get(alertId);
  const lastWord = turn.state.onCallPlan?.prompts?.takenElsewhere;
  for (const each of alert?.pages ?? []) {
    if (alert && each.pageId !== but?.pageId) endPage(turn, alert, each, { result: 'withdrawn', lastWord });
  }
}
