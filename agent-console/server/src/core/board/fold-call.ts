import { type CallId, type JournalEvent, type JournalEventOf, type JournalRecord } from '@decroche/protocol';
import { queueOf } from './members.ts';
import { kept, type Board, type BoardCall, type CallStage } from './state.ts';
import type { Touched } from './touched.ts';

type CallEvent = Extract<JournalEvent, { type: `call.${string}` }>;
/** What is about a call that is already on the board. */
type LaterCallEvent = Exclude<CallEvent, { type: 'call.arrived' }>;

/** Facts that change a list of calls or a figure of the day. */
const FIGURES: ReadonlySet<string> = new Set(['call.answered', 'call.ended']);

/** Takes a line about a call. */
export function foldCallEvent(board: Board, record: JournalRecord, touched: Touched): void {
  const event = record.event as CallEvent;
  touched.calls.add(event.callId);
  if (FIGURES.has(event.type)) touched.lists.add('calls').add('figures');
  if (event.type === 'call.arrived') {
    arrive(board, record, event);
    touchAllQueuesOfService(board, event, touched);
    return;
  }
  const call = board.calls.get(event.callId);
  if (!call) return;
  touch(call, touched);
  (steps[event.type] as (on: Step, event: LaterCallEvent) => void)({ board, call, at: record.at }, event);
  touch(call, touched);
}

function arrive(board: Board, record: JournalRecord, event: Extract<CallEvent, { type: 'call.arrived' }>): void {
  board.calls.set(event.callId, {
    callId: event.callId,
    serviceId: event.serviceId,
    partyRef: event.partyRef,
    receivedAt: event.receivedAt,
    stage: 'welcome',
    stageSince: record.at,
    timeline: [{ seq: record.seq, at: record.at, event }],
  });
  board.present.add(event.callId);
  if (event.partyRef !== undefined) remember(board.callsOfParty, event.partyRef, event.callId, kept.callsOfParty);
}

function touchAllQueuesOfService(
  board: Board,
  event: Extract<CallEvent, { type: 'call.arrived' }>,
  touched: Touched,
): void {
  const service = board.definition?.services.find((each) => each.serviceId === event.serviceId);
  if (service) touched.queues.add(service.queueId);
}

interface Step {
  readonly board: Board;
  readonly call: BoardCall;
  readonly at: number;
}

const steps: {
  readonly [T in LaterCallEvent['type']]: (on: Step, event: Extract<LaterCallEvent, { type: T }>) => void;
} = {
  'call.welcomed': nothing,
  'call.positionAnnounced': nothing,
  'call.musicResumed': nothing,
  'call.keyPressed': nothing,
  'call.voicemailFinished': nothing,
  'call.tierOpened': nothing,
  'call.preferenceDropped': nothing,
  'call.prioritised': nothing,
  'call.restEnded': nothing,
  'call.overflowSkipped': nothing,
  'call.menuStarted': nothing,
  'call.choiceMade': nothing,
  'call.dissuasionStarted': nothing,
  'call.dissuasionHeard': nothing,
  'call.dissuasionChoiceMade': nothing,
  'call.attachedToIncident': nothing,
  'call.callbackOffered': nothing,
  'call.callbackRequested': nothing,
  'call.placed': nothing,
  'call.postponed': nothing,
  'call.dialled': nothing,
  'call.callerReached': nothing,
  'call.dialFailed': nothing,
  'call.waitAnnounced': nothing,
  'call.messageAnnounced': nothing,
  'call.voicemailRecovered': nothing,
  'call.queued': (on, event) => {
    // A queue that a new definition no longer has sends its callers to another one.
    leaveQueue(on.board, on.call);
    on.call.queueId = event.queueId;
    on.call.queuedAt = event.queuedAt;
    on.call.firstQueuedAt ??= event.queuedAt;
    enter(on, 'queued');
    wait(on.board, on.call);
  },
  'call.overflowed': (on) => {
    leaveQueue(on.board, on.call);
    enter(on, 'closedMessage');
  },
  'call.voicemailStarted': (on) => {
    leaveQueue(on.board, on.call);
    enter(on, 'voicemail');
  },
  'call.answered': (on, event) => {
    on.call.answeredAt ??= event.answeredAt;
    talk(on, event.agentId);
  },
  'call.held': (on) => enter(on, 'held'),
  'call.retrieved': (on) => enter(on, 'talking'),
  'call.transferStarted': (on, event) => {
    enter(on, 'transferring');
    if (event.target.kind === 'queue') letGo(on.board, event.agentId, on.call.callId, on.at);
  },
  'call.transferred': transferred,
  'call.transferFailed': (on) => enter(on, 'talking'),
  'call.ended': end,
};

