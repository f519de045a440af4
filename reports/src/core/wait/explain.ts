/** "Why did this call wait?", from journal lines alone. */
import type {
  AgentDefinition,
  AgentId,
  CallRecord,
  Definition,
  Instant,
  JournalEvent,
  JournalRecord,
  WaitExplanation,
  WaitObstacle,
} from '@decroche/protocol';
import { foldFloor, leavesLine, type Floor, type InLine } from './floor.ts';
import { obstacleOf, positionOf, type Finding } from './obstacle.ts';
import { same, spansOf, type Moment, type Span } from './spans.ts';

/** Lanes that are drawn; beyond them the answer is no longer one. */
const MOST_LANES = 200;

type CallSide = Omit<WaitExplanation['call'][number], 'fromAt' | 'toAt'>;
type Spans = Span<Finding>[];

/** What there is to explain a wait with. */
export interface WaitMaterial {
  readonly record: CallRecord & { readonly queuedAt: Instant };
  /** The floor before `lines`. */
  readonly floor: Floor;
  /** Every line from some time before the wait to its end, in order. */
  readonly lines: readonly JournalRecord[];
  readonly now: Instant;
}

/** When the first wait of a call ended, by the record; `undefined` while it lasts. */
export function waitEnd(record: CallRecord, lines: readonly JournalRecord[]): Instant | undefined {
  const { callId, firstSeq, answeredAt, queuedAt = record.receivedAt } = record;
  const left = lines.find(
    ({ event, seq, at }) => seq > firstSeq && at >= queuedAt && leavesLine(event) && event.callId === callId,
  );
  return answeredAt ?? left?.at ?? record.endedAt;
}

interface Lane {
  readonly agent: AgentDefinition;
  readonly moments: Moment<Finding>[];
}

/** What is noted while the lines are read. */
interface Notes {
  readonly callId: CallRecord['callId'];
  readonly sides: Moment<CallSide>[];
  readonly lanes: Map<AgentId, Lane>;
}

/** The explanation; the call's own side and each lane are without a gap from the queue to the end of the wait. */
export function explainWait({ record, floor, lines, now }: WaitMaterial): WaitExplanation {
  const { callId, queuedAt } = record;
  const endAt = waitEnd(record, lines);
  const untilAt = Math.max(queuedAt, endAt ?? now);
  const notes: Notes = { callId, sides: [], lanes: new Map() };
  let lookedAt = queuedAt;
  for (const line of lines) {
    for (const restAt of restsBetween(floor.line.get(callId), lookedAt, Math.min(line.at, untilAt)))
      look(floor, notes, restAt);
    foldFloor(floor, line);
    lookedAt = Math.max(line.at, queuedAt);
    if (lookedAt > untilAt) break;
    look(floor, notes, notes.sides.length === 0 ? queuedAt : lookedAt, line.event);
  }
  const drawn = [...notes.lanes.values()].map(({ agent, moments }) => ({ agent, spans: spansOf(moments, untilAt) }));
  const agents = drawn
    .filter(({ spans }) => isWorthALane(spans))
    .sort((a, b) => (a.agent.name < b.agent.name ? -1 : 1));
  const inQueue = agents.flatMap(({ spans }) => spans).filter(({ why }) => why !== 'notInQueue');
  return {
    ...{ callId, serviceId: record.serviceId, queuedAt, untilAt, waitMs: untilAt - queuedAt },
    ...{ ended: endingOf(record, endAt), outcome: record.outcome, agentId: record.agentId },
    call: spansOf(notes.sides, untilAt),
    agents: agents
      .slice(0, MOST_LANES)
      .map(({ agent, spans }) => ({ agentId: agent.agentId, name: agent.name, spans })),
    summary: summaryOf(inQueue),
    agentsLeftOut: Math.max(0, agents.length - MOST_LANES),
    complete: floor.definition !== undefined && !inQueue.some(({ why }) => why === 'unknown'),
    firstSeq: lines[0]?.seq ?? record.firstSeq,
    lastSeq: lines.at(-1)?.seq ?? record.lastSeq,
  };
}

