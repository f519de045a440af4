import { parseConfig, Port, type Environment } from '@decroche/platform';
import { DomainId } from '@decroche/protocol';
import { z } from 'zod';

const Config = z.object({
  /** HTTP door, forwarded to under the console's origin. */
  HTTP_PORT: Port.default(8083),
  HOST: z.string().default('127.0.0.1'),
  /** /livez, /readyz, /metrics. */
  HEALTH_PORT: Port.default(9083),
  MONGODB_URI: z.url({ protocol: /^mongodb(\+srv)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  DOMAIN_ID: DomainId.default('main' as DomainId),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(1),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});
export type Config = z.infer<typeof Config>;

/**
 * Reads the settings of this program.
 *
 * @throws Fault `configuration`.
 */
export function readConfig(environment: Environment = process.env): Config {
  return parseConfig(Config, environment);
}
