import { headerName } from './header-names.ts';
import type { SipMessage } from './message.ts';

/** Header lines to write, in order: canonical key (or any spelling) and value. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** A message from its start line, headers and body; Content-Length is always the last word of the server. */
export function writeMessage(startLine: string, headers: HeaderLines, body = ''): string {
  let text = `${startLine}\r\n`;
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`;
  return `${text}Content-Length: ${body.length}\r\n\r\n${body}`;
}

/** What goes into a response besides what RFC 3261 §8.2.6 copies from the request. */
export interface ResponseParts {
  readonly status: number;
  readonly reason: string;
  /** Added to To when the request had none (§8.2.6.2). */
  readonly toTag?: string;
  readonly headers?: HeaderLines;
  readonly body?: string;
}

/** A response: Via, From, To, Call-ID and CSeq come from the request, every Via line as received. */
export function writeResponse(request: SipMessage, parts: ResponseParts): string {
  let text = `SIP/2.0 ${parts.status} ${parts.reason}\r\n`;
  for (const header of request.headers) if (header.key === 'via') text += `Via: ${header.value}\r\n`;
  for (const key of ['from', 'to', 'call-id', 'cseq']) {
    const value = request.get(key);
    if (value === undefined) continue;
    const tag = key === 'to' && parts.toTag !== undefined && request.toTag === undefined ? `;tag=${parts.toTag}` : '';
    text += `${headerName(key)}: ${value}${tag}\r\n`;
  }
  for (const [name, value] of parts.headers ?? []) text += `${name}: ${value}\r\n`;
  const body = parts.body ?? '';
  return `${text}Content-Length: ${body.length}\r\n\r\n${body}`;
}
