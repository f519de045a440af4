import type { IncomingMessage, Server } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { httpServer, listen } from '@decroche/platform/http';
import { refuse, type SipTunnel } from './adapters/forward/sip-tunnel.ts';
import { ownCertificate } from './adapters/tls/certificate.ts';

/** Part of main.ts: where people come in. */

interface DoorConfig {
  readonly HOST: string;
  readonly HTTP_PORT: number;
  readonly HTTPS_HOST: string;
  readonly HTTPS_PORT?: number | undefined;
  readonly TLS_DIR: string;
  readonly now: number;
}

interface Doors {
  readonly servers: readonly (Server | HttpsServer)[];
  readonly urls: readonly string[];
}

/** http for this machine or a proxy, https with our own certificate for the others. */
export async function openDoors(
  app: Parameters<typeof httpServer>[0],
  config: DoorConfig,
  prepare: (server: Server | HttpsServer) => void,
): Promise<Doors> {
  const http = httpServer(app);
  prepare(http);
  const port = await listen(http, config.HTTP_PORT, config.HOST);
  const urls = [`http://${config.HOST === '127.0.0.1' ? 'localhost' : config.HOST}:${port}`];
  if (config.HTTPS_PORT === undefined) return { servers: [http], urls };
  const pair = await ownCertificate(config.TLS_DIR, config.now);
  const https = createHttpsServer(
    { ...pair, minVersion: 'TLSv1.2', requestTimeout: 30_000, headersTimeout: 10_000 },
    app,
  );
  prepare(https);
  const httpsPort = await listen(https, config.HTTPS_PORT, config.HTTPS_HOST);
  return { servers: [http, https], urls: [...urls, `https://${config.HTTPS_HOST}:${httpsPort}`] };
}

/** `/socket` is socket.io's own; `/sip` is the tunnel; nothing else is upgraded. */
export function onOtherUpgrades(server: Server | HttpsServer, tunnel: SipTunnel): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (path === '/sip') return tunnel.upgrade(request, socket, head);
    if (!path.startsWith('/socket')) refuse(socket, 404);
  });
}
