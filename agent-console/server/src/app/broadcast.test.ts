import type { AgentId, BoardView, DeskView, QueueId } from '@decroche/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { emptyBoard } from '../core/board/state.ts';
import { newAgent } from '../core/board/members.ts';
import { untouched, type Touched } from '../core/board/touched.ts';
import { startBroadcast, type Broadcast } from './broadcast.ts';
import type { Live } from './live.ts';

const ana = 'ana' as AgentId;
let seq = 0;
let change: (touched: Touched) => void = () => undefined;
let broadcast: Broadcast;

beforeEach(() => {
  vi.useFakeTimers();
  const board = emptyBoard();
  const definition = {
    agentId: ana,
    name: 'Ana',
    device: { kind: 'browser', deviceId: 'd' },
    queues: [{ queueId: 'q' }],
    wrapUpMs: 0,
  };
  board.agents.set(ana, newAgent(ana, definition as never, 0));
  const live: Live = {
    board,
    desk: (agentId) => (agentId === ana ? ({ seq } as DeskView) : undefined),
    boardView: () => ({ seq }) as BoardView,
    onChange: (listener) => void (change = listener),
    stop: async () => undefined,
    failed: new Promise<never>(() => undefined),
  };
  broadcast = startBroadcast(live);
});
afterEach(() => {
  broadcast.stop();
  vi.useRealTimers();
});

const touch = (what: Partial<Touched>): void => {
  seq += 1;
  change({ ...untouched(), ...what });
};

test('whoever begins to watch sees the present at once', () => {
  const seen: number[] = [];
  seq = 7;
  broadcast.watchDesk(ana, (view) => seen.push(view.seq));
  expect(seen).toEqual([7]);
});
test('somebody who is no agent has no desk', () => {
  expect(broadcast.watchDesk('nobody' as AgentId, () => undefined)).toBeUndefined();
});
test('the first change is told at once, a burst once more, with the latest view', () => {
  const seen: number[] = [];
  seq = 0;
  broadcast.watchDesk(ana, (view) => seen.push(view.seq));
  for (let n = 0; n < 500; n += 1) touch({ agents: new Set([ana]) });
  expect(seen).toEqual([0, 1]);
  vi.advanceTimersByTime(100);
  expect(seen).toEqual([0, 1, 500]);
});
test('at most ten views a second, however busy', () => {
  let count = 0;
  broadcast.watchBoard(() => (count += 1));
  for (let ms = 0; ms < 1_000; ms += 2) {
    touch({ everything: true });
    vi.advanceTimersByTime(2);
  }
  expect(count).toBeLessThanOrEqual(12);
});
test('a desk hears of its own queues only', () => {
  const seen: number[] = [];
  broadcast.watchDesk(ana, (view) => seen.push(view.seq));
  touch({ queues: new Set(['other' as QueueId]) });
  vi.advanceTimersByTime(200);
  expect(seen).toHaveLength(1);
  touch({ queues: new Set(['q' as QueueId]) });
  expect(seen).toHaveLength(2);
});
test('who has stopped watching hears nothing', () => {
  const seen: number[] = [];
  broadcast.watchDesk(ana, (view) => seen.push(view.seq))?.();
  touch({ everything: true });
  vi.advanceTimersByTime(1_000);
  expect(seen).toHaveLength(1);
});
test('lists are told to be stale once a second at the most', () => {
  const seen: string[] = [];
  broadcast.watchLists((list) => seen.push(list));
  for (let n = 0; n < 50; n += 1) touch({ lists: new Set(['calls']) });
  broadcast.listChanged('voicemails');
  vi.advanceTimersByTime(1_000);
  expect(seen.sort()).toEqual(['calls', 'voicemails']);
});
