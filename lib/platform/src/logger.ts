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

/**
 * The log of one program: JSON lines on standard output, personal data and secrets redacted by field name
 * at the top level and one and two levels down.
 */
export function createLogger(options: { name: string; level?: string }): Logger {
  return pino({
    name: options.name,
    level: options.level ?? 'info',
    serializers: { err: stdSerializers.err },
    redact: { paths: REDACTED.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
  });
}
