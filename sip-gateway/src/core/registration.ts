import type { DeviceId } from '@decroche/protocol';
import type { SdpProfile } from './sdp.ts';

/** Where a device said it can be reached, and where it was heard from. */
export interface Binding {
  readonly deviceId: DeviceId;
  /** The Contact as given. */
  readonly contact: string;
  /** What an INVITE is sent to. */
  readonly uri: string;
  readonly profile: SdpProfile;
  readonly transport: 'udp' | 'tcp' | 'tls' | 'ws' | 'wss';
  readonly expiresAt: number;
  readonly callId: string;
  readonly cseq: number;
  readonly userAgent?: string;
}

/** Shortest registration (RFC 3261 §10.3): shorter ones would load the registrar for nothing. */
export const MIN_EXPIRES_S = 60;
/** Registrations are short: a softphone that died is noticed within two minutes at worst. */
const DEFAULT_EXPIRES_S = 120;

/** What a REGISTER asks for. */
export type RegisterRequest =
  | { readonly kind: 'query' }
  | { readonly kind: 'removeAll' }
  | { readonly kind: 'bind'; readonly contact: string; readonly expiresS: number }
  | { readonly kind: 'refused'; readonly status: 400 | 423; readonly reason: string };

const refused = (status: 400 | 423, reason: string): RegisterRequest => ({ kind: 'refused', status, reason });

/** Reads Contact and Expires of a REGISTER (RFC 3261 §10.2.2, §10.3). One contact is kept for a device: the last one wins. */
export function readRegister(contact: string | undefined, expires: string | undefined): RegisterRequest {
  if (contact === undefined || contact.trim() === '') return { kind: 'query' };
  if (contact.trim() === '*') {
    return expires?.trim() === '0' ? { kind: 'removeAll' } : refused(400, 'Contact * needs Expires: 0');
  }
  const addresses = contact.match(/<[^<>]*>[^,]*|[^,<>]+/g) ?? [];
  if (addresses.some((address) => address.trim() === '*')) return refused(400, 'Contact * stands alone');
  const last = addresses.at(-1) ?? '';
  const uri = sipAddress(last);
  if (uri === undefined) return refused(400, 'no SIP address in Contact');
  const asked = /;\s*expires\s*=\s*"?([^;"\s]+)/i.exec(last.slice(last.indexOf('>') + 1))?.[1] ?? expires?.trim();
  return bindFor(uri, asked);
}

function sipAddress(text: string): string | undefined {
  const found = /<\s*(sips?:[^\s<>]{1,300})\s*>/i.exec(text) ?? /^\s*(sips?:[^\s;,<>]{1,300})/i.exec(text);
  return found?.[1];
}

function bindFor(contact: string, asked: string | undefined): RegisterRequest {
  if (asked === undefined) return { kind: 'bind', contact, expiresS: DEFAULT_EXPIRES_S };
  if (!/^\d{1,10}$/.test(asked)) return refused(400, 'Expires is not a number');
  const expiresS = Number(asked);
  if (expiresS !== 0 && expiresS < MIN_EXPIRES_S) return refused(423, 'registration too short');
  return { kind: 'bind', contact, expiresS: Math.min(expiresS, DEFAULT_EXPIRES_S) };
}

/** Where a REGISTER came from. */
export interface Sender {
  readonly address: string;
  readonly port: number;
  readonly transport: Binding['transport'];
}

/**
 * The address an INVITE is sent to. A browser's Contact is a name that does not resolve, and a phone behind a router gives
 * an address that is not reachable: both are reached where they were heard from. The user part stays theirs, because
 * softphones answer 404 to any other.
 */
export function reachableUri(contact: string, sender: Sender): string {
  const found = /^(sips?):(?:([^@]*)@)?(\[[^\]]+\]|[^:;?]+)(?::(\d+))?/i.exec(contact);
  const user = found?.[2];
  const host = sender.address.includes(':') ? `[${sender.address}]` : sender.address;
  const sameHost = found?.[3] === host;
  if (sender.transport === 'udp' && sameHost) return contact;
  const at = user === undefined || user === '' ? '' : `${user}@`;
  const transport = sender.transport === 'wss' ? 'wss' : sender.transport;
  return `sip:${at}${host}:${sender.port};transport=${transport}`;
}

/** Browsers speak WebRTC, telephones do not. */
export function profileOfTransport(transport: Binding['transport']): SdpProfile {
  return transport === 'ws' || transport === 'wss' ? 'webrtc' : 'plain';
}

/** Whether a REGISTER is older than the one in force (RFC 3261 §10.3 step 7). */
export function isStale(held: Binding | undefined, callId: string, cseq: number): boolean {
  return held?.callId === callId && cseq < held.cseq;
}
