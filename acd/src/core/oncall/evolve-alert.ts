import type { JournalEventOf } from '@decroche/protocol';
import { deadlines } from '../deadlines.ts';
import type { Fact, FamilyEvent } from '../fact.ts';
import { dropAlert, putAlert, putCall, type OwnedState } from '../state-index.ts';
import { CLOSED_KEPT, PARTING_MS, type Alert, type Page } from './alert.ts';
import { gatewayOfKey } from './dedup-keys.ts';
import { policyOf } from './plan.ts';

type AlertEventType = FamilyEvent<'alert'>['type'];
type Change<T extends AlertEventType> = Fact<JournalEventOf<T>> & { readonly alert: Alert };
type Steps = {
  readonly [T in Exclude<AlertEventType, 'alert.opened'>]: (state: OwnedState, change: Change<T>) => Partial<Alert>;
};

/** Facts about alerts; the picture is in `alert.ts`. */
export function evolveAlert(state: OwnedState, fact: Fact<FamilyEvent<'alert'>>): void {
  const { event } = fact;
  if (event.type === 'alert.opened') return open(state, event);
  const alert = state.alerts.get(event.alertId);
  if (!alert) return;
  // The table is exact for each type; the compiler can not follow the pairing through the union.
  const step = STEPS[event.type] as (state: OwnedState, change: Fact & { alert: Alert }) => Partial<Alert>;
  putAlert(state, { ...alert, ...step(state, { ...fact, alert }) });
  if (event.type === 'alert.closed') forgetOldest(state);
}

/** Fields always in one order: equal states must give equal text. */
function open(state: OwnedState, event: JournalEventOf<'alert.opened'>): void {
  loseGateway(state, event);
  putAlert(state, {
    alertId: event.alertId,
    source: event.source,
    status: 'escalating',
    content: event.content,
    policyId: event.policyId,
    openedAt: event.openedAt,
    callId: event.callId,
    serviceId: event.serviceId,
    equipmentId: event.equipmentId,
    dedupKey: event.dedupKey,
    at: { loop: 1, step: 0, target: -1, asked: undefined },
    awaited: undefined,
    pages: [],
    acceptedBy: undefined,
    joined: [],
    interventions: [],
    partings: [],
    recovered: false,
    timer: undefined,
  });
}

/** An alert of a silent gateway, opened or told again: nothing is asked of that gateway while another one is heard. */
function loseGateway(
  state: OwnedState,
  { source, dedupKey }: Pick<Alert, 'source'> & { dedupKey?: string | undefined },
) {
  const silent = dedupKey === undefined ? undefined : gatewayOfKey(dedupKey);
  const gateway = silent && state.gateways.get(silent);
  if (gateway && source === 'continuity') state.gateways.set(gateway.gatewayId, { ...gateway, lost: true });
}

const nothing = (): Partial<Alert> => ({});
const IDLE = { awaited: undefined, timer: undefined } as const;

const STEPS: Steps = {
  'alert.repeated': (state, { alert }) => {
    loseGateway(state, alert);
    return { recovered: false };
  },
  'alert.deferred': (_state, { event, seq }) => ({
    ...{ status: 'deferred', timer: { dueAt: event.untilAt, set: seq } },
  }),
  'alert.stepAwaited': (_state, { event, seq }) => ({
    ...{ awaited: { loop: event.loop, step: event.step }, timer: { dueAt: event.dueAt, set: seq } },
  }),
  'alert.stepStarted': (_state, { event: { loop, step } }) => ({
    ...{ ...IDLE, status: 'escalating', acceptedBy: undefined, at: { loop, step, target: -1, asked: undefined } },
  }),
  'alert.targetMissing': (_state, { alert, event }) => ({ at: { ...alert.at, target: event.target } }),
  'alert.paged': page,
  'alert.pageRang': (_state, change) => withPage(change, { rang: true }),
  'alert.pageAnswered': (state, change) => {
    const dueAt = change.at + (policyOf(state, change.alert)?.keyMs ?? deadlines.keyMs);
    return withPage(change, { answered: true, timer: { dueAt, set: change.seq } });
  },
  'alert.pageEnded': endPage,
  'alert.accepted': (_state, { event }) => ({ ...IDLE, status: 'accepted', acceptedBy: event.responderId }),
  'alert.escalated': nothing,
  'alert.exhausted': () => ({ ...IDLE, status: 'exhausted' }),
  'alert.callerLeft': nothing,
  'alert.messageLeft': nothing,
  'alert.interventionStarted': (_state, { alert, event: { responderId, where } }) => ({
    ...{ interventions: [...alert.interventions, { responderId, where }] },
  }),
  'alert.joined': (_state, { alert, event }) => ({ joined: [...alert.joined, event.responderId] }),
  'alert.left': (_state, { alert, event }) => ({ joined: alert.joined.filter((each) => each !== event.responderId) }),
  'alert.noted': nothing,
  'alert.recovered': () => ({ recovered: true }),
  'alert.closed': () => ({ ...IDLE, status: 'closed' }),
};

function page(state: OwnedState, { alert, event, at, seq }: Change<'alert.paged'>): Partial<Alert> {
  const policy = policyOf(state, alert);
  const lastsMs = event.means === 'mail' ? policy?.mailMs : policy?.ringMs;
  const begun: Page = {
    pageId: event.pageId,
    responderId: event.responderId,
    means: event.means,
    outside: event.outside,
    phone: event.phone ?? 0,
    again: event.again ?? false,
    callId: event.callId,
    legId: event.legId,
    gatewayId: event.gatewayId,
    pagedAt: at,
    rang: false,
    answered: false,
    timer: { dueAt: at + (lastsMs ?? deadlines.outsideRingMs), set: seq },
  };
  const pages = [...alert.pages, begun];
  if (event.outside !== undefined) return { pages };
  return { pages, at: { ...alert.at, target: event.target ?? alert.at.target, asked: event.responderId } };
}

function withPage(
  { alert, event }: { readonly alert: Alert; readonly event: { readonly pageId: Page['pageId'] } },
  change: Partial<Page>,
): Partial<Alert> {
  return { pages: alert.pages.map((each) => (each.pageId === event.pageId ? { ...each, ...change } : each)) };
}

/** Whoever takes a caller by their key is on the way to them: the bridge has its time. */
function endPage(state: OwnedState, { alert, event, at, seq }: Change<'alert.pageEnded'>): Partial<Alert> {
  const ended = alert.pages.find((each) => each.pageId === event.pageId);
  const pages = alert.pages.filter((each) => each !== ended);
  const call = ended?.means === 'live' && ended.callId ? state.calls.get(ended.callId) : undefined;
  if (event.result === 'accepted' && call?.stage.status === 'onCall' && ended?.legId) {
    const joining = { responderId: ended.responderId, legId: ended.legId };
    const timers = { stage: { dueAt: at + deadlines.connectingMs, set: seq } };
    putCall(state, { ...call, stage: { ...call.stage, joining }, prompt: undefined, timers });
  }
  const partings = alert.partings.filter((each) => each.untilAt > at);
  if (ended?.means !== 'telephone' || !ended.answered || !ended.callId) return { pages, partings };
  return { pages, partings: [...partings, { callId: ended.callId, untilAt: at + PARTING_MS }] };
}

function forgetOldest(state: OwnedState): void {
  const closed = [...state.alerts.values()].filter((each) => each.status === 'closed');
  for (const alert of closed.slice(0, Math.max(0, closed.length - CLOSED_KEPT))) dropAlert(state, alert);
}
