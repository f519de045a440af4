import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { offersOf } from '../../acd/src/core/call.ts';
import { foldRecord } from '../../agent-console/server/src/core/board/fold.ts';
import { emptyBoard } from '../../agent-console/server/src/core/board/state.ts';
import { untouched } from '../../agent-console/server/src/core/board/touched.ts';
import { deskOf } from '../../agent-console/server/src/core/board/views.ts';
import { boardViewOf } from '../../agent-console/server/src/core/board/wall-view.ts';
import { BoardBesideEngine, recordOf } from './board-beside-engine.ts';
import { MONDAY_10H } from './builders.ts';
import { aStory, organisation, type Happening } from './random-story.ts';
import { aWholeStory, besideOf, plainOf, wholeOrganisation } from './whole-acd-story.ts';

// Thousands of decisions each, on machines that do other things as well.
vi.setConfig({ testTimeout: 60_000 });

const context = { now: MONDAY_10H, callerOf: () => ({ withheld: true, candidates: [] }) };

test('the board says what the engine knows after every decision, whatever happens', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      lived(story);
    }),
    { numRuns: 150 },
  );
});

test('so it does with menus, dissuasion, ring-all, call-backs, alarms and a supervisor’s hand', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(aWholeStory, (story) => {
      const pair = new BoardBesideEngine(wholeOrganisation());
      pair.live(story.map(plainOf), (at, engine, memory) => besideOf(story[at]!, engine, memory));
      for (const { event } of pair.facts) seen.add(event.type);
      expect(() => boardViewOf(pair.board, context)).not.toThrow();
    }),
    { numRuns: 30, endOnFailure: true },
  );
  // The stories do get there: without these lines the test would prove nothing of them.
  expect([...seen]).toEqual(expect.arrayContaining([...WHOLE]));
}, 30_000);

/** What only the whole acd tells. */
const WHOLE = [
  ...['call.menuStarted', 'call.choiceMade', 'call.tierOpened', 'call.prioritised', 'call.placed', 'call.postponed'],
  ...['call.dissuasionStarted', 'call.dissuasionHeard', 'call.attachedToIncident', 'call.callbackOffered'],
  ...['call.callbackRequested', 'call.dialled', 'call.callerReached', 'call.dialFailed', 'supervisor.agentForced'],
  ...['dissuasion.published', 'dissuasion.withdrawn', 'dissuasion.triggered', 'alarm.raised', 'supervisor.callForced'],
] as const;

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

function lived(story: readonly Happening[]): BoardBesideEngine {
  const pair = new BoardBesideEngine(organisation(1));
  pair.live(story);
  return pair;
}

test('the offer rung at an agent is the offer the engine holds', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const { engine, board } = lived(story);
      for (const call of engine.calls.values()) {
        expect(board.calls.get(call.callId)?.offers.map((offer) => offer.offerId)).toEqual(
          offersOf(call).map((offer) => offer.offerId),
        );
      }
    }),
    { numRuns: 50 },
  );
});
