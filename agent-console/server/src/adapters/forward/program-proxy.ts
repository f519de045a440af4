import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { Problem } from '@decroche/platform/http';

/** A program that does not even begin to answer within this long is away. */
const FIRST_BYTE_MS = 30_000;
/** Headers of one connection, not of the message (RFC 9110 §7.6.1). */
const HOP_BY_HOP = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade', 'expect'],
]);

type Handler = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/**
 * Passes requests unread to another program of this machine and its answers back, both streamed. The program checks the
 * session itself. Away: 503 as problem+json; broken in the middle: the connection is cut, so that nobody takes half for
 * whole.
 *
 * @param name as the problem names it.
 */
export function forwardTo(name: string, target: URL): Handler {
  return (request, response, next) => {
    const original = (request as IncomingMessage & { originalUrl?: string }).originalUrl ?? request.url ?? '/';
    const onward = ask({
      host: target.hostname,
      port: target.port === '' ? 80 : target.port,
      method: request.method,
      path: original,
      headers: {
        ...passedOn(request.headers),
        'x-forwarded-for': request.socket.remoteAddress ?? '',
        'x-forwarded-host': request.headers.host ?? '',
      },
      timeout: FIRST_BYTE_MS,
    });
    const away = (cause: unknown): void => {
      // Whoever asked is gone: nobody is told, nothing is wrong.
      if (response.destroyed) return;
      if (response.headersSent) return void response.destroy();
      // The browser left, so we did too: nobody is there to be told.
      if (response.destroyed) return;
      next(
        new Problem(503, 'a part of the system does not answer', {
          reason: 'unavailable',
          detail: `${name} is not available at the moment; nothing was changed`,
          cause,
        }),
      );
    };
    onward.on('timeout', () => onward.destroy(new Error(`${name} did not answer in time`)));
    onward.on('error', away);
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
      pipeline(answer, response, () => undefined);
    });
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  };
}

function passedOn(headers: IncomingMessage['headers']): Record<string, string | string[]> {
  const dropped = new Set([...HOP_BY_HOP, ...(headers.connection ?? '').toLowerCase().split(/\s*,\s*/)]);
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string | string[]] => {
      const [field, value] = entry;
      return value !== undefined && !dropped.has(field);
    }),
  );
}
