import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Fault } from '../fault.ts';

/**
 * Binds a server to a port (0 = any free one) and tells which.
 *
 * @throws Fault `portInUse` naming the port.
 */
export async function listen(server: Server | TlsServer, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Fault('portInUse', `port ${port} on ${host} is already taken`, { cause: error, retryable: false })
          : error,
      ),
    );
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** A plain HTTP server with limits on slow and idle peers. */
export function httpServer(handler: RequestListener): Server {
  return createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 15_000 }, handler);
}

/** Stops taking connections and ends those that are open. */
export function closeServer(server: Server | TlsServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
