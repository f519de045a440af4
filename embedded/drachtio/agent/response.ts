import type { SipMessage } from '../sip/message.ts';
import { wireName } from '../transport/flow.ts';
import type { Outcome } from './application.ts';
import { carriedHeaders, contactFor, contentType } from './compose.ts';
import type { InboundRequest } from './inbound-request.ts';
import { sessionInterval } from './session-timer.ts';

/** Whether a 2xx to that method makes a dialog. */
export function formsDialog(method: string): boolean {
  return method === 'INVITE' || method === 'SUBSCRIBE';
}

/** Whether the sender of a request has an extension. */
export function supports(request: SipMessage, extension: string): boolean {
  return request.names('supported', extension) || request.names('require', extension);
}

/** Whether the server takes up the session timer a request asks for: only when the caller says who refreshes. */
export function asksForSession(request: SipMessage): boolean {
  return sessionInterval(request)?.refresher !== undefined;
}

/** Headers of a response besides those copied from its request; `rseq` makes a provisional reliable. */
export function responseHeaders(
  inbound: InboundRequest,
  message: SipMessage,
  rseq: number | undefined,
): [string, string][] {
  const { request, source } = inbound;
  const { status } = message;
  const success = status >= 200 && status < 300;
  const forming = formsDialog(request.method) && status > 100 && status < 300;
  const headers: [string, string][] = [];
  if (forming && inbound.formsDialog) {
    for (const route of request.list('record-route')) headers.push(['Record-Route', route]);
  }
  const needsContact = success && (forming || request.method === 'UPDATE');
  if (needsContact || message.has('contact')) headers.push(['Contact', contactFor(message, source.listener)]);
  if (rseq !== undefined) headers.push(['RSeq', String(rseq)]);
  const type = contentType(message);
  if (type !== undefined && message.body !== '') headers.push(['Content-Type', type]);
  if (success) headers.push(...sessionHeaders(request, message));
  headers.push(...carriedHeaders(message, source.listener));
  return headers;
}

/** The echo of a response to its application. */
export function sentResponse(inbound: InboundRequest, text: string, dialogId: string): Outcome {
  const { source } = inbound;
  return {
    ok: true,
    sent: {
      // The real server leaves the protocol out where it names no dialog.
      protocol: dialogId === '' ? '' : wireName(source.transport),
      address: source.remoteAddress,
      port: source.remotePort,
      transactionId: inbound.id,
      dialogId,
      text,
    },
  };
}

/** Session-Expires of a 2xx when the application left it to the server (RFC 4028 §9). */
function sessionHeaders(request: SipMessage, response: SipMessage): [string, string][] {
  const asked = sessionInterval(request);
  if (response.has('session-expires') || asked?.refresher === undefined) return [];
  if (request.method !== 'INVITE' && request.method !== 'UPDATE') return [];
  const headers: [string, string][] = [['Session-Expires', `${asked.seconds};refresher=${asked.refresher}`]];
  if (asked.refresher === 'uac' && !response.has('require')) headers.push(['Require', 'timer']);
  return headers;
}
