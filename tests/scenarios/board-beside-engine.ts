import { expect } from 'vitest';
import type { Definition, DomainId } from '@decroche/protocol';
import { decide } from '../../acd/src/core/decide.ts';
import type { Fact } from '../../acd/src/core/fact.ts';
import { timerInput, type CoreInput } from '../../acd/src/core/inputs.ts';
import { emptyState } from '../../acd/src/core/snapshot.ts';
import type { OwnedState } from '../../acd/src/core/state-index.ts';
import type { Agent } from '../../acd/src/core/agent.ts';
import { agentsTalkingOn, offersOf, type Call } from '../../acd/src/core/call.ts';
import { nextTimer } from '../../acd/src/core/timers.ts';
import { foldRecord } from '../../agent-console/server/src/core/board/fold.ts';
import {
  emptyBoard,
  type Board,
  type BoardAgent,
  type BoardCall,
} from '../../agent-console/server/src/core/board/state.ts';
import { untouched } from '../../agent-console/server/src/core/board/touched.ts';
import { MONDAY_10H } from './builders.ts';
import { inputOf, type Happening, type Memory } from './random-story.ts';

const MAIN = 'main' as DomainId;
const LIVING: ReadonlySet<string> = new Set(['draft', 'published', 'withdrawalAsked']);

/** The engine living a story, and the console's board told of it only by the journal. */
export class BoardBesideEngine {
  readonly engine: OwnedState = emptyState(MAIN);
  readonly board: Board = emptyBoard();
  readonly facts: Fact[] = [];
  readonly #memory: Memory = { inputs: [], legs: [], count: 0, now: MONDAY_10H };

  constructor(definition: Definition) {
    this.#take({ kind: 'definition', id: 'first' as never, domainId: MAIN, at: 0, definition });
  }

