import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RobotPace } from './robots.ts';
import type { Settings } from './settings.ts';

/** What the command line asks for beside the environment. */
export interface Arguments {
  /** Another organisation than the environment's, in a data folder of its own. */
  readonly profile?: string;
  /** Robots call and answer, in a data folder of their own. */
  readonly robots?: RobotPace;
}

/**
 * `--demo` brings the robots; `--pace 120` sets calls an hour, `--agents 3` how many robots answer; `--profile giped-119`
 * is another organisation of `profiles/`.
 *
 * @throws Error when a number is not one, a profile's name can not be one, or an option is unknown.
 */
export function argumentsOf(args: readonly string[]): Arguments {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { demo: { type: 'boolean' }, pace: text, agents: text, profile: text },
  });
  const number = (name: 'pace' | 'agents', fallback: number): number => {
    const value = Number(values[name] ?? fallback);
    if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} wants a number`);
    return value;
  };
  const { profile } = values;
  if (profile !== undefined && !/^[a-z0-9][a-z0-9-]*$/.test(profile))
    throw new Error('--profile wants a name of profiles/');
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(values.demo ? { robots: { callsPerHour: number('pace', 90), agents: number('agents', 3) } } : {}),
  };
}

/**
 * Settings for those arguments. What people keep is never mixed with the robots' centre, nor their passwords asked of robots;
 * and two organisations are never one: each has its folder, the one of the environment stays where it was.
 */
export function settingsFor(settings: Settings, { profile = settings.PROFILE, robots }: Arguments): Settings {
  const own = profile === settings.PROFILE ? settings.DATA_DIR : join(settings.DATA_DIR, profile);
  return { ...settings, PROFILE: profile, DATA_DIR: robots === undefined ? own : join(own, 'demo') };
}

/** Every folder in which a product started by {@link settingsFor} may run. */
export async function dataFolders(dataDir: string): Promise<readonly string[]> {
  const entries = await readdir(dataDir, { withFileTypes: true }).catch(() => []);
  const below = entries.filter((each) => each.isDirectory()).map(({ name }) => join(dataDir, name));
  return [dataDir, ...below, ...below.map((folder) => join(folder, 'demo'))];
}
