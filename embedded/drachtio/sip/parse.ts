import { decimal, isToken } from './grammar.ts';
import { headerKey } from './header-names.ts';
import { SipMessage } from './message.ts';
import type { Header, StartLine } from './message.ts';

/**
 * Reads a message. Returns undefined for bytes that are not SIP at all; a message that is SIP but broken comes back
 * with its {@link SipMessage.defect}, so that it can be answered when it is answerable.
 */
export function parseMessage(text: string): SipMessage | undefined {
  const lineEnd = text.indexOf('\r\n');
  if (lineEnd === -1) return undefined;
  const start = parseStartLine(text.slice(0, lineEnd));
  if (!start) return undefined;
  const blank = text.indexOf('\r\n\r\n', lineEnd);
  const headEnd = blank === -1 ? text.length : blank + 2;
  const { headers, defect } = parseHeaders(text, lineEnd + 2, headEnd);
  return new SipMessage({
    text,
    start,
    headers,
    bodyStart: blank === -1 ? text.length : blank + 4,
    defect: start.defect ?? defect ?? (blank === -1 ? 'Headers Not Terminated' : undefined),
  });
}

function parseStartLine(line: string): StartLine | undefined {
  if (line.startsWith('SIP/')) return parseStatusLine(line);
  const lastSpace = line.lastIndexOf(' ');
  const firstSpace = line.indexOf(' ');
  if (firstSpace <= 0) return undefined;
  const method = line.slice(0, firstSpace);
  if (!isToken(method)) return undefined;
  const version = line.slice(lastSpace + 1);
  if (!/^SIP\/\d+\.\d+$/i.test(version)) {
    const defect = /\bSIP\/\d/i.test(line) ? 'Bad Request-Line' : undefined;
    return defect === undefined ? undefined : { method, uri: '', status: 0, reason: '', version: 'SIP/2.0', defect };
  }
  const uri = line.slice(firstSpace + 1, lastSpace);
  const defect = uri === '' || /[\s<>]/.test(uri) ? 'Bad Request-URI' : undefined;
  return {
    method,
    uri,
    status: 0,
    reason: '',
    version: version.toUpperCase(),
    ...(defect !== undefined && { defect }),
  };
}

function parseStatusLine(line: string): StartLine | undefined {
  const space = line.indexOf(' ');
  if (space === -1) return undefined;
  const version = line.slice(0, space).toUpperCase();
  const status = decimal(line.slice(space + 1, space + 4), 699);
  const after = line.charAt(space + 4);
  if (status === undefined || status < 100 || (after !== ' ' && after !== '')) return undefined;
  return { method: '', uri: '', status, reason: line.slice(space + 5), version };
}

function parseHeaders(text: string, from: number, to: number): { headers: Header[]; defect: string | undefined } {
  const headers: Header[] = [];
  let defect: string | undefined;
  for (let start = from; start < to;) {
    let end = text.indexOf('\r\n', start);
    if (end === -1 || end > to) end = to;
    let folded = false;
    while (end + 2 < to && isBlank(text.charCodeAt(end + 2))) {
      folded = true;
      const next = text.indexOf('\r\n', end + 2);
      end = next === -1 || next > to ? to : next;
    }
    const colon = text.indexOf(':', start);
    const name = colon === -1 || colon > end ? '' : text.slice(start, colon).trimEnd();
    if (name === '' || !isToken(name)) {
      defect ??= 'Bad Header Line';
    } else {
      const raw = text.slice(colon + 1, end).trim();
      const value = folded ? raw.replace(/\r\n[ \t]+/g, ' ') : raw;
      headers.push({ key: headerKey(name), value, start, end: Math.min(end + 2, to) });
    }
    start = end + 2;
  }
  return { headers, defect };
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Cuts what follows the body: a datagram may be longer than its message (RFC 3261 §18.3). */
export function trimToLength(message: SipMessage): SipMessage {
  const length = decimal(message.get('content-length') ?? '', 2 ** 31);
  if (length === undefined || message.bodyStart + length >= message.text.length) return message;
  const { method, uri, status, reason, version, headers, bodyStart, defect } = message;
  const text = message.text.slice(0, bodyStart + length);
  return new SipMessage({ text, start: { method, uri, status, reason, version }, headers, bodyStart, defect });
}
