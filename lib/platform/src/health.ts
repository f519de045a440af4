import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, register } from 'prom-client';
import { Fault } from './fault.ts';

/** Prometheus metrics of this process: counters, gauges and histograms register themselves here. */
export { Counter, Gauge, Histogram } from 'prom-client';

/** Answers whether one thing the program needs can be used; a rejected promise or `false` means no. */
export type HealthCheck = () => boolean | Promise<boolean>;

/** A started health door. */
export interface HealthServer {
  readonly port: number;
  close(): Promise<void>;
}

async function readiness(checks: Readonly<Record<string, HealthCheck>>): Promise<Record<string, boolean>> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const ok = await Promise.resolve()
        .then(check)
        .catch(() => false);
      return [name, ok] as const;
    }),
  );
  return Object.fromEntries(results);
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

/**
 * Serves /livez (the process turns), /readyz (every check passes, 503 and their names otherwise) and /metrics.
 *
 * @throws Fault `portInUse`.
 */
export async function startHealth(options: {
  host?: string;
  port: number;
  checks?: Readonly<Record<string, HealthCheck>>;
}): Promise<HealthServer> {
  collectDefaultMetricsOnce();
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0];
    if (path === '/livez') return answer(response, 200, { status: 'ok' });
    if (path === '/readyz') {
      void readiness(options.checks ?? {}).then((results) => {
        const ready = Object.values(results).every(Boolean);
        answer(response, ready ? 200 : 503, { status: ready ? 'ok' : 'not ready', checks: results });
      });
      return;
    }
    if (path === '/metrics') {
      void register
        .metrics()
        .then((text) => response.writeHead(200, { 'content-type': register.contentType }).end(text));
      return;
    }
    answer(response, 404, { status: 'unknown path' });
  });
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Fault('portInUse', `port ${options.port} on ${host} is already taken`, {
              cause: error,
              retryable: false,
            })
          : error,
      ),
    );
    server.listen(options.port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function collectDefaultMetricsOnce(): void {
  if (!register.getSingleMetric('process_cpu_user_seconds_total')) collectDefaultMetrics();
}
