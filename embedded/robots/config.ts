import { parseConfig, Port } from '@decroche/platform';
import { z } from 'zod';

const List = z.string().transform((text) => text.split(',').filter(Boolean));

/** What the robots are told. */
const Config = z.object({
  /** The product: its console, and where it is called. */
  CONSOLE_URL: z.url(),
  SIP_HOST: z.string(),
  SIP_PORT: Port,
  /** Numbers the callers dial, one as often as the other. */
  DIALLED: List.default(['8008']),
  /** Those of them where callers speak of a child, and nobody of printers. */
  HELPLINES: List.default([]),
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

export type Config = z.infer<typeof Config>;

/** @throws Fault `configuration`. */
export const readConfig = () => parseConfig(Config, process.env);
