/**
 * Outages of the telephone lines, folded from the journal and from nothing else (IC6).
 *
 * ```
 *            no gateway serves: failed probes, trunks down, silence
 *  serving ──────────────────────────────────────────────────────▶ outage
 *     ▲                                                              │
 *     └──────────── a good sign, and some gateway serves ────────────┘
 * ```
 * An outage begins with the sign after which nothing served and ends with the first good one; a trunk that answers again but whose
 * probe has failed since is not good yet. What comes in between, both ends included, is its evidence: a sign is evidence of one
 * outage at most. Silence of the probes alone begins and ends nothing: it is time in which nothing was measured.
 */
import type { Instant, JournalEventOf, JournalRecord } from '@decroche/protocol';
import {
  asTrunk,
  downTrunks,
  isDown,
  MEASURED_GAP_MS,
  type LineSign,
  type LineState,
  type MeasuredSpan,
  type Outage,
  type Path,
  type WatchedAlert,
} from './line-state.ts';

/** What a journal line makes of the lines. */
export interface LineStep {
  readonly state: LineState;
  /** To be kept as evidence. */
  readonly sign?: LineSign;
  /** An outage that began, was alerted, or ended. */
  readonly outage?: Outage;
  /** A stretch that began or has become longer. */
  readonly measured?: MeasuredSpan;
}

/** Folds one line. One that is not about the lines gives the same state back. */
export function foldLines(state: LineState, { seq, at, event }: JournalRecord): LineStep {
  switch (event.type) {
    case 'gateway.censusTaken':
      return { state: withGateway(state, event.gatewayId) };
    case 'line.probed':
      return probed(state, seq, event);
    case 'trunk.changed':
      return trunkChanged(state, seq, event);
    case 'alert.opened':
    case 'alert.repeated':
    case 'alert.recovered':
    case 'alert.closed':
      return alertTold(state, { seq, at }, event);
    default:
      return { state };
  }
}

function withGateway(state: LineState, gatewayId: Path['gatewayId']): LineState {
  return state.gateways.includes(gatewayId) ? state : { ...state, gateways: [...state.gateways, gatewayId] };
}

function probed(before: LineState, seq: number, event: JournalEventOf<'line.probed'>): LineStep {
  const { gatewayId, trunkId, probedAt: at, ok, why, roundTripMs } = event;
  // A call that has come back proves the trunk too, whatever was said of it before.
  const seen = withPath(before, { gatewayId, trunkId, probe: { at, ok }, ...(ok ? { isUp: true } : {}) });
  const span = measuredAfter(before.measured, seq, at);
  const state = span ? { ...seen, measured: span } : seen;
  const sign: LineSign = {
    ...{ seq, at, kind: 'probe', gatewayId, trunkId, ok },
    ...(why === undefined ? {} : { why }),
    ...(roundTripMs === undefined ? {} : { roundTripMs }),
  };
  return { ...judged(state, sign), ...(span ? { measured: span } : {}) };
}

function trunkChanged(before: LineState, seq: number, event: JournalEventOf<'trunk.changed'>): LineStep {
  const { gatewayId, trunkId, up, changedAt: at, why } = event;
  const state = withPath(before, { gatewayId, trunkId, isUp: up });
  const sign = { seq, at, kind: 'trunk', gatewayId, trunkId, ok: up } as const;
  return judged(state, { ...sign, ...(why === undefined ? {} : { why }) });
}

function withPath(state: LineState, news: Path): LineState {
  const isSame = (path: Path): boolean => path.gatewayId === news.gatewayId && path.trunkId === news.trunkId;
  const known = state.paths.find(isSame);
  const paths = known
    ? state.paths.map((path) => (path === known ? { ...known, ...news } : path))
    : [...state.paths, news];
  return { ...withGateway(heard(state, news.gatewayId), news.gatewayId), paths };
}

/** Whoever speaks is not silent. */
function heard(state: LineState, gatewayId: Path['gatewayId']): LineState {
  const alerts = state.alerts.flatMap((alert) => {
    if (alert.gatewayId !== gatewayId || !alert.isSilent) return alert;
    return alert.isClosed ? [] : { ...alert, isSilent: false };
  });
  return { ...state, alerts };
}

