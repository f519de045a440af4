import { writeSync } from 'node:fs';
import { Counter, Gauge, runProgram, startHealth } from '@decroche/platform';
import type { HealthServer, Logger, RunningProgram } from '@decroche/platform';
import { readConfig } from './config.ts';
import type { DrachtioConfig } from './config.ts';
import { startServer } from './server.ts';
import type { RunningServer, ServerCounts } from './server.ts';

function metrics(): { counts: ServerCounts; watch(server: RunningServer): void } {
  const received = new Counter({
    name: 'drachtio_received_total',
    help: 'SIP messages received',
    labelNames: ['kind'],
  });
  const refused = new Counter({ name: 'drachtio_refused_total', help: 'Messages refused', labelNames: ['reason'] });
  const kinds = new Set<string>();
  return {
    counts: {
      received: (kind) => {
        // Methods are the sender's choice: no more labels than a sane network needs.
        if (kinds.size < 32) kinds.add(kind);
        received.inc({ kind: kinds.has(kind) ? kind : 'other' });
      },
      refused: (reason) => refused.inc({ reason }),
    },
    watch: (server) => {
      for (const what of ['transactions', 'dialogs', 'timers'] as const) {
        new Gauge({
          name: `drachtio_${what}`,
          help: `SIP ${what} alive`,
          collect() {
            this.set(server.alive[what]);
          },
        });
      }
    },
  };
}

/** One JSON line on standard output, so that whoever started the process with port 0 learns the ports. */
function announce(server: RunningServer, health: HealthServer | undefined): void {
  const sip = server.listeners.map(({ transport, address, port }) => ({ transport, address, port }));
  const line = { ready: true, controlPort: server.controlPort, sip, healthPort: health?.port, pid: process.pid };
  writeSync(1, `${JSON.stringify(line)}\n`);
}

async function start(config: DrachtioConfig, logger: Logger): Promise<RunningProgram> {
  const { counts, watch } = metrics();
  const server = await startServer(config, logger, counts);
  watch(server);
  const port = config.DRACHTIO_HEALTH_PORT;
  const health = port === undefined ? undefined : await startHealth({ port, checks: { control: () => true } });
  announce(server, health);
  const parentGone = new Promise<void>((resolve) => {
    if (!config.DRACHTIO_EXIT_WITH_PARENT) return;
    process.stdin.on('end', resolve).on('close', resolve).resume();
  });
  return {
    ended: parentGone,
    stop: async () => {
      await server.stop();
      await health?.close();
    },
  };
}

runProgram(
  'drachtio',
  (logger) => start(readConfig(process.argv.slice(2), process.env), logger),
  process.env['DRACHTIO_LOG_LEVEL'],
);
