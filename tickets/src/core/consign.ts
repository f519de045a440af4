/**
 * Every call is consigned in exactly one ticket (C7), by construction: the journal opens it, not a person. One solicitation is
 * one ticket (T7): the call that rings someone back goes onto the ticket of the call it answers.
 *
 * ```
 * call.arrived ──▶ known ─┬─ call.answered ───────────▶ draft "à compléter" ─── call.ended ──▶ forgotten, line in its ticket
 *                         ├─ call.callbackRequested ──▶ draft of someone to ring back ── " ──▶      "
 *                         ├─ call.attachedToIncident ─▶ child of the incident ────────── " ──▶      "
 *                         └─ call.ended ──────────────▶ forgotten, ticket made by the system
 * call.placed ───▶ known ─┬─ call.answered, call.ended ─▶ on the ticket of the call it answers; without one, as above
 * ```
 */
import type {
  AgentId,
  AlertId,
  CallId,
  CallOutcome,
  Instant,
  JournalEvent,
  JournalEventOf,
  PartyRef,
  ServiceId,
  TicketEntry,
  TicketId,
  TicketOrigin,
  TicketStatus,
} from '@decroche/protocol';
import { childSubjectOf, subjectOf } from './words.ts';

/** A call that is not over: what its ticket will need. */
export interface PresentCall {
  readonly callId: CallId;
  readonly serviceId?: ServiceId;
  readonly partyRef?: PartyRef;
  readonly receivedAt: Instant;
  readonly answeredAt?: Instant;
  /** We ring someone back. */
  readonly isCallback?: true;
  /** The call it answers. */
  readonly answersCallId?: CallId;
}

/** A ticket to be made; numbering it is the app's. */
export interface Draft {
  readonly status: TicketStatus;
  readonly origin: TicketOrigin;
  readonly subject: string;
  readonly serviceId?: ServiceId;
  readonly partyRef?: PartyRef;
  readonly agentId?: AgentId;
  /** Absent for an alert that is about no call. */
  readonly callId?: CallId;
  readonly alertId?: AlertId;
  /** Of a caller to whom nothing is ever sent back. */
  readonly childProtection?: true;
  readonly openedAt: Instant;
  readonly timeline: readonly TicketEntry[];
}

/** What a journal line does to the ticket of its call. */
export type Consignment =
  | { readonly type: 'open'; readonly draft: Draft }
  /** The draft is a child of this incident, if there is one of that number. */
  | { readonly type: 'openChild'; readonly draft: Draft; readonly incidentId: TicketId }
  /** The call goes onto the ticket of the call it answers, with the agent who speaks or the line of its end. */
  | {
      readonly type: 'join';
      readonly callId: CallId;
      readonly answersCallId: CallId;
      readonly at: Instant;
      readonly agentId?: AgentId;
      readonly entry?: TicketEntry;
    }
  /** A message was found after the end: someone has to hear it. */
  | { readonly type: 'wake'; readonly subject: string; readonly at: Instant }
  /** The end of the call, for the timeline of the ticket it is on. */
  | { readonly type: 'note'; readonly entry: TicketEntry; readonly outcome: CallOutcome };

const CONSIGNED = [
  'call.arrived',
  'call.placed',
  'call.answered',
  'call.callbackRequested',
  'call.attachedToIncident',
  'call.ended',
  'call.voicemailRecovered',
] as const satisfies readonly JournalEvent['type'][];

/** The journal events that matter here. */
export type ConsignedEvent = JournalEventOf<(typeof CONSIGNED)[number]>;

/** Whether a journal event can change a ticket. */
export function isConsigned(event: JournalEvent): event is ConsignedEvent {
  return (CONSIGNED as readonly string[]).includes(event.type);
}

/** What is known of a call when one of its lines comes. */
export interface CallFile {
  readonly call: PresentCall | undefined;
  /** Whether some ticket already carries the call. */
  readonly hasTicket: boolean;
  /** Whether some ticket carries the call it answers. */
  readonly answersTicket?: boolean;
  /** As the screens name the service. */
  readonly serviceName: string | undefined;
}

/** The call as known from here on (`undefined` = over, forgotten) and what to do to its ticket. */
export interface Consigned {
  readonly call: PresentCall | undefined;
  readonly consignment?: Consignment;
}

/**
 * Folds one line. A call whose beginning was never read is consigned all the same, with what its own line says.
 *
 * @param at instant of the journal line.
 */
