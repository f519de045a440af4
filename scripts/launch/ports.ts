import { createSocket } from 'node:dgram';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

/** A port the product must have to itself. */
export interface WantedPort {
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  /** What it is for, in the words of the message. */
  readonly purpose: string;
  /** The environment variable that changes it. */
  readonly setting: string;
}

/** One sentence for each wanted port that somebody else holds. */
export async function portsTaken(wanted: readonly WantedPort[]): Promise<readonly string[]> {
  const sentences = await Promise.all(
    wanted.map(async (port) => ((await isFree(port)) ? [] : [sentence(port, holderOf(port))])),
  );
  return sentences.flat();
}

function sentence({ port, protocol, address, purpose, setting }: WantedPort, holder: string | undefined): string {
  const by = holder === undefined ? '' : ` by ${holder}`;
  return (
    `Port ${port}/${protocol} on ${address} (${purpose}) is already taken${by}. ` +
    `Stop what holds it, or choose another port: ${setting}=<port> npm start`
  );
}

function isFree({ port, protocol, address }: Pick<WantedPort, 'port' | 'protocol' | 'address'>): Promise<boolean> {
  return new Promise((resolve) => {
    if (protocol === 'udp') {
      const socket = createSocket('udp4');
      socket.once('error', () => resolve(false));
      socket.bind({ port, address, exclusive: true }, () => socket.close(() => resolve(true)));
      return;
    }
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: address, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** `process 1234 (nginx -g daemon off;)`, when this user may know; read from /proc because `ss` may be missing. */
function holderOf({ port, protocol }: WantedPort): string | undefined {
  const inodes = new Set([
    ...socketInodes(`/proc/net/${protocol}`, port),
    ...socketInodes(`/proc/net/${protocol}6`, port),
  ]);
  if (inodes.size === 0) return undefined;
  for (const pid of readable(() => readdirSync('/proc')).filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of readable(() => readdirSync(`/proc/${pid}/fd`))) {
      const [target = ''] = readable(() => [readlinkSync(`/proc/${pid}/fd/${descriptor}`)]);
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode === undefined || !inodes.has(inode)) continue;
      const [line = ''] = readable(() => [readFileSync(`/proc/${pid}/cmdline`, 'utf8')]);
      return `process ${pid} (${line.replaceAll('\0', ' ').trim().slice(0, 80)})`;
    }
  }
  return undefined;
}

/** Inodes of the sockets bound to a local port: columns 2 (hexadecimal address:port) and 10 of /proc/net. */
function socketInodes(file: string, port: number): readonly string[] {
  const [text = ''] = readable(() => [readFileSync(file, 'utf8')]);
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => Number.parseInt(columns[1]?.split(':')[1] ?? '', 16) === port)
    .map((columns) => columns[9] ?? '');
}

/** What this user may not read, or what is gone meanwhile, counts as nothing. */
function readable(read: () => readonly string[]): readonly string[] {
  try {
    return read();
  } catch {
    return [];
  }
}

const given = new Set<number>();
/** Below the ports Linux hands out by itself (32768…) and below rtpengine's, so that neither takes one meanwhile. */
const INTERNAL = { from: 10_000, to: 16_000 };

/** A port of 127.0.0.1, free for TCP and UDP, for what only the programs themselves talk to. */
export async function internalPort(): Promise<number> {
  for (;;) {
    const port = INTERNAL.from + Math.floor(Math.random() * (INTERNAL.to - INTERNAL.from));
    if (given.has(port)) continue;
    given.add(port);
    const free = await Promise.all(
      (['tcp', 'udp'] as const).map((protocol) => isFree({ port, protocol, address: '127.0.0.1' })),
    );
    if (free.every(Boolean)) return port;
  }
}
