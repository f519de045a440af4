import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from '@decroche/platform';
import { identify, sameOrigin } from '@decroche/platform/http';
import type { Identity } from '@decroche/protocol';

/** Tunnels of one account: a few tabs and a reload, not a flood. */
const PER_ACCOUNT = 8;
const AT_ONCE = 2_000;
const CONNECT_MS = 5_000;
/** What of the handshake (RFC 6455 §4.1) goes on to the SIP server; cookies do not. */
const PASSED_ON = ['sec-websocket-key', 'sec-websocket-version', 'sec-websocket-extensions'] as const;

type Sessions = Parameters<typeof identify>[1];

/** Upgrades of `/sip`. */
export interface SipTunnel {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/**
 * Joins a browser's WebSocket (subprotocol `sip`, RFC 7118) to the SIP server's own listener, frame by frame unread, so
 * that page, API and telephone share one origin and one certificate. A session is needed to knock; SIP asks for its own
 * credential behind the door.
 */
export function sipTunnel(options: {
  readonly target: URL;
  readonly sessions: Sessions;
  readonly logger: Logger;
}): SipTunnel {
  const { target, sessions, logger } = options;
  const open = new Map<string, Set<Duplex>>();
  let count = 0;

  const isFull = ({ accountId }: Identity): boolean =>
    (open.get(accountId)?.size ?? 0) >= PER_ACCOUNT || count >= AT_ONCE;
  const admit = async (request: IncomingMessage): Promise<Identity | number> => {
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(/\s*,\s*/);
    if (!sameOrigin(request.headers)) return 403;
    if (!protocols.includes('sip')) return 400;
    const identity = await identify(request.headers, sessions);
    // Whoever is only on call has no telephone in the page.
    return identity?.role === 'engineer' ? 403 : (identity ?? 401);
  };

  const join = (identity: Identity, { request, socket, head }: Knock): void => {
    const server = connect({ host: target.hostname, port: Number(target.port || 80) });
    server.setTimeout(CONNECT_MS, () => server.destroy(new Error('the SIP server did not answer')));
    server.once('connect', () => {
      server.setTimeout(0);
      server.setNoDelay(true);
      server.write(handshake(request, target));
      if (head.length > 0) server.write(head);
      socket.pipe(server).pipe(socket);
    });
    server.once('error', (err) => {
      logger.warn({ err }, 'the SIP server is not available');
      refuse(socket, 502);
    });
    server.once('close', () => socket.destroy());
    socket.once('close', () => {
      server.destroy();
      count -= 1;
      open.get(identity.accountId)?.delete(socket);
      if (open.get(identity.accountId)?.size === 0) open.delete(identity.accountId);
    });
    count += 1;
    open.set(identity.accountId, (open.get(identity.accountId) ?? new Set()).add(socket));
  };

  return {
    upgrade(request, socket, head) {
      socket.on('error', (err) => logger.debug({ err }, 'a tunnel was cut'));
      admit(request).then(
        (admitted) => {
          if (socket.destroyed) return;
          // Counted in the same turn as it is joined: knocks that come together do not pass the limit together.
          if (typeof admitted === 'number') refuse(socket, admitted);
          else if (isFull(admitted)) refuse(socket, 429);
          else join(admitted, { request, socket, head });
        },
        (err: unknown) => {
          logger.error({ err }, 'a tunnel could not be checked');
          refuse(socket, 503);
        },
      );
    },
    close() {
      for (const sockets of open.values()) for (const socket of sockets) socket.destroy();
    },
  };
}

interface Knock {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

function handshake(request: IncomingMessage, target: URL): string {
  const passed = PASSED_ON.flatMap((field) => {
    const value = request.headers[field];
    return value === undefined ? [] : [`${field}: ${String(value)}`];
  });
  return [
    `GET ${target.pathname} HTTP/1.1`,
    `Host: ${target.host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Protocol: sip',
    ...passed,
    '\r\n',
  ].join('\r\n');
}

const phrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** Answers an upgrade that is not carried out. */
export function refuse(socket: Duplex, status: number): void {
  if (socket.destroyed || !socket.writable) return;
  socket.end(`HTTP/1.1 ${status} ${phrases[status] ?? 'Refused'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