export function consign(file: CallFile, event: ConsignedEvent, at: Instant): Consigned {
  switch (event.type) {
    case 'call.arrived': {
      const { callId, serviceId, partyRef, receivedAt } = event;
      return { call: { callId, serviceId, receivedAt, ...(partyRef === undefined ? {} : { partyRef }) } };
    }
    case 'call.placed': {
      const { callId, serviceId, partyRef, placedAt, answersCallId } = event;
      const call = { callId, serviceId, partyRef, receivedAt: placedAt, isCallback: true } as const;
      return { call: answersCallId === undefined ? call : { ...call, answersCallId } };
    }
    case 'call.answered':
      return answered(file, event, at);
    case 'call.callbackRequested': {
      const call = file.call ?? { callId: event.callId, receivedAt: at };
      if (file.hasTicket) return { call };
      const subject = subjectOf('callbackRequested', file.serviceName);
      return { call, consignment: { type: 'open', draft: draftOf(call, { at, origin: 'callback', subject }) } };
    }
    case 'call.attachedToIncident': {
      const call = file.call ?? { callId: event.callId, receivedAt: at };
      if (file.hasTicket) return { call };
      const draft = draftOf(call, { at, origin: 'dissuasion', subject: childSubjectOf(event.ticketId) });
      return { call, consignment: { type: 'openChild', draft, incidentId: event.ticketId } };
    }
    case 'call.ended':
      return { call: undefined, consignment: endOf(file, event) };
    case 'call.voicemailRecovered': {
      const subject = subjectOf('voicemailLeft', file.serviceName);
      const wake = { type: 'wake', subject, at } as const;
      return { call: file.call, ...(file.hasTicket ? { consignment: wake } : {}) };
    }
  }
}

function answered(file: CallFile, event: JournalEventOf<'call.answered'>, at: Instant): Consigned {
  const known = file.call ?? { callId: event.callId, receivedAt: event.answeredAt };
  const call = { ...known, answeredAt: event.answeredAt };
  const { agentId } = event;
  if (file.hasTicket) return { call };
  const { callId, answersCallId, isCallback } = call;
  if (answersCallId !== undefined && file.answersTicket) {
    return { call, consignment: { type: 'join', callId, answersCallId, at, agentId } };
  }
  // The subject is left to the agent's gesture: an invented one would hide that nobody has written one.
  const draft = draftOf(call, { at, origin: isCallback ? 'callback' : 'telephone', subject: '' });
  return { call, consignment: { type: 'open', draft: { ...draft, agentId } } };
}

function endOf(file: CallFile, event: JournalEventOf<'call.ended'>): Consignment {
  const { endedAt: at, outcome } = event;
  const entry = endEntry(event, file.call);
  if (file.hasTicket) return { type: 'note', entry, outcome };
  const call = file.call ?? { callId: event.callId, receivedAt: at };
  const { callId, answersCallId } = call;
  if (answersCallId !== undefined && file.answersTicket) return { type: 'join', callId, answersCallId, at, entry };
  const origin = call.isCallback ? 'callback' : originOf(outcome);
  const draft = draftOf(call, { at, origin, subject: subjectOf(outcome, file.serviceName) });
  return { type: 'open', draft: withEnd(draft, entry, WAITS.has(outcome)) };
}

function endEntry(event: JournalEventOf<'call.ended'>, call: PresentCall | undefined): TicketEntry {
  const { callId, outcome, endedAt } = event;
  const since = call?.answeredAt ?? call?.receivedAt ?? endedAt;
  const durationMs = Math.max(0, endedAt - since);
  return { at: endedAt, actor: 'system', change: { type: 'callEnded', callId, outcome, durationMs } };
}

function draftOf(
  call: PresentCall,
  { at, origin, subject }: { at: Instant; origin: TicketOrigin; subject: string },
): Draft {
  const { callId, serviceId, partyRef } = call;
  return {
    ...{ callId, status: 'toComplete', origin, subject, openedAt: at },
    ...(serviceId === undefined ? {} : { serviceId }),
    ...(partyRef === undefined ? {} : { partyRef }),
    timeline: [{ at, actor: 'system', change: { type: 'opened', origin, callId } }],
  };
}

/** Outcomes that leave something to do: to listen, to ring back, to try once more. */
const WAITS: ReadonlySet<CallOutcome> = new Set<CallOutcome>([
  'answered',
  'voicemailLeft',
  'callbackRequested',
  'callbackUnreached',
  'onCallAnswered',
  'onCallExhausted',
  'abandonedOnCall',
]);

/**
 * The others consign that the call came: closed at once, so that they do not swell the backlog; ringing an abandoned caller back
 * takes their ticket up again.
 */
function withEnd(draft: Draft, entry: TicketEntry, waits: boolean): Draft {
  const { at } = entry;
  if (waits) return { ...draft, timeline: [...draft.timeline, entry] };
  const closed: TicketEntry = { at, actor: 'system', change: { type: 'closed' } };
  return { ...draft, status: 'closed', timeline: [...draft.timeline, entry, closed] };
}

/** How a solicitation came, by how its call ended. */
export const originOf = (outcome: CallOutcome): TicketOrigin => ORIGIN[outcome];

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
  onCallAnswered: 'telephone',
  onCallExhausted: 'closed',
  abandonedOnCall: 'abandoned',
};
