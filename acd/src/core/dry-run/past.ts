import type { AgentId, CallId, Duration, Instant, JournalEvent, JournalEventOf } from '@decroche/protocol';
import type { Fact } from '../fact.ts';

/** A caller's first wait as it really was. */
export interface PastCall {
  readonly arrived: JournalEventOf<'call.arrived'>;
  readonly queued: JournalEventOf<'call.queued'>;
  /** Who was offered it first, and when. */
  was: { readonly agentId: AgentId; readonly at: Instant } | undefined;
  /** From the offer that was answered until its agent was free again. */
  busyMs: Duration | undefined;
}

/** What happened, in order: callers who came and left, agents who were there for callers or were not. */
export type Step = { readonly at: Instant } & (
  | { readonly kind: 'came'; readonly call: PastCall }
  /** Without having been answered. */
  | { readonly kind: 'left'; readonly callId: CallId }
  | { readonly kind: 'presence'; readonly agentId: AgentId; readonly presence: Presence }
);

/** There for callers, in service but not for callers, out of service. */
export type Presence = 'there' | 'away' | 'out';

/** A stretch of the journal, as far as the hand-out of its calls goes. */
export interface Past {
  readonly steps: readonly Step[];
  /** First waits, in order. */
  readonly calls: readonly PastCall[];
  /** Agents whose first line shows that they were free when the stretch began, and those of whom there is no line. */
  readonly freeAtFirst: ReadonlySet<AgentId>;
  readonly heardOf: ReadonlySet<AgentId>;
}

/** Reads the journal line by line; lines of one stretch, oldest first. */
export interface PastReader {
  take(facts: readonly Fact[]): void;
  past(): Past;
}

/** Starts reading a stretch. */
export function readPast(): PastReader {
  const steps: Step[] = [];
  const arrivals = new Map<CallId, JournalEventOf<'call.arrived'>>();
  const calls = new Map<CallId, PastCall>();
  const answered = new Set<CallId>();
  const offers = new Map<AgentId, Instant>();
  const talks = new Map<AgentId, { readonly call: PastCall; readonly since: Instant }>();
  const freeAtFirst = new Set<AgentId>();
  const heardOf = new Set<AgentId>();

  const present = (at: Instant, agentId: AgentId, presence: Presence): void => {
    steps.push({ kind: 'presence', at, agentId, presence });
    const talk = talks.get(agentId);
    if (!talk) return;
    talk.call.busyMs ??= at - talk.since;
    talks.delete(agentId);
  };
  const offered = (at: Instant, { agentId, callId }: JournalEventOf<'offer.made'>): void => {
    if (!heardOf.has(agentId)) freeAtFirst.add(agentId);
    offers.set(agentId, at);
    const call = calls.get(callId);
    if (call) call.was ??= { agentId, at };
    // Somebody else's call takes them away: an earlier caller's, a call-back, a transfer.
    if (!call || answered.has(callId)) present(at, agentId, 'away');
  };
  const answer = (at: Instant, { agentId, callId }: JournalEventOf<'call.answered'>): void => {
    answered.add(callId);
    const call = calls.get(callId);
    if (call) talks.set(agentId, { call, since: offers.get(agentId) ?? at });
  };
  const leave = (at: Instant, callId: CallId): void => {
    if (calls.has(callId) && !answered.has(callId)) steps.push({ kind: 'left', at, callId });
  };
  const queue = (at: Instant, queued: JournalEventOf<'call.queued'>): void => {
    const arrived = arrivals.get(queued.callId);
    if (!arrived || calls.has(queued.callId)) return;
    const call: PastCall = { arrived, queued, was: undefined, busyMs: undefined };
    calls.set(queued.callId, call);
    steps.push({ kind: 'came', at, call });
  };
  const one = (at: Instant, event: JournalEvent): void => {
    switch (event.type) {
      case 'call.arrived':
        return void arrivals.set(event.callId, event);
      case 'call.queued':
        return queue(at, event);
      case 'call.answered':
        return answer(at, event);
      case 'call.overflowed':
      case 'call.attachedToIncident':
      case 'call.callbackRequested':
      case 'call.ended':
        return leave(at, event.callId);
      case 'offer.made':
        return offered(at, event);
      case 'agent.becameReady':
        return present(at, event.agentId, 'there');
      case 'agent.becameNotReady':
        return present(at, event.agentId, 'away');
      case 'agent.loggedOut':
        return present(at, event.agentId, 'out');
      default:
    }
  };
  return {
    take(facts) {
      for (const { at, event } of facts) {
        one(at, event);
        if (event.type.startsWith('agent.') && 'agentId' in event) heardOf.add(event.agentId as AgentId);
        if (event.type === 'offer.made') heardOf.add(event.agentId);
      }
    },
    past: () => ({ steps, calls: [...calls.values()], freeAtFirst, heardOf }),
  };
}
