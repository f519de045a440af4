import type { CallId, Instant, JournalEventOf } from '@decroche/protocol';
import { keptAlerts, type AlertBoard, type AlertEvent, type BoardAlert, type BoardPage } from './alert-state.ts';

/** Takes a line about an alert. One whose beginning was not seen is passed over. */
export function foldAlert(
  board: AlertBoard,
  { seq, at }: { readonly seq: number; readonly at: Instant },
  event: AlertEvent,
): void {
  if (event.type === 'alert.opened') begin(board, event);
  const alert = board.alerts.get(event.alertId);
  if (!alert) return;
  if (alert.timeline.length < keptAlerts.timelineLines) alert.timeline.push({ seq, at, event });
  (steps[event.type] as (on: Step, event: AlertEvent) => void)({ board, alert, at }, event);
}

/** The caller is no longer waiting for somebody on call: they are in conversation, at the voicemail, or gone. */
export function callerNoLongerWaits(board: AlertBoard, callId: CallId): boolean {
  const alertId = board.ofCall.get(callId);
  if (alertId === undefined) return false;
  board.ofCall.delete(callId);
  const alert = board.alerts.get(alertId);
  if (alert) alert.callerWaits = false;
  return true;
}

/** Somebody on call and the caller hear each other: help from afar has begun (O1), as the reports count it. */
export function callerAnswered(
  board: AlertBoard,
  { alertId, answeredAt }: JournalEventOf<'call.onCallAnswered'>,
): void {
  const alert = board.alerts.get(alertId);
  if (alert) alert.remoteAt ??= answeredAt;
}

function begin(board: AlertBoard, event: JournalEventOf<'alert.opened'>): void {
  const { type: _type, by: _by, ...opened } = event;
  board.alerts.set(event.alertId, {
    ...opened,
    status: 'escalating',
    times: 1,
    callerWaits: event.source === 'call' && event.callId !== undefined,
    pages: [],
    mobilised: [],
    timeline: [],
  });
  if (event.source === 'call' && event.callId !== undefined) board.ofCall.set(event.callId, event.alertId);
}

interface Step {
  readonly board: AlertBoard;
  readonly alert: BoardAlert;
  readonly at: Instant;
}

const nothing = (): void => undefined;

const steps: { readonly [T in AlertEvent['type']]: (on: Step, event: Extract<AlertEvent, { type: T }>) => void } = {
  'alert.opened': nothing,
  'alert.targetMissing': nothing,
  'alert.stepAwaited': nothing,
  'alert.noted': nothing,
  'alert.recovered': nothing,
  'alert.repeated': ({ alert }, { content }) => {
    alert.times += 1;
    alert.content = content;
  },
  'alert.deferred': ({ alert }, { untilAt }) => {
    alert.status = 'deferred';
    alert.dueFromAt = untilAt;
  },
  'alert.stepStarted': ({ alert }) => {
    if (alert.status !== 'accepted') alert.status = 'escalating';
  },
  'alert.paged': ({ alert, at }, { pageId, responderId, means }) => {
    if (alert.pages.length >= keptAlerts.pages) alert.pages.shift();
    alert.pages.push({ pageId, responderId, means, at, rings: false });
  },
  'alert.pageRang': (on, event) => onPage(on, event, (page) => void (page.rings = true)),
  'alert.pageAnswered': (on, event) => onPage(on, event, (page) => void (page.answeredAt = event.answeredAt)),
  'alert.pageEnded': (on, event) => onPage(on, event, (page) => void (page.result = event.result)),
  'alert.accepted': ({ alert }, { responderId, acceptedAt }) => {
    alert.status = 'accepted';
    alert.acceptedBy = responderId;
    alert.acceptedAt ??= acceptedAt;
  },
  'alert.escalated': ({ alert }) => {
    alert.status = 'escalating';
    alert.acceptedBy = undefined;
  },
  'alert.exhausted': ({ alert }) => void (alert.status = 'exhausted'),
  'alert.callerLeft': ({ board, alert }) => void (alert.callId && callerNoLongerWaits(board, alert.callId)),
  'alert.messageLeft': ({ board, alert }) => void (alert.callId && callerNoLongerWaits(board, alert.callId)),
  'alert.interventionStarted': ({ alert }, { where, startedAt }) => {
    if (where === 'remote') alert.remoteAt ??= startedAt;
    else alert.onSiteAt ??= startedAt;
  },
  'alert.joined': ({ alert }, { responderId, joinedAt }) => void alert.mobilised.push({ responderId, joinedAt }),
  'alert.left': ({ alert }, { responderId, leftAt }) => {
    const here = alert.mobilised.findLast((each) => each.responderId === responderId && each.leftAt === undefined);
    if (here) here.leftAt = leftAt;
  },
  'alert.closed': ({ board, alert }, { closedAt, resolution }) => {
    alert.status = 'closed';
    alert.closedAt = closedAt;
    alert.resolution = resolution;
    if (alert.callId) callerNoLongerWaits(board, alert.callId);
    for (const each of alert.mobilised) each.leftAt ??= closedAt;
    board.closed.push(alert.alertId);
    if (board.closed.length > keptAlerts.closed) forgetOldest(board);
  },
};

function forgetOldest(board: AlertBoard): void {
  const oldest = board.closed.shift();
  if (oldest === undefined) return;
  board.alerts.delete(oldest);
  board.tickets.delete(oldest);
}

function onPage({ alert }: Step, { pageId }: { readonly pageId: string }, change: (page: BoardPage) => void): void {
  const page = alert.pages.findLast((each) => each.pageId === pageId);
  if (page) change(page);
}
