import {
  assertNever,
  type Definition,
  type JournalEvent,
  type JournalRecord,
  type TicketJournalEvent,
} from '@decroche/protocol';
import { foldAgentEvent } from './fold-agent.ts';
import { foldCallEvent } from './fold-call.ts';
import { foldDissuasionEvent } from './fold-dissuasion.ts';
import { foldAlertEvent, foldCallOfAlert, foldLineEvent } from './fold-on-call.ts';
import { foldOfferEvent } from './fold-offer.ts';
import { adoptRoster, foldShiftEvent } from './fold-shift.ts';
import { newAgent, queueOf } from './members.ts';
import type { Touched } from './touched.ts';
import type { CallLine } from '../timeline-words.ts';
import { kept, type Board } from './state.ts';

/**
 * Takes one journal line into the board. Lines already taken are passed over, so that a reader may start again anywhere;
 * a line about a call or agent the board has not seen begun (the journal was trimmed) is taken as far as it goes.
 */
export function foldRecord(board: Board, record: JournalRecord, touched: Touched): void {
  if (record.seq <= board.seq) return;
  board.seq = record.seq;
  const { event } = record;
  const family = event.type.slice(0, event.type.indexOf('.'));
  if (isOfCall(event)) noteInTimeline(board, record, event);
  switch (family) {
    case 'call':
      foldCallEvent(board, record, touched);
      foldCallOfAlert(board, event);
      break;
    case 'alert':
      foldAlertEvent(board, record, touched);
      break;
    case 'onCallPlan':
    case 'trunk':
    case 'line':
      foldLineEvent(board, record, touched);
      break;
    case 'offer':
      foldOfferEvent(board, record, touched);
      break;
    case 'agent':
      foldAgentEvent(board, record, touched);
      break;
    case 'dissuasion':
      foldDissuasionEvent(board, record, touched);
      break;
    case 'shift':
      foldShiftEvent(board, record, touched);
      break;
    default:
      foldDomainEvent(board, record, touched);
  }
}

const isOfCall = (event: JournalEvent): event is CallLine => 'callId' in event && !event.type.startsWith('alert.');

function noteInTimeline(board: Board, record: JournalRecord, event: CallLine): void {
  const timeline = board.calls.get(event.callId)?.timeline;
  if (timeline && timeline.length < kept.timelineLines) timeline.push({ seq: record.seq, at: record.at, event });
}

function foldDomainEvent(board: Board, record: JournalRecord, touched: Touched): void {
  const event = record.event as Extract<
    JournalEvent,
    { type: `${'definition' | 'gateway' | 'watchdog' | 'roster' | 'alarm' | 'supervisor' | 'timer'}.${string}` }
  >;
  switch (event.type) {
    case 'definition.adopted':
      adoptDefinition(board, event.definition, record.at);
      touched.everything = true;
      touched.lists.add('definitions');
      return;
    case 'roster.adopted':
      return adoptRoster(board, event.roster, touched);
    case 'alarm.raised':
      board.queueAlarms.set(event.alarmId, { at: record.at, event });
      touched.queues.add(event.queueId);
      return;
    case 'alarm.cleared': {
      const queueId = board.queueAlarms.get(event.alarmId)?.event.queueId;
      board.queueAlarms.delete(event.alarmId);
      if (queueId !== undefined) touched.queues.add(queueId);
      return;
    }
    case 'gateway.censusTaken':
    case 'supervisor.agentForced':
    case 'supervisor.callForced':
      // What became of it follows.
      return;
    case 'timer.setAside':
    case 'watchdog.alarmRaised':
      board.alarms.push({ id: String(record.seq), at: record.at, event });
      if (board.alarms.length > kept.alarms) board.alarms.shift();
      if ('queueId' in event) touched.queues.add(event.queueId);
      return;
    default:
      assertNever(event);
  }
}

/** Takes a definition: names, queues and people change, what is going on stays. */
export function adoptDefinition(board: Board, definition: Definition, at: number): void {
  board.definition = definition;
  const present = new Set(definition.agents.map((agent) => agent.agentId));
  for (const agent of definition.agents) {
    const known = board.agents.get(agent.agentId);
    if (known) known.definition = agent;
    else board.agents.set(agent.agentId, newAgent(agent.agentId, agent, at));
  }
  // A removed agent may still be in a conversation: they leave the board with their last call, at their log-out.
  for (const [agentId, agent] of board.agents) {
    if (present.has(agentId)) continue;
    agent.definition = undefined;
    if (agent.status === 'loggedOut') board.agents.delete(agentId);
  }
  for (const queue of definition.queues) queueOf(board, queue.queueId);
}

/** Takes one line of the tickets' journal: which ticket a call belongs to. The two journals race: the call may be told later. */
export function foldTicketEvent(board: Board, event: TicketJournalEvent, touched: Touched): void {
  touched.lists.add('tickets');
  if ((event.type === 'ticket.opened' || event.type === 'ticket.alertAttached') && event.alertId !== undefined) {
    keepBounded(board.onCall.tickets, event.alertId, { ticketId: event.ticketId, number: event.number });
    touched.lists.add('alerts');
  }
  if (event.type !== 'ticket.opened' && event.type !== 'ticket.callAttached') return;
  if (event.type === 'ticket.opened') keepBounded(board.ticketNumbers, event.ticketId, event.number);
  if (event.callId === undefined) return;
  const number = board.ticketNumbers.get(event.ticketId) ?? event.ticketId;
  keepBounded(board.tickets, event.callId, { ticketId: event.ticketId, number });
  touched.calls.add(event.callId);
  const agentId = board.calls.get(event.callId)?.agentId;
  if (agentId !== undefined) touched.agents.add(agentId);
}

function keepBounded<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.set(key, value);
  if (map.size <= kept.tickets) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
