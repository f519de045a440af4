import { DomainId } from '@decroche/protocol';
import { z } from 'zod';
import { Port } from '../config.ts';

/** The settings of every program that folds the journal and has an HTTP door of its own; the ports are each program's. */
export const HttpProgramConfig = z.object({
  HOST: z.string().default('127.0.0.1'),
  /** HTTP door, forwarded to under the console's origin. */
  HTTP_PORT: Port,
  /** /livez, /readyz, /metrics. */
  HEALTH_PORT: Port,
  MONGODB_URI: z.url({ protocol: /^mongodb(\+srv)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  DOMAIN_ID: DomainId.default('main' as DomainId),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(1),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});
export type HttpProgramConfig = z.infer<typeof HttpProgramConfig>;
