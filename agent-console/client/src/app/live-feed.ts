import { BoardView, DeskView, type LiveNotice } from '@decroche/protocol';
import type { LivePort, Watched, WorldPort } from './ports.ts';
import { createStore, type Store } from './store.ts';

/** A view of the server with how far it can be trusted. */
interface Live<V> {
  readonly connection: 'connecting' | 'live' | 'lost';
  /** The latest view; kept on screen while the connection is lost, and marked so. */
  readonly view?: V;
  /** Server's clock minus this machine's, so that running clocks agree with the server's instants. */
  readonly clockOffsetMs: number;
  /** Why the server would not show it. */
  readonly refused?: string;
}

/** One subject of the live door, watched while somebody looks. */
interface Feed<V> {
  readonly live: Store<Live<V>>;
  /** Returns the way to stop. */
  watch(): () => void;
}

/** The live subjects of the console. */
export interface LiveFeeds {
  readonly desk: Feed<DeskView>;
  readonly board: Feed<BoardView>;
  /** Something a list shows has changed. */
  onStale(listener: (what: string) => void): () => void;
  /** A dissuasion message was published, or its withdrawal asked for: supervisors are told at once (C4). */
  onNotice(listener: (notice: LiveNotice) => void): () => void;
  /** After signing in; the server knows a socket by its cookie. */
  open(): void;
  close(): void;
}

interface Schema<V> {
  safeParse(value: unknown): { success: true; data: V } | { success: false; error: unknown };
}
interface Whole {
  readonly seq: number;
  readonly serverAt: number;
}
interface InnerFeed<V> extends Feed<V> {
  connected(): void;
  disconnected(): void;
  receive(value: unknown): void;
}

function createFeed<V extends Whole>(what: Watched, schema: Schema<V>, port: LivePort, world: WorldPort): InnerFeed<V> {
  const live = createStore<Live<V>>({ connection: 'connecting', clockOffsetMs: 0 });
  let watchers = 0;
  let online = false;
  /** False from a reconnection to the first view: that one is taken whatever its number. */
  let following = false;

  const ask = () => {
    port.watch(what).then(
      (answer) => {
        if (!answer.ok) live.set({ ...live.get(), refused: answer.reason });
      },
      () => live.set({ ...live.get(), connection: 'lost' }),
    );
  };
  return {
    live,
    watch: () => {
      watchers += 1;
      if (watchers === 1 && online) ask();
      return () => {
        watchers -= 1;
        if (watchers > 0) return;
        following = false;
        if (online) port.unwatch(what);
      };
    },
    connected: () => {
      online = true;
      following = false;
      if (watchers === 0 && live.get().connection === 'lost') live.set({ ...live.get(), connection: 'connecting' });
      if (watchers > 0) ask();
    },
    disconnected: () => {
      online = false;
      live.set({ ...live.get(), connection: 'lost' });
    },
    receive: (value) => {
      const parsed = schema.safeParse(value);
      if (!parsed.success) {
        console.error(`a ${what} view was not understood`, parsed.error);
        return;
      }
      const view = parsed.data;
      const before = live.get().view;
      if (following && before && view.seq < before.seq) return;
      following = true;
      live.set({ connection: 'live', view, clockOffsetMs: view.serverAt - world.now() });
    },
  };
}

/** The desk and the board as the server pushes them: whole views, older ones dropped, staleness marked. */
export function createLiveFeeds(port: LivePort, world: WorldPort): LiveFeeds {
  const desk = createFeed<DeskView>('desk', DeskView, port, world);
  const board = createFeed<BoardView>('board', BoardView, port, world);
  const staleListeners = new Set<(what: string) => void>();
  const noticeListeners = new Set<(notice: LiveNotice) => void>();
  return {
    desk,
    board,
    onStale: (listener) => {
      staleListeners.add(listener);
      return () => staleListeners.delete(listener);
    },
    onNotice: (listener) => {
      noticeListeners.add(listener);
      return () => noticeListeners.delete(listener);
    },
    open: () =>
      port.open({
        connected: () => {
          desk.connected();
          board.connected();
          // Whatever changed while nobody told us.
          for (const listener of staleListeners) listener('all');
        },
        disconnected: () => {
          desk.disconnected();
          board.disconnected();
        },
        view: (what, value) => (what === 'desk' ? desk : board).receive(value),
        stale: (what) => {
          for (const listener of staleListeners) listener(what);
        },
        notice: (notice) => {
          for (const listener of noticeListeners) listener(notice);
        },
      }),
    close: () => {
      port.close();
      desk.disconnected();
      board.disconnected();
    },
  };
}
