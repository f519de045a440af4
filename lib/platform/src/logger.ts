import { pino, stdSerializers, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Field names whose values never reach a log: numbers, credentials, keys, media descriptions. */
const REDACTED = [
  ...['number', 'from', 'to', 'caller', 'dialledNumber', 'phone', 'email'],
  ...[
    'password',
    'secret',
    'token',
    'authorization',
    'cookie',
    'ha1',
    'ha1Sha256',
    'credential',
    'nonce',
    'sdp',
    'key',
  ],
];

/** What libraries hang on their errors and nobody may read: Redis' client the command with its arguments, numbers among them. */
const CARRIED = new Set(['command', 'previousErrors']);

/** An error as pino writes it, and those inside it, without what a library was doing when it failed. */
function errorWithoutArguments(err: Error): unknown {
  return withoutCarried(stdSerializers.err(err), 0);
}

function withoutCarried(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > 4) return value;
  if (Array.isArray(value)) return value.map((each) => withoutCarried(each, depth + 1));
  const kept = Object.entries(value).filter(([name]) => !CARRIED.has(name));
  return Object.fromEntries(kept.map(([name, each]) => [name, withoutCarried(each, depth + 1)]));
}

/**
 * The log of one program: JSON lines on standard output, personal data and secrets redacted by field name
 * at the top level and one and two levels down.
 */
export function createLogger(options: { name: string; level?: string }): Logger {
  return pino({
    name: options.name,
    level: options.level ?? 'info',
    serializers: { err: errorWithoutArguments },
    redact: { paths: REDACTED.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
  });
}
