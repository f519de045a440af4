/** The call centre's floor at an instant: who does what, and who stands in which line. Evolves in place, line by line. */
import type {
  AgentId,
  CallId,
  Definition,
  Duration,
  Instant,
  JournalEvent,
  JournalEventOf,
  JournalRecord,
  QueueId,
} from '@decroche/protocol';
import { agentAfter, type AgentAt } from './agent-at.ts';

/** How long an agent who declined or missed a call is not asked for it again, when its queue does not say. */
const DEFAULT_REST_MS = 10_000;

/** A call in line. Order: higher `priority`, then (for each agent) the rank of its queue, then `placeAt`, then `arrival`. */
export interface InLine {
  readonly callId: CallId;
  readonly queueId: QueueId;
  readonly queuedAt: Instant;
  readonly placeAt: Instant;
  readonly arrival: number;
  readonly priority: number;
  readonly needs: NonNullable<JournalEventOf<'call.queued'>['needs']>;
  readonly openTier: number;
  readonly preferred: AgentId | undefined;
  /** Answering questions about their call-back, or to be rung back later: nobody is asked, nobody counts it. */
  readonly aside: boolean;
  /** To be rung back later: its place is given anew. */
  readonly postponed: boolean;
  /** A call-back whose caller is dialled when someone is free: agents are asked once they are on the line. */
  readonly toDial: boolean;
  /** Agents being rung for it, or being joined to it. */
  readonly offeredTo: readonly AgentId[];
  /** Agents who declined or missed it, and until when they are not asked again. */
  readonly resting: ReadonlyMap<AgentId, Instant>;
}

/** See the head of the file. An agent who is not in `agents` was not heard of since the reading began. */
export interface Floor {
  definition: Definition | undefined;
  readonly agents: Map<AgentId, AgentAt>;
  readonly line: Map<CallId, InLine>;
  /** Call-backs whose caller is dialled first, and whether they are on the line. */
  readonly callerFirst: Map<CallId, boolean>;
}

/** Nobody seen yet. */
export const emptyFloor = (definition: Definition | undefined): Floor => ({
  definition,
  agents: new Map(),
  line: new Map(),
  callerFirst: new Map(),
});

/** Folds one line. */
export function foldFloor(floor: Floor, line: JournalRecord): void {
  const { event, at, seq } = line;
  const told = agentAfter(event);
  if (told) floor.agents.set(told.agentId, { ...told.doing, since: at });
  noteDialling(floor, event);
  if (event.type === 'definition.adopted') adopt(floor, event.definition, line);
  else if (event.type === 'call.queued') floor.line.set(event.callId, queued(floor, event, seq));
  else if (leavesLine(event)) floor.line.delete(event.callId);
  else inLine(floor, event, at);
}

/** Whoever a definition brings in, and the one before it did not have, has never logged in. */
function adopt(floor: Floor, definition: Definition, { at, definitionVersion }: JournalRecord): void {
  const before = floor.definition?.agents ?? [];
  // Without the one before it, and not the first of all: nothing is known of anybody.
  const known = floor.definition !== undefined || definitionVersion <= 1;
  for (const { agentId } of known ? definition.agents : []) {
    if (floor.agents.has(agentId) || before.some((each) => each.agentId === agentId)) continue;
    floor.agents.set(agentId, { status: 'loggedOut', since: at });
  }
  floor.definition = definition;
}

function noteDialling({ callerFirst }: Floor, event: JournalEvent): void {
  if (event.type === 'call.placed' && event.dialling === 'callerFirst') callerFirst.set(event.callId, false);
  else if (event.type === 'call.ended') callerFirst.delete(event.callId);
  else if (event.type === 'call.callerReached' && callerFirst.has(event.callId)) callerFirst.set(event.callId, true);
  else if (event.type === 'call.postponed' && callerFirst.has(event.callId)) callerFirst.set(event.callId, false);
}

function queued(floor: Floor, event: JournalEventOf<'call.queued'>, seq: number): InLine {
  const { callId, queueId, queuedAt, priority, needs = [], creditMs = 0, preferred } = event;
  const stood = floor.line.get(callId);
  const before = stood?.postponed ? undefined : stood;
  return {
    ...{ callId, queueId, queuedAt, priority, needs, preferred: preferred?.agentId },
    placeAt: before?.placeAt ?? queuedAt - creditMs,
    arrival: before?.arrival ?? seq,
    openTier: 0,
    aside: false,
    postponed: false,
    toDial: floor.callerFirst.get(callId) === false,
    offeredTo: [],
    resting: before?.resting ?? new Map(),
  };
}

type Leaving = JournalEventOf<
  | 'call.answered'
  | 'call.transferred'
  | 'call.overflowed'
  | 'call.callbackRequested'
  | 'call.attachedToIncident'
  | 'call.ended'
>;

/** Whether a call no longer waits for an agent from here on. */
export function leavesLine(event: JournalEvent): event is Leaving {
  switch (event.type) {
    case 'call.answered':
    case 'call.transferred':
    case 'call.overflowed':
    case 'call.callbackRequested':
    case 'call.attachedToIncident':
    case 'call.ended':
      return true;
    default:
      return false;
  }
}

/** What changes for a call that goes on waiting. */
function inLine(floor: Floor, event: JournalEvent, at: Instant): void {
  const callId = 'callId' in event ? event.callId : undefined;
  const call = callId === undefined ? undefined : floor.line.get(callId);
  const next = call && changed(call, event, { at, restMs: restOf(floor, call) });
  if (next) floor.line.set(next.callId, next);
}

const restOf = ({ definition }: Floor, { queueId }: InLine): Duration =>
  definition?.queues.find((queue) => queue.queueId === queueId)?.missRestMs ?? DEFAULT_REST_MS;

function changed(
  call: InLine,
  event: JournalEvent,
  { at, restMs }: { readonly at: Instant; readonly restMs: Duration },
): InLine | undefined {
  switch (event.type) {
    case 'call.prioritised':
      return { ...call, priority: event.priority };
    case 'call.tierOpened':
      return { ...call, openTier: Math.max(call.openTier, event.tier) };
    case 'call.preferenceDropped':
      return { ...call, preferred: undefined };
    case 'call.callbackOffered':
      return { ...call, aside: true };
    case 'call.postponed':
      return { ...call, aside: true, postponed: true };
    case 'call.restEnded':
      return { ...call, resting: new Map([...call.resting].filter(([agentId]) => agentId !== event.agentId)) };
    case 'offer.made':
      return { ...call, offeredTo: [...call.offeredTo, event.agentId] };
    case 'offer.declined':
    case 'offer.expired': {
      const resting = new Map(call.resting).set(event.agentId, at + restMs);
      return { ...without(call, event.agentId), resting };
    }
    case 'offer.withdrawn':
    case 'offer.failed':
      return without(call, event.agentId);
    default:
      return undefined;
  }
}

const without = (call: InLine, agentId: AgentId): InLine => ({
  ...call,
  offeredTo: call.offeredTo.filter((one) => one !== agentId),
});
