import { readFileSync } from 'node:fs';
import { Fault } from '@decroche/platform';
import type { Redis } from '@decroche/platform/redis';

/** The atomic scripts, by the name of their file in `commands/`. */
type ScriptName = 'append' | 'save-snapshot' | 'acquire-lease' | 'renew-lease' | 'release-lease' | 'announce';

/** Runs one of the scripts. Redis is taught each script once for a connection and called by its digest. */
export type RunScript = (
  name: ScriptName,
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

const NAMES: readonly ScriptName[] = [
  ...(['append', 'save-snapshot', 'acquire-lease', 'renew-lease', 'release-lease', 'announce'] as const),
];

type Command = (keyCount: number, ...args: (string | number)[]) => Promise<unknown>;

/**
 * The scripts on one connection.
 *
 * @throws Fault `unavailable` when the answer was lost: the script may or may not have run.
 */
export function scriptsOn(redis: Redis): RunScript {
  const commands = redis as unknown as Record<string, Command>;
  for (const name of NAMES) {
    const lua = readFileSync(new URL(`./commands/${name}.lua`, import.meta.url), 'utf8');
    redis.defineCommand(`acd:${name}`, { lua });
  }
  return async (name, keys, args) => {
    const run = commands[`acd:${name}`] as Command;
    try {
      return await run.call(redis, keys.length, ...keys, ...args);
    } catch (cause) {
      throw new Fault('unavailable', `Redis did not answer ${name}`, { cause });
    }
  };
}
