import { decimal } from '../sip/grammar.ts';
import type { SipMessage } from '../sip/message.ts';
import type { InboundRequest } from './inbound-request.ts';

/** Number of the next reliable provisional of an INVITE (RFC 3262 §3): the first is drawn by lot, each later one is one more. */
export function nextRSeq(invite: InboundRequest): number {
  invite.lastRSeq = invite.lastRSeq === 0 ? 1 + Math.floor(Math.random() * 2 ** 20) : invite.lastRSeq + 1;
  return invite.lastRSeq;
}

/** Number of the reliable provisional a PRACK acknowledges; undefined when none waits for it. */
export function awaitedRSeq(invite: InboundRequest, prack: SipMessage): number | undefined {
  const [rseq = '', cseq = '', method = ''] = (prack.get('rack') ?? '').split(/[ \t]+/);
  const number = decimal(rseq, 2 ** 32);
  if (number === undefined || !invite.reliable.has(number)) return undefined;
  return Number(cseq) === invite.request.cseq?.number && method === 'INVITE' ? number : undefined;
}
