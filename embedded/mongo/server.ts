import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Doc, OutgoingDoc } from './bson/value.ts';
import { Binary, int } from './bson/value.ts';
import type { Engine } from './commands/command.ts';
import { dispatch } from './commands/dispatch.ts';
import { clusterTime, replicaSetOf } from './topology.ts';
import { Cursors } from './cursors.ts';
import { MongoError } from './errors.ts';
import { Disconnect, FailPoints } from './fail-points.ts';
import { labelsOf } from './labels.ts';
import type { Options } from './options.ts';
import { readIndexSpec } from './store/index-spec.ts';
import { Store } from './store/store.ts';
import { Locks } from './transactions/locks.ts';
import { Sessions } from './transactions/sessions.ts';
import { expireDocuments } from './ttl.ts';
import { serveConnection } from './wire/connection.ts';
import type { Client, Responder } from './wire/connection.ts';
import type { Request } from './wire/message.ts';

/** How often old sessions, cursors and transactions are looked for. */
const SWEEP_MS = 1000;

/** A running server. */
export interface MongoServer {
  readonly port: number;
  /** Closes the connections and the store; what was acknowledged is on the disk. */
  close(): Promise<void>;
}

/** Writes one line of the log: JSON on the standard error. */
export type Log = (event: string, fields: Record<string, unknown>) => void;

const SIGNATURE = { hash: new Binary(0, Buffer.alloc(20)), keyId: 0n };

/** The fields that end every answer of a replica set. */
const closing = (): OutgoingDoc => {
  const time = clusterTime();
  return { $clusterTime: { clusterTime: time, signature: SIGNATURE }, operationTime: time };
};

const refusal = (error: MongoError, body?: Doc): OutgoingDoc => ({
  ok: 0,
  errmsg: error.message,
  code: int(error.code),
  codeName: error.codeName,
  ...(error.info as OutgoingDoc),
  errorLabels: (error.info['errorLabels'] as string[] | undefined) ?? labelsOf(error.code, body),
  ...closing(),
});

/** Turns whatever was thrown into a refusal; a bug is logged under an id that the answer names. */
const asMongoError = (error: unknown, log: Log, client: Client): MongoError => {
  if (error instanceof MongoError) return error;
  const logId = randomUUID();
  log('commandFailed', { logId, connection: client.id, error: String((error as Error)?.stack ?? error) });
  return new MongoError(8, `internal fault of the stand-in, log id ${logId}`);
};

const responderOf = (engine: Engine, log: Log): Responder => ({
  async answer(request: Request, client: Client) {
    try {
      return { ...(await dispatch(engine, request, client)), ok: 1, ...closing() };
    } catch (error) {
      if (error instanceof Disconnect) throw error;
      return refusal(asMongoError(error, log, client), request.body);
    }
  },
  refuse: (error, client) => {
    const { code, message } = error;
    log('messageRefused', { logId: randomUUID(), connection: client.id, address: client.address, code, message });
    return refusal(error);
  },
  faulty: (client, fault) =>
    log('connectionClosed', {
      logId: randomUUID(),
      connection: client.id,
      address: client.address,
      reason: fault.message,
    }),
});

const sweep = (engine: Engine): void => {
  const now = Date.now();
  engine.cursors.expire(now);
  engine.sessions.expire(now);
};

/** Housekeeping that fails is logged and tried again next time; clients go on. */
const logged = (log: Log, run: () => void) => (): void => {
  try {
    run();
  } catch (error) {
    log('housekeepingFailed', { logId: randomUUID(), error: String((error as Error)?.stack ?? error) });
  }
};

const listen = (server: Server, { port, host }: Options): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => resolve((server.address() as AddressInfo).port));
  });

/**
 * Opens the store and listens.
 * @throws DirectoryInUse when another process uses the data directory; the system's error when the port is taken
 */
export const startServer = async (options: Options, log: Log): Promise<MongoServer> => {
  const store = new Store(options.directory, options.durability, readIndexSpec);
  const sockets = new Set<Socket>();
  const server = createServer();
  let port: number;
  try {
    port = await listen(server, options);
  } catch (error) {
    store.close();
    throw error;
  }
  const locks = new Locks();
  const sessions = new Sessions(store, locks, options.transactionLifetimeMs);
  const engine: Engine = {
    store,
    locks,
    sessions,
    cursors: new Cursors(options.cursorTimeoutMs),
    replicaSet: replicaSetOf(options.replicaSet, `${options.host}:${port}`),
    startedAt: Date.now(),
    failPoints: new FailPoints(options.testCommands),
  };
  const responder = responderOf(engine, log);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket, responder);
  });
  const timers = [
    setInterval(
      logged(log, () => sweep(engine)),
      SWEEP_MS,
    ),
    setInterval(
      logged(log, () => expireDocuments(engine, Date.now())),
      options.ttlIntervalMs,
    ),
  ];
  const close = async (): Promise<void> => {
    for (const timer of timers) clearInterval(timer);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
    store.close();
  };
  return { port, close };
};
