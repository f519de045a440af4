import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DomainId } from '@decroche/protocol';
import { decide } from '../../acd/src/core/decide.ts';
import type { Fact } from '../../acd/src/core/fact.ts';
import { timerInput, type CoreInput } from '../../acd/src/core/inputs.ts';
import { emptyState } from '../../acd/src/core/snapshot.ts';
import type { OwnedState } from '../../acd/src/core/state-index.ts';
import { agentsTalkingOn, offerOf, type Agent, type Call } from '../../acd/src/core/state.ts';
import { nextTimer } from '../../acd/src/core/timers.ts';
import { foldRecord } from '../../agent-console/server/src/core/board/fold.ts';
import { emptyBoard, type Board, type BoardAgent } from '../../agent-console/server/src/core/board/state.ts';
import { untouched } from '../../agent-console/server/src/core/board/touched.ts';
import { deskOf } from '../../agent-console/server/src/core/board/views.ts';
import { boardViewOf } from '../../agent-console/server/src/core/board/wall-view.ts';
import { MONDAY_10H } from './builders.ts';
import { aStory, inputOf, organisation, type Happening, type Memory } from './random-story.ts';

const MAIN = 'main' as DomainId;
const context = { now: MONDAY_10H, callerOf: () => ({ withheld: true, candidates: [] }) };

/** The engine living a story, and the console's board told of it only by the journal. */
class Pair {
  readonly engine: OwnedState = emptyState(MAIN);
  readonly board: Board = emptyBoard();
  readonly facts: Fact[] = [];
  readonly #memory: Memory = { inputs: [], legs: [], count: 0, now: MONDAY_10H };

  constructor() {
    this.#take({ kind: 'definition', id: 'first' as never, domainId: MAIN, at: 0, definition: organisation(1) });
  }

  live(story: readonly Happening[]): void {
    for (const happening of story) {
      const until = this.#memory.now + happening.afterMs;
      for (let due = nextTimer(this.engine); due && due.dueAt <= until; due = nextTimer(this.engine)) {
        this.#memory.now = Math.max(this.#memory.now, due.dueAt);
        this.#take(timerInput(due));
      }
      this.#memory.now = until;
      const input = inputOf(happening, this.engine, this.#memory);
      if (!input) continue;
      this.#memory.inputs.push(input);
      this.#take(input);
    }
  }

  #take(input: CoreInput): void {
    const { facts } = decide(this.engine, input, this.#memory.now);
    this.facts.push(...facts);
    for (const fact of facts) foldRecord(this.board, recordOf(fact), untouched());
    expect(asBoard(this.board)).toEqual(asEngine(this.engine));
  }
}

const recordOf = (fact: Fact) => ({ ...fact, domainId: MAIN, definitionVersion: 1, hash: '' });

/** Reduced to what both know: who does what, who waits where since when, where each call is. */
interface Situation {
  readonly agents: Record<string, unknown>;
  readonly calls: Record<string, unknown>;
  readonly waiting: Record<string, unknown>;
}

/** They have a place, and the line goes on without them meanwhile. */
const AWAY: ReadonlySet<string> = new Set(['talking', 'callbackDialogue']);

function asEngine(state: OwnedState): Situation {
  const queues = state.definition?.queues ?? [];
  const waiting = (queueId: string) =>
    [...state.calls.values()].filter((call) => call.place?.queueId === queueId && !AWAY.has(stageOf(call)));
  return {
    agents: Object.fromEntries([...state.agents.values()].map((agent) => [agent.agentId, engineAgent(state, agent)])),
    calls: Object.fromEntries([...state.calls.values()].map((call) => [call.callId, stageOf(call)])),
    waiting: Object.fromEntries(
      queues.map(({ queueId }) => [
        queueId,
        Object.fromEntries(waiting(queueId).map(({ callId, place }) => [callId, place?.queuedAt])),
      ]),
    ),
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
  message: 'closedMessage',
  recording: 'voicemail',
  choosing: 'dissuasion',
  parting: 'dissuasion',
};
const stageOf = (call: Call): string => stages[call.stage.status] ?? call.stage.status;

function asBoard(board: Board): Situation {
  const present = [...board.present].flatMap((callId) => board.calls.get(callId) ?? []);
  const named = new Set<string>(board.definition?.queues.map((queue) => queue.queueId));
  return {
    agents: Object.fromEntries([...board.agents.values()].map((agent) => [agent.agentId, boardAgent(agent)])),
    calls: Object.fromEntries(present.map((call) => [call.callId, call.stage])),
    waiting: Object.fromEntries(
      [...board.queues.values()]
        .filter((queue) => named.has(queue.queueId))
        .map((queue) => [queue.queueId, Object.fromEntries(queue.waiting)]),
    ),
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

test('the board says what the engine knows after every decision, whatever happens', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const pair = new Pair();
      pair.live(story);
    }),
    { numRuns: 150 },
  );
});

