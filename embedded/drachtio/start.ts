import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TransportName } from './transport/flow.ts';

/** How to start a stand-in of one's own; every port is free unless given. */
export interface DrachtioOptions {
  readonly controlPort?: number;
  readonly secret?: string;
  /** `sip:127.0.0.1:0;transport=udp,tcp` … Default: UDP and TCP on one port, WebSocket on another, of 127.0.0.1. */
  readonly contacts?: readonly string[];
  /** PEM files for TLS and secure WebSocket. */
  readonly cert?: string;
  readonly key?: string;
  readonly healthPort?: number;
  /** T1 in ms, smaller to see timers end sooner. Default 500. */
  readonly t1Ms?: number;
  readonly minSessionSeconds?: number;
  readonly answerWithinMs?: number;
  readonly logLevel?: string;
  /** Receives each line of its log. */
  readonly onLog?: (line: string) => void;
}

/** A stand-in running in its own process. */
export interface StartedDrachtio {
  readonly host: string;
  readonly controlPort: number;
  readonly secret: string;
  /** SIP port of each transport it listens on. */
  readonly sip: Readonly<Partial<Record<TransportName, number>>>;
  readonly healthPort: number | undefined;
  readonly pid: number;
  /** Settles once the process is gone. */
  readonly exited: Promise<number | null>;
  stop(): Promise<void>;
}

interface ReadyLine {
  readonly ready: true;
  readonly controlPort: number;
  readonly sip: readonly { readonly transport: TransportName; readonly port: number }[];
  readonly healthPort?: number;
}

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const DEFAULT_CONTACTS = ['sip:127.0.0.1:0;transport=udp,tcp', 'sip:127.0.0.1:0;transport=ws'];
/** SIGTERM is honoured well within this; after it the process is killed. */
const STOP_MS = 5000;

/**
 * Starts embedded/drachtio as a child process and waits until its doors are open. It leaves with its parent, however
 * the parent ends.
 *
 * @throws Error with what the process wrote when it cannot start.
 */
export async function startDrachtio(options: DrachtioOptions = {}): Promise<StartedDrachtio> {
  const secret = options.secret ?? 'cymru';
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...argumentsFor(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C in the terminal must not reach it: whoever started it stops it, in order.
    detached: true,
    env: { ...process.env, DRACHTIO_SECRET: secret, DRACHTIO_LOG_LEVEL: options.logLevel ?? 'info' },
  });
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const heard: string[] = [];
  const ready = await new Promise<ReadyLine>((resolve, reject) => {
    const listen = (line: string): void => {
      if (line.startsWith('{"ready":true')) return resolve(JSON.parse(line) as ReadyLine);
      if (heard.length < 50) heard.push(line);
      options.onLog?.(line);
    };
    createInterface({ input: child.stdout }).on('line', listen);
    createInterface({ input: child.stderr }).on('line', listen);
    child.once('error', reject);
    void exited.then((code) => reject(new Error(`embedded/drachtio left with ${code}:\n${heard.join('\n')}`)));
  });
  return {
    host: '127.0.0.1',
    controlPort: ready.controlPort,
    secret,
    sip: Object.fromEntries(ready.sip.map(({ transport, port }) => [transport, port])),
    healthPort: ready.healthPort,
    pid: child.pid as number,
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

function argumentsFor(options: DrachtioOptions): string[] {
  const args = ['--exit-with-parent', '--port', String(options.controlPort ?? 0)];
  for (const contact of options.contacts ?? DEFAULT_CONTACTS) args.push('--contact', contact);
  const named = {
    cert: options.cert,
    key: options.key,
    'health-port': options.healthPort,
    't1-ms': options.t1Ms,
    'min-se': options.minSessionSeconds,
    'answer-within-ms': options.answerWithinMs,
  };
  for (const [name, value] of Object.entries(named)) if (value !== undefined) args.push(`--${name}`, String(value));
  return args;
}
