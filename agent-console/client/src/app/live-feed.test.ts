import type { DeskView } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { createLiveFeeds } from './live-feed.ts';
import type { LivePort } from './ports.ts';

type Listeners = Parameters<LivePort['open']>[0];

/** A live door of which the test is the server. */
function fakeDoor(answer: Awaited<ReturnType<LivePort['watch']>> = { ok: true }) {
  let listeners: Listeners | undefined;
  const watched: string[] = [];
  const port: LivePort = {
    open: (given) => {
      listeners = given;
    },
    close: () => {},
    watch: (what) => {
      watched.push(`+${what}`);
      return Promise.resolve(answer);
    },
    unwatch: (what) => watched.push(`-${what}`),
    report: () => {},
  };
  const server = () => {
    if (!listeners) throw new Error('not open');
    return listeners;
  };
  return { port, server, watched };
}

const view = (seq: number, serverAt = 5000): DeskView =>
  ({
    seq,
    serverAt,
    agent: { agentId: 'a1', name: 'A', status: 'ready', since: 0, deviceReachable: true },
    queues: [],
    dissuasions: [],
    messages: [],
  }) as unknown as DeskView;

function openFeeds(answer?: Awaited<ReturnType<LivePort['watch']>>) {
  const door = fakeDoor(answer);
  const feeds = createLiveFeeds(door.port, { now: () => 1000, onReturn: () => {} });
  feeds.open();
  return { ...door, feeds, desk: () => feeds.desk.live.get() };
}

describe('a live view', () => {
  it('is asked for when somebody looks, and again after each connection', () => {
    const { feeds, server, watched } = openFeeds();
    server().connected();
    expect(watched).toEqual([]);
    feeds.desk.watch();
    server().disconnected();
    server().connected();
    expect(watched).toEqual(['+desk', '+desk']);
  });

  it('is given up when the last one stops looking', () => {
    const { feeds, server, watched } = openFeeds();
    server().connected();
    const stopOne = feeds.desk.watch();
    const stopOther = feeds.desk.watch();
    stopOne();
    expect(watched).toEqual(['+desk']);
    stopOther();
    expect(watched).toEqual(['+desk', '-desk']);
  });

  it('drops an older view and takes a newer one', () => {
    const { server, desk } = openFeeds();
    server().view('desk', view(10));
    server().view('desk', view(9));
    expect(desk().view?.seq).toBe(10);
    server().view('desk', view(10, 6000));
    expect(desk().view?.serverAt).toBe(6000);
  });

  it('says that it may be old from the loss to the first view after it, whatever its number', () => {
    const { server, desk, feeds } = openFeeds();
    feeds.desk.watch();
    server().connected();
    server().view('desk', view(10));
    server().disconnected();
    expect(desk()).toMatchObject({ connection: 'lost', view: { seq: 10 } });
    server().connected();
    expect(desk().connection).toBe('lost');
    server().view('desk', view(3));
    expect(desk()).toMatchObject({ connection: 'live', view: { seq: 3 } });
  });

  it("keeps the difference to the server's clock", () => {
    const { server, desk } = openFeeds();
    server().view('desk', view(1, 5000));
    expect(desk().clockOffsetMs).toBe(4000);
  });

  it('keeps the last good view when one is not understood', () => {
    const { server, desk } = openFeeds();
    server().view('desk', view(1));
    server().view('desk', { seq: 'no' });
    expect(desk().view?.seq).toBe(1);
  });

  it('says why the server would not show it', async () => {
    const { feeds, server, desk } = openFeeds({ ok: false, reason: 'notAnAgent' });
    server().connected();
    feeds.desk.watch();
    await Promise.resolve();
    expect(desk().refused).toBe('notAnAgent');
  });

  it('tells which lists are stale, and all of them after a reconnection', () => {
    const { feeds, server } = openFeeds();
    const told: string[] = [];
    feeds.onStale((what) => told.push(what));
    server().stale('tickets');
    server().connected();
    expect(told).toEqual(['tickets', 'all']);
  });

  it('passes on what everybody concerned is told at once', () => {
    const { feeds, server } = openFeeds();
    const told: string[] = [];
    const stop = feeds.onNotice(({ title }) => told.push(title));
    const notice = { kind: 'dissuasionPublished', dissuasionId: 'd1', text: '', by: 'Julie', at: 0 } as const;
    server().notice({ ...notice, title: 'VPN' } as never);
    stop();
    server().notice({ ...notice, title: 'again' } as never);
    expect(told).toEqual(['VPN']);
  });
});
