import { type CallId, type JournalEvent, type JournalEventOf, type JournalRecord } from '@decroche/protocol';
import { foldCallbackEvent, placedCall, type CallbackEvent } from './fold-callback.ts';
import { newMarks, noteHandOver, noteKey, noteTag } from './fold-marks.ts';
import { queueOf } from './members.ts';
import { kept, type Board, type BoardCall, type CallStage } from './state.ts';
import type { Touched } from './touched.ts';

type CallEvent = Extract<JournalEvent, { type: `call.${string}` }>;
/** What is about a call that is already on the board. */
type LaterCallEvent = Exclude<CallEvent, { type: 'call.arrived' | 'call.placed' }>;

/** Facts that change a list of calls or a figure of the day. */
const FIGURES: ReadonlySet<string> = new Set(['call.answered', 'call.ended']);

/** Takes a line about a call. */
export function foldCallEvent(board: Board, record: JournalRecord, touched: Touched): void {
  const event = record.event as CallEvent;
  touched.calls.add(event.callId);
  if (FIGURES.has(event.type)) touched.lists.add('calls').add('figures');
  if (event.type === 'call.arrived' || event.type === 'call.placed') {
    const call = event.type === 'call.placed' ? placedCall(board, event, record) : arrived(board, event, record);
    begin(board, call);
    touch(board, call, touched);
    touchQueueOfService(board, event, touched);
    if (event.type === 'call.placed') touched.lists.add('callbacks');
    return;
  }
  const call = board.calls.get(event.callId);
  if (!call) return;
  touch(board, call, touched);
  if (call.callback) touched.lists.add('callbacks');
  (steps[event.type] as (on: Step, event: LaterCallEvent) => void)({ board, call, at: record.at }, event);
  touch(board, call, touched);
}

function arrived(board: Board, event: JournalEventOf<'call.arrived'>, record: JournalRecord): BoardCall {
  return {
    callId: event.callId,
    kind: 'call',
    offers: [],
    serviceId: event.serviceId,
    partyRef: event.partyRef,
    receivedAt: event.receivedAt,
    stage: 'welcome',
    stageSince: record.at,
    priority: 0,
    needs: [],
    tier: 0,
    marks: newMarks(board, event),
    timeline: [{ seq: record.seq, at: record.at, event }],
  };
}

function begin(board: Board, call: BoardCall): void {
  board.calls.set(call.callId, call);
  board.present.add(call.callId);
  if (call.partyRef !== undefined) remember(board.callsOfParty, call.partyRef, call.callId, kept.callsOfParty);
}

function touchQueueOfService(board: Board, event: { serviceId: BoardCall['serviceId'] }, touched: Touched): void {
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
  'call.keyPressed': ({ call, at }, event) => noteKey(call, at, event),
  'call.silentDeclared': ({ call }) => void (call.marks.silent = true),
  'call.questionAsked': ({ call }, event) => void (call.marks.questionId = event.questionId),
  'call.tagged': ({ call }, event) => noteTag(call, event),
  'call.voicemailFinished': nothing,
  'call.restEnded': nothing,
  'call.overflowSkipped': nothing,
  'call.choiceMade': nothing,
  'call.dissuasionHeard': nothing,
  'call.dissuasionChoiceMade': nothing,
  'call.waitAnnounced': nothing,
  'call.messageAnnounced': nothing,
  'call.voicemailRecovered': nothing,
  'call.onCallStarted': (on) => {
    leaveQueue(on.board, on.call);
    enter(on, 'onCall');
  },
  'call.onCallAnswered': (on, event) => {
    on.call.answeredAt ??= event.answeredAt;
    talk(on, undefined);
  },
  'call.tierOpened': ({ call }, event) => void (call.tier = event.tier),
  'call.preferenceDropped': ({ call }) => void (call.preferred = undefined),
  'call.prioritised': ({ call }, event) => void (call.priority = event.priority),
  'call.menuStarted': (on) => enter(on, 'menu'),
  'call.dissuasionStarted': (on) => {
    // Those who wait already hear it from their place.
    if (!isInQueue(on)) enter(on, 'dissuasion');
  },
  // Their place is kept, and the line goes on without them meanwhile.
  'call.callbackOffered': (on) => {
    leaveQueue(on.board, on.call);
    enter(on, 'callbackDialogue');
  },
  'call.callbackRequested': (on) => {
    leaveQueue(on.board, on.call);
    enter(on, 'callbackDialogue');
  },
  'call.attachedToIncident': (on) => {
    leaveQueue(on.board, on.call);
    enter(on, 'dissuasion');
  },
  'call.postponed': dialling,
  'call.dialled': dialling,
  'call.callerReached': dialling,
  'call.dialFailed': dialling,
  'call.queued': (on, event) => {
    // A queue that a new definition no longer has sends its callers to another one.
    leaveQueue(on.board, on.call);
    on.call.queueId = event.queueId;
    on.call.queuedAt = event.queuedAt;
    on.call.firstQueuedAt ??= event.queuedAt;
    on.call.priority = event.priority;
    on.call.needs = event.needs ?? [];
    on.call.tier = 0;
    on.call.preferred = event.preferred;
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
    noteHandOver(on.board, on.call, on.at, event);
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

/** In line: whatever they are told there is told from their place. */
const isInQueue = ({ board, call }: Step): boolean =>
  call.queueId !== undefined && board.queues.get(call.queueId)?.waiting.has(call.callId) === true;

function dialling({ board, call, at }: Step, event: CallbackEvent): void {
  if (foldCallbackEvent(call, event, at)) leaveQueue(board, call);
}

function enter({ call, at }: Step, stage: CallStage): void {
  call.stage = stage;
  call.stageSince = at;
}

/** The conversation begins, or begins again with somebody else. */
function talk(on: Step, agentId: BoardCall['agentId']): void {
  const { board, call, at } = on;
  leaveQueue(board, call);
  call.offers = [];
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
  for (const agentId of new Set([call.agentId, ...call.offers.map((offer) => offer.agentId)])) {
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

/** Those of the call, and whoever is with another call of the same party: their screen pop lists this one. */
function touch(board: Board, call: BoardCall, touched: Touched): void {
  if (call.queueId !== undefined) touched.queues.add(call.queueId);
  touchAgents(call, touched);
  for (const callId of call.partyRef === undefined ? [] : (board.callsOfParty.get(call.partyRef) ?? [])) {
    const other = board.present.has(callId) ? board.calls.get(callId) : undefined;
    if (other && other !== call) touchAgents(other, touched);
  }
}

function touchAgents({ agentId, offers }: BoardCall, touched: Touched): void {
  if (agentId !== undefined) touched.agents.add(agentId);
  for (const offer of offers) touched.agents.add(offer.agentId);
}