test('what is remembered piece by piece is what counting anew gives: oldest caller, offers, lists of calls', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const { board, facts } = lived(story);
      for (const queue of board.queues.values()) {
        const instants = [...queue.waiting.values()];
        expect(queue.oldestQueuedAt).toBe(instants.length === 0 ? undefined : Math.min(...instants));
      }
      const ended = facts.flatMap(({ event }) => (event.type === 'call.ended' ? [event.callId] : []));
      expect(board.endedCalls).toEqual(ended);
      for (const call of board.calls.values()) {
        const lines = facts.filter(({ event }) => 'callId' in event && event.callId === call.callId);
        expect(call.timeline.map(({ seq }) => seq)).toEqual(lines.map(({ seq }) => seq).slice(0, 400));
        const waits = lines.flatMap(({ event }) => (event.type === 'call.queued' ? [event.queuedAt] : []));
        expect(call.firstQueuedAt).toBe(waits[0]);
      }
    }),
    { numRuns: 100 },
  );
});

test('taking the journal again from its start gives the same board, and lines that come twice change nothing', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const { board, facts } = lived(story);
      const again = emptyBoard();
      for (const fact of facts) {
        foldRecord(again, recordOf(fact), untouched());
        foldRecord(again, recordOf(fact), untouched());
      }
      expect(again).toEqual(board);
    }),
    { numRuns: 50 },
  );
});

test('every screen that a line changes is told: an untouched desk is the same as before', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const { facts } = lived(story);
      const board = emptyBoard();
      const before = new Map<string, string>();
      for (const fact of facts) {
        const touched = untouched();
        foldRecord(board, recordOf(fact), touched);
        for (const agent of board.agents.values()) {
          const view = JSON.stringify({ ...deskOf(board, agent.agentId, context), seq: 0 });
          const told =
            touched.everything ||
            touched.dissuasions ||
            touched.agents.has(agent.agentId) ||
            (agent.definition?.queues ?? []).some((queue) => touched.queues.has(queue.queueId));
          if (!told && before.has(agent.agentId)) {
            expect(view, `${fact.event.type} at ${fact.seq}`).toBe(before.get(agent.agentId));
          }
          before.set(agent.agentId, view);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a view can always be made', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const { board } = lived(story);
      const view = boardViewOf(board, context);
      expect(view.queues.flatMap((queue) => queue.waiting).length).toBe(
        [...board.queues.values()].reduce((sum, queue) => sum + queue.waiting.size, 0),
      );
      const offered = view.agents.filter((agent) => agent.status === 'offered').map((agent) => agent.agentId);
      for (const agentId of offered) expect(deskOf(board, agentId, context)?.offer).toBeDefined();
    }),
    { numRuns: 50 },
  );
});

function lived(story: readonly Happening[]): Pair {
  const pair = new Pair();
  pair.live(story);
  return pair;
}

test('the offer rung at an agent is the offer the engine holds', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const { engine, board } = lived(story);
      for (const call of engine.calls.values()) {
        expect(board.calls.get(call.callId)?.offer?.offerId).toBe(offerOf(call)?.offerId);
      }
    }),
    { numRuns: 50 },
  );
});
