import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { Counter, Gauge, type Logger } from '@decroche/platform';
import { identify, sameOrigin } from '@decroche/platform/http';
import {
  SoftphoneReport,
  type AgentId,
  type ClientToServerEvents,
  type Identity,
  type ServerToClientEvents,
} from '@decroche/protocol';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import type { Broadcast } from '../../app/broadcast.ts';
import { may } from '../../core/permissions.ts';

/** Largest message of a page in bytes: they are all small. */
const LARGEST_MESSAGE = 16 * 1024;
/** Messages of one page: a burst, then so many a second. */
const BURST = 60;
const PER_SECOND = 10;
/** How often a connected page's session is looked up again. */
const RECHECK_MS = 60_000;
const SOCKETS_PER_ACCOUNT = 20;

const connectedPages = new Gauge({ name: 'decroche_console_pages', help: 'Pages connected to the live door' });
const refusedMessages = new Counter({
  name: 'decroche_console_live_refusals_total',
  help: 'Messages of pages that were not understood or not allowed',
  labelNames: ['reason'],
});

const Watched = z.enum(['desk', 'board']);
type Sessions = Parameters<typeof identify>[1];
type ConsoleSocket = Socket<ClientToServerEvents, ServerToClientEvents>;

/** The live door. */
export interface ConsoleSocketDoor {
  attach(server: HttpServer | HttpsServer): void;
  close(): Promise<void>;
}

interface Options {
  readonly broadcast: Broadcast;
  readonly sessions: Sessions;
  readonly logger: Logger;
  readonly onSoftphone: (agentId: AgentId, report: SoftphoneReport) => void;
}

/** Live views over socket.io at `/socket`: typed by the shared language, whole views, nothing kept for who is away. */
export function consoleSocket(options: Options): ConsoleSocketDoor {
  const { sessions, logger } = options;
  const identities = new WeakMap<IncomingMessage, Identity>();
  const io = new Server<ClientToServerEvents, ServerToClientEvents>({
    path: '/socket',
    serveClient: false,
    maxHttpBufferSize: LARGEST_MESSAGE,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    destroyUpgrade: false,
    cors: { origin: false },
    allowRequest: (request, done) => {
      if (!sameOrigin(request.headers)) return done('another origin', false);
      identify(request.headers, sessions).then(
        (identity) => {
          if (identity) identities.set(request, identity);
          done(identity ? null : 'not signed in', identity !== undefined);
        },
        (err: unknown) => {
          logger.error({ err }, 'a live connection could not be checked');
          done('try again', false);
        },
      );
    },
  });
  const perAccount = new Map<string, number>();
  io.on('connection', (socket) => {
    const identity = identities.get(socket.request);
    if (!identity) return void socket.disconnect(true);
    const count = (perAccount.get(identity.accountId) ?? 0) + 1;
    if (count > SOCKETS_PER_ACCOUNT) return void socket.disconnect(true);
    perAccount.set(identity.accountId, count);
    connectedPages.inc();
    socket.on('disconnect', () => {
      connectedPages.dec();
      const left = (perAccount.get(identity.accountId) ?? 1) - 1;
      if (left > 0) perAccount.set(identity.accountId, left);
      else perAccount.delete(identity.accountId);
    });
    serve(socket, identity, options);
    watchSession(socket, sessions);
  });
  return {
    attach: (server) => void io.attach(server),
    close: async () => {
      io.disconnectSockets(true);
      io.engine?.close();
    },
  };
}

/** A session that ended, or a token that was withdrawn, takes its pages with it. */
function watchSession(socket: ConsoleSocket, sessions: Sessions): void {
  const timer = setInterval(() => {
    identify(socket.request.headers, sessions).then(
      (identity) => identity ?? socket.disconnect(true),
      // The store is away: what was allowed goes on until it can be asked.
      () => undefined,
    );
  }, RECHECK_MS);
  timer.unref();
  socket.on('disconnect', () => clearInterval(timer));
}

function serve(socket: ConsoleSocket, identity: Identity, options: Options): void {
  const { broadcast, logger, onSoftphone } = options;
  const watching = new Map<string, () => void>();
  const refuse = (event: string, reason: string, done?: unknown): void => {
    const errorId = randomUUID();
    refusedMessages.inc({ reason });
    logger.info({ errorId, event, reason, accountId: identity.accountId }, 'refused');
    if (typeof done === 'function') (done as (answer: unknown) => void)({ ok: false, reason, errorId });
    else socket.emit('refused', { event, reason, errorId });
  };
  const stopWatchingLists = broadcast.watchLists((list) => socket.emit('stale', list));
  const stopWatchingNotices = may(identity, 'board.watch')
    ? broadcast.watchNotices((notice) => socket.emit('notice', notice))
    : () => undefined;

  const watchDesk = (): (() => void) | 'notAnAgent' =>
    (identity.agentId !== undefined && broadcast.watchDesk(identity.agentId, (view) => socket.emit('desk', view))) ||
    'notAnAgent';
  const watchBoard = (): (() => void) | 'roleNeeded' =>
    may(identity, 'board.watch') ? broadcast.watchBoard((view) => socket.emit('board', view)) : 'roleNeeded';

  const handlers: Readonly<Record<string, (payload: unknown, done: unknown) => void>> = {
    watch(payload, done) {
      const what = Watched.safeParse(payload);
      if (!what.success) return refuse('watch', 'invalid', done);
      watching.get(what.data)?.();
      watching.delete(what.data);
      const stop = what.data === 'desk' ? watchDesk() : watchBoard();
      if (typeof stop === 'string') return refuse('watch', stop, done);
      watching.set(what.data, stop);
      if (typeof done === 'function') done({ ok: true });
    },
    unwatch(payload, done) {
      const what = Watched.safeParse(payload);
      if (!what.success) return refuse('unwatch', 'invalid', done);
      watching.get(what.data)?.();
      watching.delete(what.data);
    },
    softphone(payload, done) {
      const report = SoftphoneReport.safeParse(payload);
      if (!report.success) return refuse('softphone', 'invalid', done);
      if (identity.agentId === undefined) return refuse('softphone', 'notAnAgent', done);
      onSoftphone(identity.agentId, report.data);
    },
  };
  const allowed = messageBudget();
  socket.onAny((event: unknown, ...rest: unknown[]) => {
    const done = typeof rest.at(-1) === 'function' ? rest.pop() : undefined;
    const name = typeof event === 'string' ? event.slice(0, 40) : '?';
    if (!allowed()) {
      refuse(name, 'tooManyMessages', done);
      return void socket.disconnect(true);
    }
    const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
    if (!handler) return refuse(name, 'unknownEvent', done);
    if (rest.length > 1) return refuse(name, 'invalid', done);
    try {
      handler(rest[0], done);
    } catch (err) {
      logger.error({ err, event: name }, 'a live message failed');
      refuse(name, 'failed', done);
    }
  });
  socket.on('disconnect', () => {
    stopWatchingLists();
    stopWatchingNotices();
    for (const stop of watching.values()) stop();
  });
}

/** A bucket of messages that fills again with time. */
function messageBudget(): () => boolean {
  let left = BURST;
  let at = performance.now();
  return () => {
    const now = performance.now();
    left = Math.min(BURST, left + ((now - at) / 1000) * PER_SECOND) - 1;
    at = now;
    return left >= 0;
  };
}
