import type { AgentId, BoardView, DeskView, LiveNotice, StaleList } from '@decroche/protocol';
import { untouched, type Touched } from '../core/board/touched.ts';
import type { Live } from './live.ts';

/** Screens are told at most this often; the latest view wins. */
const PAUSE_MS = 100;
const LISTS_MS = 1_000;
/** Clocks run in the page, but what time alone changes (an old alarm, an old notice) is told this often. */
const REFRESH_MS = 10_000;

/** Someone who watches. */
interface Watcher<V> {
  readonly send: (view: V) => void;
}

/** Views for those who watch, whole each time, coalesced. */
export interface Broadcast {
  /** The present view is sent at once. @returns how to stop, or undefined for somebody who is not an agent. */
  watchDesk(agentId: AgentId, send: (view: DeskView) => void): (() => void) | undefined;
  watchBoard(send: (view: BoardView) => void): () => void;
  /** Told which lists to ask for again, at most once a second each. */
  watchLists(send: (list: StaleList) => void): () => void;
  /** A list that is not folded from a journal has changed. */
  listChanged(list: StaleList): void;
  /** Something on these desks that is not folded from a journal has changed. */
  desksChanged(agentIds: readonly AgentId[]): void;
  /** Told what supervisors are told at once. */
  watchNotices(send: (notice: LiveNotice) => void): () => void;
  notice(notice: LiveNotice): void;
  stop(): void;
}

/** Starts telling watchers what changes. The first change is told at once, the next ones after a short pause. */
export function startBroadcast(live: Live): Broadcast {
  const desks = new Map<AgentId, Set<Watcher<DeskView>>>();
  const boards = new Set<Watcher<BoardView>>();
  const dirty = new Set<AgentId>();
  let boardDirty = false;
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    for (const agentId of dirty) {
      const view = live.desk(agentId);
      if (view) for (const watcher of desks.get(agentId) ?? []) watcher.send(view);
    }
    dirty.clear();
    if (boardDirty && boards.size > 0) {
      const view = live.boardView();
      for (const watcher of boards) watcher.send(view);
    }
    boardDirty = false;
  };
  const soon = (): void => {
    if (timer) return;
    flush();
    timer = setTimeout(() => {
      timer = undefined;
      if (dirty.size > 0 || boardDirty) soon();
    }, PAUSE_MS);
    timer.unref();
  };
  const lists = startStaleLists();
  const mark = (touched: Touched): void => {
    for (const list of touched.lists) lists.changed(list);
    boardDirty = true;
    for (const agentId of desks.keys()) if (showsOn(live, agentId, touched)) dirty.add(agentId);
    soon();
  };
  live.onChange(mark);
  const refresh = setInterval(() => {
    for (const agentId of desks.keys()) dirty.add(agentId);
    boardDirty = true;
    soon();
  }, REFRESH_MS);
  refresh.unref();

  return {
    watchDesk(agentId, send) {
      const view = live.desk(agentId);
      if (!view) return undefined;
      const watcher = { send };
      const watchers = desks.get(agentId) ?? new Set();
      desks.set(agentId, watchers.add(watcher));
      send(view);
      return () => {
        watchers.delete(watcher);
        if (watchers.size === 0 && desks.get(agentId) === watchers) desks.delete(agentId);
      };
    },
    watchBoard(send) {
      const watcher = { send };
      boards.add(watcher);
      send(live.boardView());
      return () => void boards.delete(watcher);
    },
    watchLists: lists.watch,
    listChanged: lists.changed,
    desksChanged: (agentIds) => mark({ ...untouched(), agents: new Set(agentIds) }),
    ...startNotices(),
    stop() {
      lists.stop();
      clearTimeout(timer);
      clearInterval(refresh);
    },
  };
}

/** Whether an agent's desk shows something of what changed. */
function showsOn(live: Live, agentId: AgentId, touched: Touched): boolean {
  if (touched.everything || touched.dissuasions || touched.agents.has(agentId)) return true;
  const queues = live.board.agents.get(agentId)?.definition?.queues ?? [];
  return queues.some((queue) => touched.queues.has(queue.queueId));
}

interface StaleLists {
  watch(send: (list: StaleList) => void): () => void;
  changed(list: StaleList): void;
  stop(): void;
}

/** Lists are asked for again at most once a second: a busy centre must not become a flood of requests. */
function startStaleLists(): StaleLists {
  const watchers = new Set<Watcher<StaleList>>();
  const stale = new Set<StaleList>();
  const timer = setInterval(() => {
    for (const list of stale) for (const watcher of watchers) watcher.send(list);
    stale.clear();
  }, LISTS_MS);
  timer.unref();
  return {
    watch(send) {
      const watcher = { send };
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    changed: (list) => void stale.add(list),
    stop: () => clearInterval(timer),
  };
}

/** What is told once, to those who are there. */
function startNotices(): Pick<Broadcast, 'watchNotices' | 'notice'> {
  const watchers = new Set<Watcher<LiveNotice>>();
  return {
    watchNotices(send) {
      const watcher = { send };
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    notice(notice) {
      for (const watcher of watchers) watcher.send(notice);
    },
  };
}
