/** Conservation (kpi.md): every call that is over is in exactly one ticket. */
import type { CallId, Instant, ProofFinding, TicketId, TicketJournalRecord } from '@decroche/protocol';
import type { CallFile } from '../call-record.ts';

/** What the tickets' journal says of calls. */
export interface TicketsTold {
  /** When the earliest line that is still there was written; `undefined` = there is none. */
  readonly since: Instant | undefined;
  /** Tickets that were opened for each call. */
  readonly opened: ReadonlyMap<CallId, ReadonlySet<TicketId>>;
  /** Calls that were put onto a ticket opened for another one. */
  readonly attached: ReadonlySet<CallId>;
}

/** Nothing read yet. */
export const nothingTold: TicketsTold = { since: undefined, opened: new Map(), attached: new Set() };

/** Folds lines; one that is told again changes nothing. */
export function foldTickets(told: TicketsTold, lines: readonly TicketJournalRecord[]): TicketsTold {
  const opened = new Map(told.opened);
  const attached = new Set(told.attached);
  for (const { event } of lines) {
    if (event.type === 'ticket.callAttached') attached.add(event.callId);
    if (event.type !== 'ticket.opened' || event.callId === undefined) continue;
    opened.set(event.callId, new Set(opened.get(event.callId)).add(event.ticketId));
  }
  return { since: told.since ?? lines[0]?.at, opened, attached };
}

/** Calls that ended later than this before the proof may still be on their way into a ticket. */
const CONSIGNED_WITHIN_MS = 60_000;

/**
 * Checks the calls of a day that ended while the tickets' journal was kept.
 *
 * @returns what is wrong, and how many calls were checked.
 */
export function checkTickets(
  files: Iterable<CallFile>,
  told: TicketsTold,
  now: Instant,
): { readonly findings: readonly ProofFinding[]; readonly checked: number } {
  const findings: ProofFinding[] = [];
  let checked = 0;
  for (const { record } of files) {
    const { callId, endedAt } = record;
    if (endedAt === undefined || told.since === undefined) continue;
    if (endedAt < told.since || endedAt > now - CONSIGNED_WITHIN_MS) continue;
    checked += 1;
    const ticketIds = [...(told.opened.get(callId) ?? [])];
    if (ticketIds.length > 1) findings.push({ kind: 'ticketTwice', callId, ticketIds });
    if (ticketIds.length === 0 && !told.attached.has(callId)) findings.push({ kind: 'ticketMissing', callId });
  }
  return { findings, checked };
}
