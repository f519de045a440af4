import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { parseArgs } from 'node:util';
import { Port, parseConfig } from '@decroche/platform';
import type { Environment } from '@decroche/platform';
import { z } from 'zod';
import type { Contact } from './transport/transports.ts';
import type { TransportName } from './transport/flow.ts';

const TRANSPORTS = ['udp', 'tcp', 'tls', 'ws', 'wss'] as const;
const Milliseconds = z.coerce.number().int().min(1).max(600_000);

/** `sip:host:port;transport=udp,tcp[;advertise=address]`; `*` and 0.0.0.0 listen everywhere. */
const ContactText = z.string().transform((text, issue): Contact => {
  const match = /^sips?:(\[[^\]]+\]|[^:;]+)(?::(\d{1,5}))?((?:;[^;]+)*)$/.exec(text.trim());
  const parameters = new URLSearchParams((match?.[3] ?? '').slice(1).replaceAll(';', '&'));
  const transports = (parameters.get('transport') ?? 'udp').split(',');
  if (!match || !transports.every((name) => (TRANSPORTS as readonly string[]).includes(name))) {
    issue.addIssue(`not a contact: ${text} (sip:127.0.0.1:5060;transport=udp,tcp)`);
    return z.NEVER;
  }
  const host = (match[1] ?? '').replace(/^\[|\]$/g, '').replace(/^\*$/, '0.0.0.0');
  const port = Number(match[2] ?? 5060);
  const advertised = parameters.get('advertise') ?? advertisedFor(host);
  if (!isIP(host) || !isIP(advertised) || port > 65_535) {
    issue.addIssue(`not a contact: ${text} needs addresses, not names`);
    return z.NEVER;
  }
  return { host, port, transports: transports as TransportName[], advertised };
});

const PemFile = z.string().transform((path, issue) => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    issue.addIssue(`cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'error'}`);
    return z.NEVER;
  }
});

/** Settings of the stand-in; the command line wins over the environment. */
const Settings = z.object({
  /** Address of the control connection's door. */
  DRACHTIO_HOST: z.string().default('127.0.0.1'),
  DRACHTIO_PORT: Port.default(9022),
  DRACHTIO_SECRET: z.string().min(1).default('cymru'),
  /** Comma-free list separated by spaces. */
  DRACHTIO_CONTACTS: z
    .string()
    .transform((text) => text.split(/\s+/).filter((part) => part !== ''))
    .pipe(z.array(ContactText).min(1))
    .default([{ host: '127.0.0.1', port: 5060, transports: ['udp', 'tcp'], advertised: '127.0.0.1' }]),
  DRACHTIO_TLS_CERT: PemFile.optional(),
  DRACHTIO_TLS_KEY: PemFile.optional(),
  /** Port of /livez, /readyz and /metrics; absent means none. */
  DRACHTIO_HEALTH_PORT: Port.optional(),
  /** T1 of RFC 3261 in ms; T2 and T4 keep their proportion to it. */
  DRACHTIO_T1_MS: Milliseconds.default(500),
  /** Shortest session interval accepted, in seconds (RFC 4028). */
  DRACHTIO_MIN_SE: z.coerce.number().int().min(1).max(86_400).default(90),
  /** How long an application may leave a new request unanswered, in ms. */
  DRACHTIO_ANSWER_WITHIN_MS: Milliseconds.default(64_000),
  DRACHTIO_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Leave when standard input closes: the parent is gone. */
  DRACHTIO_EXIT_WITH_PARENT: z.stringbool().default(false),
});

/** Parsed settings. */
export type DrachtioConfig = z.infer<typeof Settings>;

/**
 * Reads settings from the command line and the environment.
 *
 * @throws Fault `configuration` naming each setting that is missing or wrong.
 */
export function readConfig(args: readonly string[], environment: Environment): DrachtioConfig {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      secret: { type: 'string' },
      contact: { type: 'string', multiple: true },
      cert: { type: 'string' },
      key: { type: 'string' },
      'health-port': { type: 'string' },
      't1-ms': { type: 'string' },
      'min-se': { type: 'string' },
      'answer-within-ms': { type: 'string' },
      'log-level': { type: 'string' },
      'exit-with-parent': { type: 'boolean' },
    },
  });
  const given: Record<string, string | undefined> = {
    DRACHTIO_PORT: values.port,
    DRACHTIO_HOST: values.host,
    DRACHTIO_SECRET: values.secret,
    DRACHTIO_CONTACTS: values.contact?.join(' '),
    DRACHTIO_TLS_CERT: values.cert,
    DRACHTIO_TLS_KEY: values.key,
    DRACHTIO_HEALTH_PORT: values['health-port'],
    DRACHTIO_T1_MS: values['t1-ms'],
    DRACHTIO_MIN_SE: values['min-se'],
    DRACHTIO_ANSWER_WITHIN_MS: values['answer-within-ms'],
    DRACHTIO_LOG_LEVEL: values['log-level'],
    DRACHTIO_EXIT_WITH_PARENT: values['exit-with-parent'] ? 'true' : undefined,
  };
  const named = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return parseConfig(Settings, { ...environment, ...named });
}

/** The address written into SIP for a wildcard: the first of the machine that others can reach. */
function advertisedFor(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host;
  const family = host === '::' ? 'IPv6' : 'IPv4';
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outer = all.find((address) => address.family === family && !address.internal);
  return outer?.address ?? (host === '::' ? '::1' : '127.0.0.1');
}
