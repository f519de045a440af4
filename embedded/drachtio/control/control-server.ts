import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { ControlSession } from './session.ts';
import type { SessionParts } from './session.ts';

/** The TCP door applications connect to. */
export class ControlServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens; port 0 takes a free one. */
  static async listen(at: { host: string; port: number }, parts: SessionParts): Promise<ControlServer> {
    const sockets = new Set<{ destroy(): void }>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      new ControlSession(socket, parts);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(at.port, at.host, () => {
        server.off('error', reject);
        resolve();
      });
    });
    const control = new ControlServer(server);
    control.#cutOff = () => sockets.forEach((socket) => socket.destroy());
    return control;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#cutOff();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #cutOff: () => void = () => undefined;
}
