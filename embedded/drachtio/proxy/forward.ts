import { indexOutside, parseUri, splitList, uriOf } from '../sip/grammar.ts';
import type { SipUri } from '../sip/grammar.ts';
import { headerName } from '../sip/header-names.ts';
import { newBranch } from '../sip/identifiers.ts';
import { parseMessage } from '../sip/parse.ts';
import type { SipMessage } from '../sip/message.ts';
import type { Listener } from '../transport/flow.ts';
import { hostport, listenerUri } from '../transport/flow.ts';

/** How one copy of a request leaves the proxy (RFC 3261 §16.6). */
interface ForwardParts {
  readonly uri: string;
  readonly listener: Listener;
  /** Listeners to be named in Record-Route, topmost first; none when the proxy leaves the dialog. */
  readonly recordRoute: readonly Listener[];
  /** Route values left once our own were taken off. */
  readonly routes: readonly string[];
  /** Headers the application adds. */
  readonly added: readonly (readonly [string, string])[];
}

/** A copy of a request to send on: our Via on top, one hop less, every other header byte for byte. */
export function forwardedRequest(request: SipMessage, parts: ForwardParts): SipMessage {
  const { listener } = parts;
  const via = `SIP/2.0/${listener.transport.toUpperCase()} ${hostport(listener.address, listener.port)}`;
  let text = `${request.method} ${parts.uri} SIP/2.0\r\nVia: ${via};rport;branch=${newBranch()}\r\n`;
  for (const own of parts.recordRoute) text += `Record-Route: <${listenerUri(own)};lr>\r\n`;
  for (const route of parts.routes) text += `Route: ${route}\r\n`;
  text += `Max-Forwards: ${Number(request.get('max-forwards') ?? 71) - 1}\r\n`;
  for (const header of request.headers) {
    if (header.key === 'max-forwards' || header.key === 'route') continue;
    text += request.text.slice(header.start, header.end);
  }
  for (const [key, value] of parts.added) if (!request.has(key)) text += `${headerName(key)}: ${value}\r\n`;
  return parseMessage(`${text}\r\n${request.body}`) as SipMessage;
}

/** A response to send back: without our own Via (§16.7 step 3). */
export function returnedResponse(response: SipMessage): string {
  const via = response.headers.find((header) => header.key === 'via');
  if (!via) return response.text;
  const comma = indexOutside(via.value, ',');
  const rest = comma === via.value.length ? '' : `Via: ${via.value.slice(comma + 1).trim()}\r\n`;
  return response.text.slice(0, via.start) + rest + response.text.slice(via.end);
}

/** Route values of a request without the leading ones that name us. */
export function remainingRoutes(request: SipMessage, isOwn: (uri: SipUri) => boolean): string[] {
  const routes = request.headers
    .filter((header) => header.key === 'route')
    .flatMap((header) => splitList(header.value));
  while (routes[0] !== undefined) {
    const uri = parseUri(uriOf(routes[0]));
    if (!uri || !isOwn(uri)) break;
    routes.shift();
  }
  return routes;
}