function nothing(): void {
  // A line of the call's file; the board does not move.
}

function enter({ call, at }: Step, stage: CallStage): void {
  call.stage = stage;
  call.stageSince = at;
}

/** The conversation begins, or begins again with somebody else. */
function talk(on: Step, agentId: BoardCall['agentId']): void {
  const { board, call, at } = on;
  leaveQueue(board, call);
  call.offer = undefined;
  call.agentId = agentId;
  enter(on, 'talking');
  if (agentId === undefined) return;
  remember(board.callsOfAgent, agentId, call.callId, kept.callsOfAgent);
  const agent = board.agents.get(agentId);
  if (!agent) return;
  agent.callId = call.callId;
  agent.offerId = undefined;
  agent.status = 'talking';
  agent.since = at;
  agent.reason = undefined;
}

/** The caller is with somebody else now: an agent, or a party outside whom the board does not follow. */
function transferred(on: Step, event: JournalEventOf<'call.transferred'>): void {
  const { board, call, at } = on;
  const former = call.agentId;
  talk(on, event.agentId);
  if (former !== undefined && former !== event.agentId) letGo(board, former, call.callId, at);
}

/** The agent is no longer on this call. What they do next is told by a line of its own; until then they look ready. */
function letGo(board: Board, agentId: NonNullable<BoardCall['agentId']>, callId: CallId, at: number): void {
  const agent = board.agents.get(agentId);
  if (!agent || agent.callId !== callId) return;
  agent.callId = undefined;
  if (agent.status !== 'talking' && agent.status !== 'connecting') return;
  agent.status = 'ready';
  agent.since = at;
}

function end(on: Step, event: Extract<CallEvent, { type: 'call.ended' }>): void {
  const { board, call, at } = on;
  leaveQueue(board, call);
  enter(on, 'ended');
  call.endedAt = event.endedAt;
  call.outcome = event.outcome;
  for (const agentId of new Set([call.agentId, call.offer?.agentId])) {
    if (agentId !== undefined) letGo(board, agentId, call.callId, at);
  }
  board.present.delete(call.callId);
  board.endedCalls.push(call.callId);
  if (board.endedCalls.length > kept.endedCalls) forgetOldest(board);
}

function forgetOldest(board: Board): void {
  const callId = board.endedCalls.shift();
  if (callId === undefined) return;
  const call = board.calls.get(callId);
  board.calls.delete(callId);
  if (call?.partyRef !== undefined) drop(board.callsOfParty, call.partyRef, callId);
}

function drop<K>(lists: Map<K, CallId[]>, key: K, callId: CallId): void {
  const rest = lists.get(key)?.filter((each) => each !== callId) ?? [];
  if (rest.length === 0) lists.delete(key);
  else lists.set(key, rest);
}

function remember<K>(lists: Map<K, CallId[]>, key: K, callId: CallId, most: number): void {
  const list = lists.get(key);
  if (!list) {
    lists.set(key, [callId]);
    return;
  }
  const at = list.indexOf(callId);
  if (at >= 0) list.splice(at, 1);
  list.push(callId);
  if (list.length > most) list.shift();
}

function wait(board: Board, call: BoardCall): void {
  if (call.queueId === undefined || call.queuedAt === undefined) return;
  const queue = queueOf(board, call.queueId);
  queue.waiting.set(call.callId, call.queuedAt);
  queue.oldestQueuedAt = Math.min(queue.oldestQueuedAt ?? Infinity, call.queuedAt);
}

function leaveQueue(board: Board, call: BoardCall): void {
  const queue = call.queueId === undefined ? undefined : board.queues.get(call.queueId);
  if (!queue?.waiting.delete(call.callId)) return;
  if (call.queuedAt !== queue.oldestQueuedAt) return;
  queue.oldestQueuedAt = undefined;
  for (const queuedAt of queue.waiting.values()) {
    queue.oldestQueuedAt = Math.min(queue.oldestQueuedAt ?? Infinity, queuedAt);
  }
}

function touch(call: BoardCall, touched: Touched): void {
  if (call.queueId !== undefined) touched.queues.add(call.queueId);
  if (call.agentId !== undefined) touched.agents.add(call.agentId);
  if (call.offer !== undefined) touched.agents.add(call.offer.agentId);
}
