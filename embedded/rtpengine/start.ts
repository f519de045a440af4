import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeUdpPort, runningDaemon, spawnDaemon, watchStart, type RunningDaemon } from '../daemon.ts';

/** How a private rtpengine is wanted. */
export interface RtpengineOptions {
  /** Addresses of RTP as rtpengine writes them: `127.0.0.1`, `private!advertised`, several joined by `;`. Default 127.0.0.1. */
  readonly rtpInterface?: string;
  /** Control port (UDP, 127.0.0.1). Default: a free one. */
  readonly ngPort?: number;
  /** Where the keys that callers press are sent (UDP, 127.0.0.1); the gateway listens there. Default: a free one. */
  readonly dtmfPort?: number;
  /** RTP port range. Default 16384–32767: below the ports that Linux hands out by itself. */
  readonly rtpPorts?: { readonly from: number; readonly to: number };
  readonly log?: (line: string) => void;
}

/** A running private rtpengine. */
export interface RunningRtpengine extends RunningDaemon {
  readonly ngPort: number;
  readonly dtmfPort: number;
}

/**
 * Starts Debian's rtpengine in user space for this project alone. It gets its own configuration file because it would
 * otherwise load /etc/rtpengine/rtpengine.conf, whose fixed HTTP port makes a second instance die.
 *
 * @throws Error when it does not answer a `ping` within 10 s, with what it printed.
 */
export async function startRtpengine(options: RtpengineOptions = {}): Promise<RunningRtpengine> {
  const ngPort = options.ngPort ?? (await freeUdpPort());
  const dtmfPort = options.dtmfPort ?? (await freeUdpPort());
  const folder = await mkdtemp(join(tmpdir(), 'decroche-rtpengine-'));
  const file = join(folder, 'rtpengine.conf');
  await writeFile(file, configuration(options, ngPort, dtmfPort));
  const child = spawnDaemon('rtpengine', [`--config-file=${file}`, '--foreground', '--log-stderr']);
  child.once('exit', () => void rm(folder, { recursive: true, force: true }));
  await watchStart('rtpengine', child, { ready: () => answersPing(ngPort), log: options.log });
  return { ...runningDaemon(child), ngPort, dtmfPort };
}

/** One media thread and one worker per core: the least load per waiting caller. */
function configuration(options: RtpengineOptions, ngPort: number, dtmfPort: number): string {
  const { from, to } = options.rtpPorts ?? { from: 16_384, to: 32_767 };
  return [
    '[rtpengine]',
    'table = -1',
    `interface = ${options.rtpInterface ?? '127.0.0.1'}`,
    `listen-ng = 127.0.0.1:${ngPort}`,
    `dtmf-log-dest = 127.0.0.1:${dtmfPort}`,
    `port-min = ${from}`,
    `port-max = ${to}`,
    `num-threads = ${availableParallelism()}`,
    'media-num-threads = 1',
    'timeout = 3600',
    'silent-timeout = 7200',
    'delete-delay = 0',
    'log-level = 4',
    '',
  ].join('\n');
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const settle = (answer: boolean) => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    const timer = setTimeout(() => settle(false), 200);
    socket.once('message', (data) => settle(data.toString().includes('pong')));
    socket.once('error', () => settle(false));
    socket.send(`${randomBytes(6).toString('hex')} d7:command4:pinge`, port, '127.0.0.1');
  });
}
