import type { SipSource } from '../../app/ports.ts';
import type { SipRequest } from './srf.ts';

const plain = new Set<string>(['udp', 'tcp', 'tls']);

/**
 * Where a request came from. The daemon shows a WebSocket as `tcp` or `tls`, and only the sender's own Via tells that it is
 * one; whether it is encrypted is the daemon's word, because a proxy before it may have taken the encryption off.
 */
export function sourceOf(request: SipRequest): SipSource {
  const via = /^SIP\s*\/\s*2\.0\s*\/\s*(\w+)/i.exec(request.get('Via') ?? '')?.[1]?.toLowerCase() ?? '';
  return {
    address: request.source_address,
    port: Number(request.source_port),
    transport: transportOf(via, request.protocol),
  };
}

function transportOf(via: string, protocol: string): SipSource['transport'] {
  if (via.startsWith('ws')) return protocol === 'tls' || protocol === 'wss' ? 'wss' : 'ws';
  const known = plain.has(protocol) ? protocol : via;
  return (plain.has(known) ? known : 'udp') as SipSource['transport'];
}

const DAY_MS = 86_400_000;

/** How long a request has been on its way from the wire to here, by the daemon's time stamp; 0 when clocks disagree. */
export function ageOf(request: SipRequest, now: number): number {
  const stamp = /^(\d\d):(\d\d):(\d\d)\.(\d{3})/.exec(request.stackTime ?? '');
  if (!stamp) return 0;
  const [hours = 0, minutes = 0, seconds = 0, ms = 0] = stamp.slice(1).map(Number);
  const age = (now % DAY_MS) - (((hours * 60 + minutes) * 60 + seconds) * 1_000 + ms);
  const wrapped = age < -DAY_MS / 2 ? age + DAY_MS : age;
  return wrapped > 0 && wrapped < DAY_MS / 24 ? wrapped : 0;
}
