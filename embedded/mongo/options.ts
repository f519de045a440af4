import { parseArgs } from 'node:util';
import { z } from 'zod';

const schema = z.object({
  /** TCP port; 0 takes a free one. */
  port: z.coerce.number().int().min(0).max(65535).default(0),
  /** Address to listen on; also what the replica set names as its member. */
  host: z.string().min(1).default('127.0.0.1'),
  /** Where the data lives; made when it is missing. */
  directory: z.string().min(1),
  replicaSet: z
    .string()
    .regex(/^[\w-]+$/)
    .default('rs0'),
  /** `full` syncs each commit to the disk; `normal` survives kill -9 but a power cut may lose the last commits. */
  durability: z.enum(['full', 'normal']).default('full'),
  /** How often documents of TTL indexes are looked for, in milliseconds. */
  ttlIntervalMs: z.coerce.number().int().min(10).default(60_000),
  /** A cursor that nobody reads for this long is closed, in milliseconds. */
  cursorTimeoutMs: z.coerce.number().int().min(10).default(600_000),
  /** A transaction older than this is aborted, in milliseconds. */
  transactionLifetimeMs: z.coerce.number().int().min(10).default(60_000),
  /** Knows `configureFailPoint`, with which the drivers' own suites provoke faults. */
  testCommands: z.boolean().default(false),
  /** End when the standard input closes, so that a killed parent leaves nothing behind. */
  exitWithParent: z.boolean().default(false),
});

/** What the server is started with. */
export type Options = z.infer<typeof schema>;

const FLAGS = {
  port: { type: 'string' },
  host: { type: 'string' },
  directory: { type: 'string' },
  'replica-set': { type: 'string' },
  durability: { type: 'string' },
  'ttl-interval-ms': { type: 'string' },
  'cursor-timeout-ms': { type: 'string' },
  'transaction-lifetime-ms': { type: 'string' },
  'test-commands': { type: 'boolean' },
  'exit-with-parent': { type: 'boolean' },
} as const;

const camel = (flag: string): string => flag.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase());

/**
 * Reads the command line.
 * @throws Error with a readable list of what is wrong
 */
export const parseOptions = (argv: readonly string[]): Options => {
  const { values } = parseArgs({ args: [...argv], options: FLAGS });
  const given = Object.fromEntries(Object.entries(values).map(([flag, value]) => [camel(flag), value]));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Error(parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'));
};
