import { decimal } from './grammar.ts';
import type { SipMessage } from './message.ts';

/** Why a message is not served: a SIP status and a phrase that tells the sender what to mend. */
export interface Rejection {
  readonly status: number;
  readonly reason: string;
}

/** Headers that may stand once only, and that every message carries (RFC 3261 §8.1.1, §7.3.1). */
const SINGLE = ['from', 'to', 'call-id', 'cseq', 'content-length', 'max-forwards', 'content-type'];
const NAMES: Readonly<Record<string, string>> = { from: 'From', to: 'To', 'call-id': 'Call-ID', cseq: 'CSeq' };

/** Largest Content-Length taken at its word; beyond it is an error of the sender or an attack. */
const MAX_LENGTH = 2 ** 31 - 1;

/** Checks what the server itself relies on in a request; the rest is the application's business. */
export function checkRequest(request: SipMessage): Rejection | undefined {
  if (request.version !== 'SIP/2.0') return { status: 505, reason: 'Version Not Supported' };
  if (request.defect !== undefined) return bad(request.defect);
  const common = checkCommon(request);
  if (common) return common;
  const cseq = request.cseq;
  if (!cseq) return bad('Bad CSeq Header');
  if (cseq.method !== request.method) return bad('CSeq Method Does Not Match');
  const hops = request.get('max-forwards');
  if (hops !== undefined && decimal(hops, 255) === undefined) return bad('Bad Max-Forwards Header');
  if (!/^(sips?|tel):./i.test(request.uri)) return { status: 416, reason: 'Unsupported URI Scheme' };
  if (/^sips?:.*@.*@/i.test(request.uri)) return bad('Bad Request-URI');
  return request.method === 'INVITE' || request.method === 'SUBSCRIBE' ? checkDialogForming(request) : undefined;
}

/** Checks a response enough to match it to its request; anything else is dropped. */
export function checkResponse(response: SipMessage): string | undefined {
  if (response.version !== 'SIP/2.0') return 'Version Not Supported';
  if (response.defect !== undefined) return response.defect;
  if (!response.via) return 'Missing Via Header';
  if (!response.cseq) return 'Bad CSeq Header';
  return checkCommon(response)?.reason;
}

function checkDialogForming(request: SipMessage): Rejection | undefined {
  if (request.fromTag === undefined) return bad('Missing From Tag');
  if (!request.has('contact')) return bad('Missing Contact Header');
  return undefined;
}

function checkCommon(message: SipMessage): Rejection | undefined {
  let seen = 0;
  for (const header of message.headers) {
    const index = SINGLE.indexOf(header.key);
    if (index === -1) continue;
    if (seen & (1 << index)) return bad(`Multiple ${NAMES[header.key] ?? header.key} Headers`);
    seen |= 1 << index;
  }
  for (const key of Object.keys(NAMES)) {
    if (!message.get(key)) return bad(`Missing ${NAMES[key]} Header`);
  }
  for (const key of ['from', 'to']) {
    if (hasOpenQuote(message.get(key) ?? '')) return bad(`Bad ${NAMES[key]} Header`);
  }
  return checkLength(message);
}

function checkLength(message: SipMessage): Rejection | undefined {
  const declared = message.get('content-length');
  if (declared === undefined) return undefined;
  const length = decimal(declared, MAX_LENGTH);
  if (length === undefined) return bad('Bad Content-Length Header');
  return length > message.text.length - message.bodyStart ? bad('Body Shorter Than Content-Length') : undefined;
}

function hasOpenQuote(value: string): boolean {
  let quoted = false;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (quoted && code === 0x5c) i++;
    else if (code === 0x22) quoted = !quoted;
  }
  return quoted;
}

function bad(reason: string): Rejection {
  return { status: 400, reason };
}
