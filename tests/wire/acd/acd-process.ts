import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A running acd, as an operator starts it. */
export interface AcdProcess {
  readonly pid: number;
  /** What it has logged so far, line by line. */
  readonly lines: readonly Record<string, unknown>[];
  /** Resolves with the first line, past or future, whose message is this. */
  logged(message: string): Promise<Record<string, unknown>>;
  /** SIGKILL: no last word. */
  kill(): Promise<void>;
  /** SIGSTOP: it hears and does nothing until it is resumed, and does not know that time passes. */
  pause(): void;
  resume(): void;
  /** SIGTERM: an orderly end. */
  stop(): Promise<void>;
}

/** Starts `acd/src/main.ts` with an environment of its own. */
export function startAcd(environment: Readonly<Record<string, string>>): AcdProcess {
  const child = spawn(process.execPath, ['acd/src/main.ts'], {
    env: { PATH: process.env['PATH'], LEASE_MS: '900', SNAPSHOT_EVERY: '40', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: Record<string, unknown>[] = [];
  const waiting = new Set<(line: Record<string, unknown>) => void>();
  createInterface({ input: child.stdout as NonNullable<ChildProcess['stdout']> }).on('line', (text) => {
    const line = JSON.parse(text) as Record<string, unknown>;
    lines.push(line);
    for (const look of waiting) look(line);
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    return gone;
  };
  return {
    pid: child.pid ?? 0,
    lines,
    logged: (message) =>
      new Promise((resolve) => {
        const look = (line: Record<string, unknown>): void => {
          if (line['msg'] !== message) return;
          waiting.delete(look);
          resolve(line);
        };
        waiting.add(look);
        for (const line of [...lines]) look(line);
      }),
    kill: () => end('SIGKILL'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    stop: () => end('SIGTERM'),
  };
}
