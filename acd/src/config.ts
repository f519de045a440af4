import { hostname } from 'node:os';
import { DomainId } from '@decroche/protocol';
import { parseConfig, Port } from '@decroche/platform';
import { z } from 'zod';

const Settings = z.object({
  /** The routing domain this process leads or stands by for. */
  DOMAIN_ID: DomainId.default('main' as DomainId),
  /** Several of them, `a,b,c`, instead of one: processes with the same list share them. */
  DOMAINS: z
    .string()
    .transform((list) => [...new Set(list.split(',').map((each) => each.trim()))])
    .pipe(z.array(DomainId).min(1))
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'a redis:// address')
    .default('redis://127.0.0.1:6379'),
  /** Where the journal is archived; without it, it stays whole in Redis. */
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'a mongodb:// address')
    .optional(),
  HEALTH_HOST: z.string().default('127.0.0.1'),
  HEALTH_PORT: Port.default(0),
  /** Names this process among those that may hold the domain. */
  INSTANCE_ID: z.string().default(`${hostname()}:${process.pid}`),
  /** How long after a crash a standby may take over. */
  LEASE_MS: z.coerce.number().int().min(500).default(2_500),
  /** Journal lines between two snapshots. */
  SNAPSHOT_EVERY: z.coerce.number().int().min(1).default(5_000),
  /** Archived lines that stay in Redis for readers who come late. */
  JOURNAL_KEEP: z.coerce.number().int().min(1_000).default(500_000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
});

/** The acd's settings, from its environment. @throws Fault `configuration`. */
export const readConfig = (): z.infer<typeof Settings> => parseConfig(Settings, process.env);
