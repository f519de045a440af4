import { tagOf } from '../sip/grammar.ts';
import { headerName } from '../sip/header-names.ts';
import type { SipMessage } from '../sip/message.ts';
import type { Listener } from '../transport/flow.ts';
import { hostport, listenerUri } from '../transport/flow.ts';

/** Headers the server writes itself, or that an application may not set. */
const OWN = new Set([
  ...['via', 'route', 'record-route', 'rseq', 'rack', 'content-length'],
  ...['from', 'to', 'call-id', 'cseq', 'contact', 'max-forwards', 'content-type'],
]);

/** `@localhost` stands for the address and port the message leaves from: applications do not know it. */
export function withLocalHost(value: string, listener: Listener): string {
  if (!value.includes('@localhost')) return value;
  const place = hostport(listener.address, listener.port);
  return value.replace(/@localhost(:\d+)?(?=[;>?\s,]|$)/g, `@${place}`);
}

/** A From, To or Contact value in brackets, so that parameters added later belong to the header and not to the URI. */
export function bracketed(value: string): string {
  if (value.includes('<')) return value;
  const semicolon = value.indexOf(';');
  return semicolon === -1 ? `<${value}>` : `<${value.slice(0, semicolon)}>${value.slice(semicolon)}`;
}

/** The same with a tag, unless it carries one. */
export function tagged(value: string, tag: string): string {
  return tagOf(value) === undefined ? `${value};tag=${tag}` : value;
}

/** Contact for a message that leaves from `listener`: the application's own, or the address of the listener. */
export function contactFor(message: SipMessage, listener: Listener): string {
  const given = message.get('contact');
  if (given === undefined || given === '' || given === 'undefined') return `<${listenerUri(listener)}>`;
  return given === '*' ? given : bracketed(withLocalHost(given, listener));
}

/** What the application added that the server only carries. */
export function carriedHeaders(message: SipMessage, listener: Listener): [string, string][] {
  const lines: [string, string][] = [];
  for (const header of message.headers) {
    if (OWN.has(header.key) || header.value === '') continue;
    const value = header.key === 'p-asserted-identity' ? withLocalHost(header.value, listener) : header.value;
    lines.push([headerName(header.key), value]);
  }
  return lines;
}

/** Content-Type of a body: as given, or implied for a session description. Undefined when the body needs one and has none. */
export function contentType(message: SipMessage): string | undefined {
  return message.get('content-type') ?? (message.body.startsWith('v=0') ? 'application/sdp' : undefined);
}

/** Our own Via for a new branch; `rport` asks the peer for symmetric responses (RFC 3581). */
export function viaFor(listener: Listener, branch: string): string {
  return `SIP/2.0/${listener.transport.toUpperCase()} ${hostport(listener.address, listener.port)};rport;branch=${branch}`;
}