/** Notes what holds now, where it is not what held before. */
function look(floor: Floor, { callId, sides, lanes }: Notes, at: Instant, event?: JournalEvent): void {
  const call = floor.line.get(callId);
  if (!call) {
    if (event?.type === 'call.postponed' && event.callId === callId) setAside(lanes, at);
    return;
  }
  let free = 0;
  for (const agent of floor.definition?.agents ?? []) {
    const lane = lanes.get(agent.agentId);
    const held =
      lane && !mayConcern(agent, call, event) ? lane.moments.at(-1)!.held : findingOf(floor, call, agent, at);
    if (held.why === 'none') free += 1;
    if (!lane) lanes.set(agent.agentId, { agent, moments: [{ at, held }] });
    else if (!same(lane.moments.at(-1)!.held, held)) lane.moments.push({ at, held });
  }
  const { queueId, priority, openTier, preferred } = call;
  const side = { queueId, position: positionOf(floor, call), priority, openTier, free };
  sides.push({ at, held: preferred === undefined ? side : { ...side, preferredAgentId: preferred } });
}

/** A call-back that waits for its next attempt is in no line: whoever is free has nobody to answer. */
function setAside(lanes: Notes['lanes'], at: Instant): void {
  for (const { moments } of lanes.values()) {
    const { held } = moments.at(-1)!;
    if (held.why !== 'notInQueue') moments.push({ at, held: { ...held, why: 'callerNotReady' } });
  }
}

const isMember = (agent: AgentDefinition, call: InLine): boolean =>
  agent.queues.some(({ queueId }) => queueId === call.queueId);

/** Someone outside the queue changes only by lines of their own, with the definition, or when the call goes to another queue. */
function mayConcern(agent: AgentDefinition, call: InLine, event: JournalEvent | undefined): boolean {
  if (isMember(agent, call) || event?.type === 'definition.adopted') return true;
  if (event?.type === 'call.queued' && event.callId === call.callId) return true;
  return event !== undefined && 'agentId' in event && event.agentId === agent.agentId;
}

function findingOf(floor: Floor, call: InLine, agent: AgentDefinition, at: Instant): Finding {
  const found = obstacleOf(floor, call, agent, at);
  return isMember(agent, call) || found.why === 'offeredThisCall' ? found : { ...found, why: 'notInQueue' };
}

/** Instants at which someone's rest from the call ends by the clock, between two lines. */
function restsBetween(call: InLine | undefined, last: Instant, next: Instant): Instant[] {
  return [...(call?.resting.values() ?? [])].filter((until) => until > last && until < next).sort((a, b) => a - b);
}

/** Agents of the queue, and those who stood free beside it. */
function isWorthALane(spans: Spans): boolean {
  return spans.some(({ why, status }) => why !== 'notInQueue' || status === 'ready');
}

function summaryOf(spans: Spans): WaitExplanation['summary'] {
  const total = new Map<WaitObstacle, number>();
  for (const { why, fromAt, toAt } of spans) total.set(why, (total.get(why) ?? 0) + toAt - fromAt);
  return [...total].map(([why, agentMs]) => ({ why, agentMs })).sort((a, b) => b.agentMs - a.agentMs);
}

function endingOf({ answeredAt, outcome }: CallRecord, endAt: Instant | undefined): WaitExplanation['ended'] {
  if (endAt === undefined) return 'waiting';
  if (answeredAt !== undefined && answeredAt <= endAt) return 'answered';
  switch (outcome) {
    case 'abandonedInQueue':
    case 'abandonedWhileRinging':
      return 'left';
    case 'voicemailLeft':
    case 'voicemailEmpty':
    case 'overflowReleased':
      return 'overflowed';
    default:
      return 'other';
  }
}

/** Agents whose status the explanation of a call needs. */
export function agentsConcerned(definition: Definition | undefined, record: CallRecord): AgentId[] {
  return (definition?.agents ?? [])
    .filter(({ queues }) => queues.some(({ queueId }) => queueId === record.queueId))
    .map(({ agentId }) => agentId);
}
