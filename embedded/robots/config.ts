import { parseConfig, Port } from '@decroche/platform';
import { z } from 'zod';

/** What the robots are told. */
const Config = z.object({
  /** The product: its console, and where it is called. */
  CONSOLE_URL: z.url(),
  SIP_HOST: z.string(),
  SIP_PORT: Port,
  /** Number the callers dial. */
  DIALLED: z.string().default('8008'),
  ADMIN_LOGIN: z.string().default('admin'),
  ADMIN_PASSWORD: z.string(),
  CALLS_PER_HOUR: z.coerce.number().min(0).max(3600).default(90),
  AGENTS: z.coerce.number().int().min(0).max(50).default(3),
  /** Their own SIP stack. */
  DRACHTIO_PORT: Port,
  DRACHTIO_SECRET: z.string(),
  MEDIA_ADDRESS: z.string().default('127.0.0.1'),
  HEALTH_PORT: Port,
});

/** @throws Fault `configuration`. */
export const readConfig = () => parseConfig(Config, process.env);