/** The stretch that a probe begins or makes longer; `undefined` when it lies within one. */
function measuredAfter(latest: MeasuredSpan | undefined, seq: number, at: Instant): MeasuredSpan | undefined {
  if (!latest || at - latest.toAt > MEASURED_GAP_MS) return { seq, fromAt: at, toAt: at };
  return at > latest.toAt ? { ...latest, toAt: at } : undefined;
}

type AlertTold = JournalEventOf<'alert.opened' | 'alert.repeated' | 'alert.recovered' | 'alert.closed'>;
const GATEWAY_KEY = 'gateway:';

function alertTold(state: LineState, line: Pick<JournalRecord, 'seq' | 'at'>, event: AlertTold): LineStep {
  if (event.type === 'alert.opened') {
    if (event.source !== 'continuity') return { state };
    const { alertId, dedupKey = '', openedAt: at } = event;
    const gatewayId = dedupKey.startsWith(GATEWAY_KEY) ? dedupKey.slice(GATEWAY_KEY.length) : undefined;
    const alert = (gatewayId === undefined ? { alertId } : { alertId, gatewayId }) as WatchedAlert;
    return alerted({ ...state, alerts: [...state.alerts, alert] }, { seq: line.seq, at }, alert);
  }
  const alert = state.alerts.find(({ alertId }) => alertId === event.alertId);
  if (!alert) return { state };
  switch (event.type) {
    case 'alert.repeated':
      return alerted(state, line, alert);
    case 'alert.recovered':
      return spoken(state, { seq: line.seq, at: event.recoveredAt }, alert);
    case 'alert.closed': {
      // A person's word is no measure: what is silent stays so until it speaks.
      const others = state.alerts.filter((one) => one !== alert);
      return { state: { ...state, alerts: alert.isSilent ? [...others, { ...alert, isClosed: true }] : others } };
    }
  }
}

type Moment = Pick<JournalRecord, 'seq' | 'at'>;

/** The product has told somebody: of a silent gateway, which is a sign itself, or of the outage that it has seen. */
function alerted(before: LineState, { seq, at }: Moment, alert: WatchedAlert): LineStep {
  const { alertId, gatewayId } = alert;
  if (gatewayId === undefined) return attached(before, alertId);
  const silent = before.alerts.map((one) => (one.alertId === alertId ? { ...one, isSilent: true } : one));
  const state = withGateway({ ...before, alerts: silent }, gatewayId);
  const step = judged(state, { ...ofGateway(gatewayId, { seq, at }), ok: false, why: 'the gateway is silent' });
  const { outage: running } = attached(step.state, alertId);
  return running ? { ...step, state: { ...step.state, outage: running }, outage: running } : step;
}

function attached(state: LineState, alertId: WatchedAlert['alertId']): LineStep {
  if (!state.outage || state.outage.alertId !== undefined) return { state };
  const outage = { ...state.outage, alertId };
  return { state: { ...state, outage }, outage };
}

function spoken(state: LineState, moment: Moment, { gatewayId, isSilent }: WatchedAlert): LineStep {
  if (gatewayId === undefined || !isSilent) return { state };
  return judged(heard(state, gatewayId), { ...ofGateway(gatewayId, moment), ok: true });
}

const ofGateway = (gatewayId: Path['gatewayId'], { seq, at }: Moment) =>
  ({ seq, at, kind: 'gateway', gatewayId, trunkId: asTrunk(gatewayId) }) as const;

/** What a sign makes of the outage: it begins one, belongs to the one that runs, or ends it. */
function judged(state: LineState, sign: LineSign): LineStep {
  const { outage: running, ...rest } = state;
  const down = isDown(state, sign.at);
  if (!running) {
    if (sign.ok || !down) return { state, sign };
    const outage: Outage = { seq: sign.seq, fromAt: sign.at, trunks: downTrunks(state, sign.at) };
    return { state: { ...state, outage }, sign: { ...sign, outageSeq: outage.seq }, outage };
  }
  const evidence = { ...sign, outageSeq: running.seq };
  if (!sign.ok || down) return { state, sign: evidence };
  return { state: rest, sign: evidence, outage: { ...running, toAt: Math.max(running.fromAt, sign.at) } };
}
