/**
 * Alerts in tickets (O3, T7): one ticket for each alert. That of a caller out of hours is the ticket of their call, so that one
 * solicitation stays one ticket; any other alert has a ticket of its own.
 *
 * ```
 * alert.opened ─┬─ with a call ──▶ the ticket of the call, made now if it has none ─┐
 *               └─ without ──────▶ a ticket of its own, origin `alert` ─────────────┤
 *                                                                                    ▼
 *                                      accepted, exhausted, remote, on site, noted: lines ── alert.closed ──▶ resolved
 * ```
 * Nobody's revision moves: those on call act by telephone while others may be typing. A ticket that somebody has taken in hand is
 * theirs: the end of the alert is told in it and decides nothing.
 */
import type {
  AccountId,
  CallId,
  CallOutcome,
  Instant,
  JournalEvent,
  JournalEventOf,
  Ticket,
  TicketEntry,
} from '@decroche/protocol';
import { originOf, type Draft, type PresentCall } from './consign.ts';
import { noted, type Line } from './gesture.ts';
import { isUntouched, taken } from './solicitation.ts';
import { ALERT_CLOSED, RECOVERED, subjectOf } from './words.ts';

const CONSIGNED = [
  'alert.opened',
  'alert.accepted',
  'alert.exhausted',
  'alert.interventionStarted',
  'alert.noted',
  'alert.recovered',
  'alert.closed',
] as const satisfies readonly JournalEvent['type'][];

/** The lines of an alert that stand in its ticket. Whom it rang stands in the alert's own timeline. */
export type AlertEvent = JournalEventOf<(typeof CONSIGNED)[number]>;
type Opened = JournalEventOf<'alert.opened'>;

/** Whether a journal event belongs into the ticket of an alert. */
export function isOfAlert(event: JournalEvent): event is AlertEvent {
  return (CONSIGNED as readonly string[]).includes(event.type);
}

/** A person's name as it is at present; their id when nobody knows it. */
export type NameOf = (accountId: AccountId) => string;

const opening = ({ alertId, openedAt: at }: Opened): TicketEntry => ({
  at,
  actor: 'system',
  change: { type: 'alertMoved', alertId, what: 'opened' },
});

/** The ticket of an alert that is about no call, or about one whose ticket consigns another alert already. */
export function draftOfAlert(event: Opened): Draft {
  const { alertId, content, serviceId, openedAt: at } = event;
  const detail: TicketEntry[] =
    content.detail === '' ? [] : [{ at, actor: 'system', change: { type: 'commented', text: content.detail } }];
  return {
    ...{ status: 'toComplete', origin: 'alert', subject: content.title, alertId, openedAt: at },
    ...(serviceId === undefined ? {} : { serviceId }),
    timeline: [{ at, actor: 'system', change: { type: 'opened', origin: 'alert' } }, opening(event), ...detail],
  };
}

/** The ticket of a caller who waits for someone on call. What it is called follows from how the call ends: {@link asItEnded}. */
export function draftOfCaller(
  event: Opened & { readonly callId: CallId },
  call: PresentCall | undefined,
  serviceName: string | undefined,
): Draft {
  const { alertId, callId, openedAt: at } = event;
  const serviceId = call?.serviceId ?? event.serviceId;
  return {
    ...{ status: 'toComplete', origin: 'telephone', subject: subjectOf('onCallAnswered', serviceName) },
    ...{ callId, alertId, openedAt: at },
    ...(serviceId === undefined ? {} : { serviceId }),
    ...(call?.partyRef === undefined ? {} : { partyRef: call.partyRef }),
    timeline: [{ at, actor: 'system', change: { type: 'opened', origin: 'telephone', callId } }, opening(event)],
  };
}

/** The ticket of a call that an alert is about, a message left for example: open again, if only the system had closed it. */
export function withAlert(ticket: Ticket, event: Opened): Ticket {
  const { alertId, openedAt } = event;
  return noted(taken(ticket), openedAt, { alertId }, opening(event).change);
}

/** A caller's ticket says how the call ended, unless somebody has said what it is about. */
export function asItEnded(ticket: Ticket, outcome: CallOutcome, serviceName: string | undefined): Ticket {
  if (ticket.alertId === undefined || !isUntouched(ticket)) return ticket;
  return { ...ticket, origin: originOf(outcome), subject: subjectOf(outcome, serviceName) };
}

/** The ticket after one more line of its alert; a line that is there already changes nothing. */
export function withAlertLine(ticket: Ticket, event: Exclude<AlertEvent, Opened>, at: Instant, nameOf: NameOf): Ticket {
  const by = byWhom(event);
  const person = by === undefined ? undefined : { accountId: by, name: nameOf(by) };
  const { next, lines } = movesOf(ticket, event, person?.name);
  const entries = lines.map((change): TicketEntry =>
    person ? { at, actor: person.name, accountId: person.accountId, change } : { at, actor: 'system', change },
  );
  const isTold = ticket.timeline.some((known) => sameLine(known, entries[0]!));
  return isTold ? ticket : { ...ticket, ...next(at), updatedAt: at, timeline: [...ticket.timeline, ...entries] };
}

function byWhom(event: Exclude<AlertEvent, Opened>): AccountId | undefined {
  switch (event.type) {
    case 'alert.accepted':
    case 'alert.interventionStarted':
      return event.responderId;
    case 'alert.noted':
    case 'alert.closed':
      return event.by === 'system' ? undefined : event.by;
    default:
      return undefined;
  }
}

interface Moves {
  readonly next: (at: Instant) => Partial<Ticket>;
  readonly lines: readonly Line[];
}

const unmoved = (): Partial<Ticket> => ({});

function movesOf(ticket: Ticket, event: Exclude<AlertEvent, Opened>, who: string | undefined): Moves {
  const { alertId } = event;
  const moved = (what: (Line & { type: 'alertMoved' })['what']): Line => ({
    ...{ type: 'alertMoved', alertId, what },
    ...(who === undefined ? {} : { who }),
  });
  switch (event.type) {
    case 'alert.accepted':
      return { next: unmoved, lines: [moved('accepted')] };
    case 'alert.exhausted':
      return { next: unmoved, lines: [moved('exhausted')] };
    case 'alert.interventionStarted':
      return { next: unmoved, lines: [moved(event.where)] };
    case 'alert.noted':
      return { next: unmoved, lines: [{ type: 'commented', text: event.text }] };
    case 'alert.recovered':
      return { next: unmoved, lines: [{ type: 'commented', text: RECOVERED }] };
    case 'alert.closed':
      return closedMoves(ticket, event.resolution, moved('closed'));
  }
}

/** What was done at night is the solution, when nobody of the day has taken the ticket in hand. */
function closedMoves(ticket: Ticket, resolution: string, closed: Line): Moves {
  const solution = resolution.trim() === '' ? ALERT_CLOSED : resolution;
  if (!isUntouched(ticket) || ticket.status === 'resolved') {
    return { next: unmoved, lines: [closed, { type: 'commented', text: solution }] };
  }
  return {
    next: (at) => ({ status: 'resolved', resolvedAt: at }),
    lines: [closed, { type: 'resolved', solution }],
  };
}

const sameLine = (known: TicketEntry, line: TicketEntry): boolean =>
  known.at === line.at && JSON.stringify(known.change) === JSON.stringify(line.change);