  /** @param beside what else happens beside each happening. */
  live(
    story: readonly Happening[],
    beside: (at: number, engine: OwnedState, memory: Memory) => CoreInput | undefined = () => undefined,
  ): void {
    for (const [at, happening] of story.entries()) {
      const until = this.#memory.now + happening.afterMs;
      for (let due = nextTimer(this.engine); due && due.dueAt <= until; due = nextTimer(this.engine)) {
        this.#memory.now = Math.max(this.#memory.now, due.dueAt);
        this.#take(timerInput(due));
      }
      this.#memory.now = until;
      for (const input of [inputOf(happening, this.engine, this.#memory), beside(at, this.engine, this.#memory)]) {
        if (!input) continue;
        this.#memory.inputs.push(input);
        this.#take(input);
      }
    }
  }

  #take(input: CoreInput): void {
    const { facts } = decide(this.engine, input, this.#memory.now);
    this.facts.push(...facts);
    for (const fact of facts) foldRecord(this.board, recordOf(fact), untouched());
    expect(asBoard(this.board)).toEqual(asEngine(this.engine));
  }
}

/** A fact as the journal has it. */
export const recordOf = (fact: Fact) => ({ ...fact, domainId: MAIN, definitionVersion: 1, hash: '' });

/** They have a place, and the line goes on without them meanwhile. */
const AWAY: ReadonlySet<string> = new Set(['talking', 'callbackDialogue']);

/** Reduced to what both know: who does what, who waits where since when, where each call is. */
interface Situation {
  readonly agents: Record<string, unknown>;
  readonly calls: Record<string, unknown>;
  readonly waiting: Record<string, unknown>;
  readonly messages: Record<string, unknown>;
  readonly alarms: readonly string[];
}

function asEngine(state: OwnedState): Situation {
  const queues = state.definition?.queues ?? [];
  const waiting = (queueId: string) =>
    [...state.calls.values()].filter((call) => call.place?.queueId === queueId && !AWAY.has(stageOf(call)));
  return {
    agents: Object.fromEntries([...state.agents.values()].map((agent) => [agent.agentId, engineAgent(state, agent)])),
    calls: Object.fromEntries([...state.calls.values()].map((call) => [call.callId, engineCall(call)])),
    messages: Object.fromEntries(
      [...state.dissuasions.values()]
        .filter(({ status }) => LIVING.has(status))
        .map(({ dissuasionId, status, content, triggered }) => [
          dissuasionId,
          { status, speaking: status !== 'draft' && (content.arming === undefined || triggered) },
        ]),
    ),
    alarms: [...state.alarms.keys()].sort(),
    waiting: Object.fromEntries(
      queues.map(({ queueId }) => [
        queueId,
        Object.fromEntries(waiting(queueId).map(({ callId, place }) => [callId, place?.queuedAt])),
      ]),
    ),
  };
}

/** What a call that waits is asked for with, and how far a call-back is. */
function engineCall(call: Call): unknown {
  const { callback, place, needs, tier, preferred } = call;
  return {
    stage: stageOf(call),
    ...(place && !AWAY.has(stageOf(call))
      ? { priority: place.priority, needs, tier, preferred: preferred?.agentId }
      : {}),
    ...(callback ? { dueAt: callback.dueAt, attempts: callback.attempts } : {}),
    offers: offersOf(call).map((offer) => offer.offerId),
  };
}

function engineAgent(state: OwnedState, agent: Agent): unknown {
  const { activity } = agent;
  const talkingOn = [...state.calls.values()].find((call) => agentsTalkingOn(call).includes(agent.agentId));
  return {
    status: activity.status,
    reason: activity.status === 'notReady' ? activity.reason : undefined,
    next: agent.next,
    reachable: agent.reachable !== undefined,
    offer: activity.status === 'offered' ? activity.offerId : undefined,
    call: activity.status === 'connecting' ? activity.callId : talkingOn?.callId,
    wrapUpEndsAt: activity.status === 'wrapUp' ? activity.endsAt : undefined,
  };
}

const stages: Readonly<Record<string, string>> = {
  answering: 'welcome',
  choosing: 'dissuasion',
  postponed: 'placed',
  toDial: 'queued',
  message: 'closedMessage',
  recording: 'voicemail',
};
const partings: Readonly<Record<string, string>> = {
  callbackRequested: 'callbackDialogue',
  attachedToIncident: 'dissuasion',
};
const stageOf = ({ stage }: Call): string =>
  stage.status === 'parting' ? (partings[stage.outcome] ?? 'parting') : (stages[stage.status] ?? stage.status);

function asBoard(board: Board): Situation {
  const present = [...board.present].flatMap((callId) => board.calls.get(callId) ?? []);
  const named = new Set<string>(board.definition?.queues.map((queue) => queue.queueId));
  return {
    agents: Object.fromEntries([...board.agents.values()].map((agent) => [agent.agentId, boardAgent(agent)])),
    calls: Object.fromEntries(present.map((call) => [call.callId, boardCall(board, call)])),
    messages: Object.fromEntries(
      [...board.dissuasions.values()]
        .filter(({ status }) => LIVING.has(status))
        .map(({ dissuasionId, status, speaking }) => [dissuasionId, { status, speaking }]),
    ),
    alarms: [...board.queueAlarms.keys()].sort(),
    waiting: Object.fromEntries(
      [...board.queues.values()]
        .filter((queue) => named.has(queue.queueId))
        .map((queue) => [queue.queueId, Object.fromEntries(queue.waiting)]),
    ),
  };
}

function boardCall(board: Board, call: BoardCall): unknown {
  const { callback, priority, needs, tier, preferred } = call;
  const waits = call.queueId !== undefined && board.queues.get(call.queueId)?.waiting.has(call.callId);
  return {
    stage: call.stage,
    ...(waits ? { priority, needs, tier, preferred: preferred?.agentId } : {}),
    ...(callback ? { dueAt: callback.dueAt, attempts: callback.attempts } : {}),
    offers: call.offers.map((offer) => offer.offerId),
  };
}

const boardAgent = (agent: BoardAgent): unknown => ({
  status: agent.status,
  reason: agent.reason,
  next: agent.next,
  reachable: agent.deviceReachable,
  offer: agent.status === 'offered' ? agent.offerId : undefined,
  call: agent.callId,
  wrapUpEndsAt: agent.wrapUp?.endsAt,
});
