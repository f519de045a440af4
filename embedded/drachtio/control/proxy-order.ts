import type { ProxyOrder } from '../proxy/proxy.ts';
import { parseMessage } from '../sip/parse.ts';

/** `2s`, `750ms` or nothing. */
function duration(text: string): number | undefined {
  const match = /^(\d{1,9})(ms|s)$/.exec(text);
  return match ? Number(match[1]) * (match[2] === 's' ? 1000 : 1) : undefined;
}

/** Reads the fields of a `proxy` message: what to do with a received request, and where it goes. */
export function proxyOrder(fields: readonly string[], payload: string): ProxyOrder {
  const [, , transactionId = '', remain, full, follow, forking, provisional = '', final = ''] = fields;
  return {
    transactionId,
    remainInDialog: remain === 'remainInDialog',
    fullResponse: full === 'fullResponse',
    followRedirects: follow === 'followRedirects',
    simultaneous: forking === 'simultaneous',
    provisionalMs: duration(provisional),
    finalMs: duration(final),
    destinations: fields.slice(9).filter((destination) => destination !== ''),
    template: parseMessage(payload),
  };
}
