import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runningDaemon, spawnDaemon, watchStart, type RunningDaemon } from '../../embedded/daemon.ts';

/** One of the product's programs, ready to be started. */
export interface ProgramPlan {
  readonly name: string;
  /** Its composition root, from the root of the repository. */
  readonly entry: string;
  /** Its whole environment but for PATH and the like. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where it answers /readyz. */
  readonly healthPort: number;
}

/** The root of the repository. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const READY_WITHIN_MS = 30_000;
/** What a program inherits from whoever launches it; everything else is in its plan. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'TZ', 'NODE_OPTIONS', 'TMPDIR'];

/**
 * Starts a program and waits until it says that it is ready.
 *
 * @param nodeFlags flags of Node itself, such as `--cpu-prof`.
 * @throws Error with its last lines when it ends before, or is not ready within 30 s.
 */
export async function startProgram(
  plan: ProgramPlan,
  log: (line: string) => void,
  nodeFlags: readonly string[] = [],
): Promise<RunningDaemon> {
  const inherited = Object.fromEntries(INHERITED.map((name) => [name, process.env[name]]));
  const child = spawnDaemon(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...nodeFlags, join(ROOT, plan.entry)],
    { ...inherited, ...plan.environment },
  );
  let missing = '';
  const ready = async (): Promise<boolean> => {
    missing = await whatIsMissing(plan.healthPort);
    return missing === '';
  };
  await watchStart(plan.name, child, { ready, log, deadlineMs: READY_WITHIN_MS }).catch((error: Error) => {
    throw new Error(`${error.message}\nlast answer of /readyz: ${missing}`, { cause: error });
  });
  return runningDaemon(child);
}

/** Empty when the program behind a health port says that all it needs can be used; what it answers otherwise. */
async function whatIsMissing(port: number): Promise<string> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_000) });
    const body = await response.text();
    return response.ok ? '' : body.trim();
  } catch {
    return 'no answer';
  }
}
