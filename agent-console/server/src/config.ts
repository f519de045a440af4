import { fileURLToPath } from 'node:url';
import { EnvelopeOpenKey, Flag, parseConfig, Port, SealingKey, type Environment } from '@decroche/platform';
import { DomainId } from '@decroche/protocol';
import { z } from 'zod';
import { AllowedSenders } from './adapters/smtp/senders.ts';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const httpUrl = (fallback: string) =>
  z
    .url({ protocol: /^http$/ })
    .default(fallback)
    .transform((text) => new URL(text));

const secret = z.string().min(16, 'at least 16 characters');

/** Settings of the console's server. */
const Settings = z.object({
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Where people reach the page. */
  HOST: z.string().min(1).default('127.0.0.1'),
  HTTP_PORT: Port.default(8080),
  /** https for the other machines of the network; absent = no https (a proxy in front does it). */
  HTTPS_PORT: Port.optional(),
  HTTPS_HOST: z.string().min(1).default('0.0.0.0'),
  HEALTH_HOST: z.string().min(1).default('127.0.0.1'),
  HEALTH_PORT: Port.default(0),
  /** Proxies in front whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\//, 'mongodb://…'),
  REDIS_URL: z.string().regex(/^rediss?:\/\//, 'redis://…'),
  /** Prompts and voicemails, shared with the media server. */
  MEDIA_DIR: z.string().min(1),
  /** Where the certificate of the https door is kept. */
  TLS_DIR: z.string().min(1).default('var/tls'),
  DOMAIN_ID: DomainId.default('main' as DomainId),
  /** Names the reply stream; different for each console server of a domain. */
  CONSOLE_ID: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,60}$/)
    .default('console'),
  TICKETS_URL: httpUrl('http://127.0.0.1:8082'),
  REPORTS_URL: httpUrl('http://127.0.0.1:8083'),
  /** The SIP server's own WebSocket listener, to which `/sip` is joined. */
  SIP_WS_URL: z
    .url({ protocol: /^ws$/ })
    .default('ws://127.0.0.1:5062')
    .transform((text) => new URL(text)),
  SIP_DOMAIN: z
    .string()
    .regex(/^[A-Za-z0-9.-]+$/, 'a host name')
    .default('decroche'),
  /** Shared with the gateway. */
  SIP_CREDENTIAL_SECRET: secret,
  /** Shared with the gateway: keys the references to telephone numbers. */
  PARTY_KEY: secret,
  /** Opens the numbers of child-protection callers, which the gateway seals with the other half; absent = nobody can. */
  PARTY_OPEN_KEY: EnvelopeOpenKey.optional(),
  /** Shared with the gateway, which seals voicemail messages with it. */
  VOICEMAIL_KEY: SealingKey,
  /** The key before it, for as long as messages are sealed with it. */
  VOICEMAIL_KEY_PREVIOUS: SealingKey.optional(),
  /** Where letters go: `smtp://user:password@host:587`, `smtps://…`; absent = they are kept as files in MAIL_DIR. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^\s]+$/, 'smtp://… or smtps://…')
    .optional(),
  MAIL_DIR: z.string().min(1).default('var/mail'),
  /** Who letters are from. */
  MAIL_FROM: z
    .string()
    .regex(/^[^<>@\n]*<?[^<>@\s]+@[^<>@\s]+>?$/, 'an address, or: Name <address>')
    .default('Décroché <no-reply@decroche.example>'),
  /** Where mails of monitoring come in; absent = nowhere. */
  ALERT_MAIL_PORT: Port.optional(),
  ALERT_MAIL_HOST: z.string().min(1).default('127.0.0.1'),
  /** Who may bring them: addresses and networks of machines, and if any is named, addresses (or `@domains`) of senders. */
  ALERT_MAIL_FROM: AllowedSenders.prefault('127.0.0.1,::1'),
  /** Where people reach the console, for the links in letters; absent = this machine. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  PROFILE: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('agences-eau'),
  PROFILES_DIR: z.string().min(1).default(fromHere('../../../profiles')),
  CLIENT_DIR: z.string().min(1).default(fromHere('../../client/dist')),
  /** Password of the administrator made at the first start; absent = one is made and printed once. */
  ADMIN_PASSWORD: z.string().min(10).optional(),
  /** Accounts, agents and a directory to try with. */
  DEMO: Flag.default(false),
  /** Password of those accounts; default: the one written in the profile, which everybody knows. */
  DEMO_PASSWORD: z.string().min(8).optional(),
  /** Every service open day and night, whatever its hours say; default: when DEMO is. */
  DEMO_ALWAYS_OPEN: Flag.optional(),
});
export type Config = z.infer<typeof Settings>;

/** @throws Fault `configuration`. */
export function readConfig(environment: Environment = process.env): Config {
  return parseConfig(Settings, environment);
}
