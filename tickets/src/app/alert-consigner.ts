import type { Definition, Instant } from '@decroche/protocol';
import {
  draftOfAlert,
  draftOfCaller,
  withAlert,
  withAlertLine,
  type AlertEvent,
  type NameOf,
} from '../core/alert-ticket.ts';
import { solveChildren } from './families.ts';
import { numbered } from './numbering.ts';
import type { Ledger } from './ports.ts';
import { changed, opened } from './telling.ts';

/** What names come from. */
export interface AlertWords {
  readonly definition: Definition | undefined;
  readonly timeZone: string;
  readonly nameOf: NameOf;
}

/**
 * Takes one line of an alert into its ticket. An alert whose opening was never read has none: its lines say nothing here.
 *
 * @returns how many lines there are to tell the others.
 */
export async function consignAlertLine(
  ledger: Ledger,
  event: AlertEvent,
  at: Instant,
  words: AlertWords,
): Promise<number> {
  const ticket = ledger.ticketOfAlert(event.alertId);
  if (event.type === 'alert.opened') return ticket ? 0 : open(ledger, event, words);
  if (!ticket) return 0;
  const after = withAlertLine(ticket, event, at, words.nameOf);
  const told = changed(ledger, ticket, after);
  const isSolved = after.status === 'resolved' && ticket.status !== 'resolved';
  if (isSolved && after.childCount > 0) await solveChildren(ledger, after, at);
  return told;
}

function open(
  ledger: Ledger,
  event: Extract<AlertEvent, { type: 'alert.opened' }>,
  { definition, timeZone }: AlertWords,
): number {
  const { callId, alertId } = event;
  const carried = callId === undefined ? undefined : ledger.ticketOfCall(callId);
  if (carried && carried.alertId === undefined) {
    const { ticketId, number } = carried;
    ledger.announce({ type: 'ticket.alertAttached', ticketId, number, alertId }, event.openedAt);
    return 1 + changed(ledger, carried, withAlert(carried, event));
  }
  if (callId === undefined || carried) return opened(ledger, numbered(ledger, draftOfAlert(event), timeZone));
  const call = ledger.call(callId);
  const serviceId = call?.serviceId ?? event.serviceId;
  const service = definition?.services.find((one) => one.serviceId === serviceId);
  return opened(ledger, numbered(ledger, draftOfCaller({ ...event, callId }, call, service?.name), timeZone));
}
