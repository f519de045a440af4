/**
 * Every call is consigned in exactly one ticket (C7), by construction: the journal opens it, not a person.
 *
 * ```
 * call.arrived ──▶ known ── call.answered ──▶ known, draft "à compléter" ── call.ended ──▶ forgotten, line in its ticket
 *                    └────── call.ended (not answered) ──▶ forgotten, ticket made by the system
 * ```
 */
import type {
  AgentId,
  CallId,
  CallOutcome,
  Instant,
  JournalEvent,
  JournalEventOf,
  PartyRef,
  ServiceId,
  TicketEntry,
  TicketOrigin,
  TicketStatus,
} from '@decroche/protocol';
import { subjectOf } from './words.ts';

/** A call that is not over: what its ticket will need. */
export interface PresentCall {
  readonly callId: CallId;
  readonly serviceId?: ServiceId;
  readonly partyRef?: PartyRef;
  readonly receivedAt: Instant;
  readonly answeredAt?: Instant;
}

/** A ticket to be made; numbering it is the app's. */
export interface Draft {
  readonly status: TicketStatus;
  readonly origin: TicketOrigin;
  readonly subject: string;
  readonly serviceId?: ServiceId;
  readonly partyRef?: PartyRef;
  readonly agentId?: AgentId;
  readonly callId: CallId;
  readonly openedAt: Instant;
  readonly timeline: readonly TicketEntry[];
}

/** What a journal line does to the ticket of its call. */
export type Consignment =
  | { readonly type: 'open'; readonly draft: Draft }
  /** A line for the timeline of the ticket the call is on. */
  | { readonly type: 'note'; readonly callId: CallId; readonly entry: TicketEntry };

/** The journal events that matter here. */
export type ConsignedEvent = JournalEventOf<'call.arrived' | 'call.answered' | 'call.ended'>;

/** Whether a journal event can change a ticket. */
export function isConsigned(event: JournalEvent): event is ConsignedEvent {
  return event.type === 'call.arrived' || event.type === 'call.answered' || event.type === 'call.ended';
}

/** What is known of a call when one of its lines comes. */
export interface CallFile {
  readonly call: PresentCall | undefined;
  /** Whether some ticket already carries the call. */
  readonly hasTicket: boolean;
  /** As the screens name the service. */
  readonly serviceName: string | undefined;
}

/**
 * Folds one line. A call whose arrival was never read is consigned all the same, with what its own line says.
 *
 * @param at instant of the journal line.
 * @returns the call as known from here on (`undefined` = over, forgotten) and what to do to its ticket.
 */
export function consign(
  file: CallFile,
  event: ConsignedEvent,
  at: Instant,
): { readonly call: PresentCall | undefined; readonly consignment?: Consignment } {
  switch (event.type) {
    case 'call.arrived': {
      const { callId, serviceId, partyRef, receivedAt } = event;
      return { call: { callId, serviceId, receivedAt, ...(partyRef === undefined ? {} : { partyRef }) } };
    }
    case 'call.answered': {
      const known = file.call ?? { callId: event.callId, receivedAt: event.answeredAt };
      const call = { ...known, answeredAt: event.answeredAt };
      if (file.hasTicket) return { call };
      return { call, consignment: { type: 'open', draft: draftAtAnswer(call, event.agentId, at) } };
    }
    case 'call.ended': {
      const entry = endOf(event, file.call);
      if (file.hasTicket) return { call: undefined, consignment: { type: 'note', callId: event.callId, entry } };
      const call = file.call ?? { callId: event.callId, receivedAt: event.endedAt };
      return {
        call: undefined,
        consignment: { type: 'open', draft: draftAtEnd(call, event.outcome, file.serviceName, entry) },
      };
    }
  }
}

function endOf(event: JournalEventOf<'call.ended'>, call: PresentCall | undefined): TicketEntry {
  const since = call?.answeredAt ?? call?.receivedAt ?? event.endedAt;
  return {
    at: event.endedAt,
    actor: 'system',
    change: {
      type: 'callEnded',
      callId: event.callId,
      outcome: event.outcome,
      durationMs: Math.max(0, event.endedAt - since),
    },
  };
}

const opened = (at: Instant, origin: TicketOrigin, callId: CallId): TicketEntry => ({
  at,
  actor: 'system',
  change: { type: 'opened', origin, callId },
});

function draftAtAnswer(call: PresentCall, agentId: AgentId, at: Instant): Draft {
  return {
    ...identityOf(call),
    status: 'toComplete',
    origin: 'telephone',
    // Left to the agent's gesture: an invented subject would hide that nobody has written one.
    subject: '',
    agentId,
    openedAt: at,
    timeline: [opened(at, 'telephone', call.callId)],
  };
}

/**
 * Only a message left asks for someone's gesture. The others consign that the call came: closed at once, so that they do not
 * swell the backlog; reopening one is how an abandoned caller is rung back.
 */
function draftAtEnd(
  call: PresentCall,
  outcome: CallOutcome,
  serviceName: string | undefined,
  entry: TicketEntry,
): Draft {
  const origin = ORIGIN[outcome];
  const waits = outcome === 'voicemailLeft' || outcome === 'answered';
  const { at } = entry;
  return {
    ...identityOf(call),
    status: waits ? 'toComplete' : 'closed',
    origin,
    subject: subjectOf(outcome, serviceName),
    openedAt: at,
    timeline: [
      opened(at, origin, call.callId),
      entry,
      ...(waits ? [] : [{ at, actor: 'system', change: { type: 'closed' } } satisfies TicketEntry]),
    ],
  };
}

const ORIGIN: Readonly<Record<CallOutcome, TicketOrigin>> = {
  answered: 'telephone',
  voicemailLeft: 'voicemail',
  voicemailEmpty: 'voicemail',
  abandonedInWelcome: 'abandoned',
  abandonedInQueue: 'abandoned',
  abandonedWhileRinging: 'abandoned',
  refusedClosed: 'closed',
  refusedFull: 'closed',
  overflowReleased: 'abandoned',
  technicalFailure: 'abandoned',
  abandonedInMenu: 'abandoned',
  dissuadedLeft: 'abandoned',
  dissuadedReleased: 'abandoned',
  attachedToIncident: 'dissuasion',
  callbackRequested: 'callback',
  refusedBlocked: 'abandoned',
  callbackUnreached: 'callback',
  callbackCancelled: 'callback',
};

function identityOf(call: PresentCall): Pick<Draft, 'callId' | 'serviceId' | 'partyRef'> {
  return {
    callId: call.callId,
    ...(call.serviceId === undefined ? {} : { serviceId: call.serviceId }),
    ...(call.partyRef === undefined ? {} : { partyRef: call.partyRef }),
  };
}
