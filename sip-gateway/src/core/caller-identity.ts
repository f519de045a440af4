import { normaliseNumber } from './telephone-number.ts';

/** The headers of an INVITE in which a caller presents themselves, as they were received. */
export interface PresentedIdentity {
  readonly from: string;
  /** P-Asserted-Identity, believed only from a trusted source (RFC 3325 §6). */
  readonly asserted?: string | undefined;
  readonly privacy?: string | undefined;
}

/** Who calls, as far as may be known. */
export type CallerIdentity =
  | { readonly kind: 'known'; readonly number: string; readonly displayName?: string }
  /** The caller asked not to be known (RFC 3323, RFC 3325): nothing of them is kept. */
  | { readonly kind: 'withheld' }
  /** They present something that is no telephone number. */
  | { readonly kind: 'unusable' };

const PRIVATE = /(^|[;,\s])(id|user|header|session)($|[;,\s])/i;

/** Reads who calls. Privacy wins over every header; a trusted P-Asserted-Identity wins over From. */
export function callerIdentity(presented: PresentedIdentity, trusted: boolean): CallerIdentity {
  if (presented.privacy !== undefined && PRIVATE.test(presented.privacy)) return { kind: 'withheld' };
  const header = trusted && presented.asserted !== undefined ? presented.asserted : presented.from;
  const user = userPart(header);
  if (user === undefined) return { kind: 'unusable' };
  if (/^(anonymous|unavailable|restricted|unknown|private)$/i.test(user) || /@anonymous\.invalid/i.test(header)) {
    return { kind: 'withheld' };
  }
  const number = normaliseNumber(user);
  if (number === undefined) return { kind: 'unusable' };
  const displayName = nameOf(presented.from);
  return displayName === undefined ? { kind: 'known', number } : { kind: 'known', number, displayName };
}

/** The user part of the first SIP or TEL address of a header, unescaped. */
export function userPart(header: string): string | undefined {
  const found = /(?:sips?:([^@;>\s]{1,64})(?:;[^@>]*)?@|tel:([^;>\s,]{1,64}))/i.exec(header);
  const user = found?.[1] ?? found?.[2];
  if (user === undefined) return undefined;
  const plain = user.split(':')[0] ?? '';
  return plain.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function nameOf(header: string): string | undefined {
  const found = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^"<]*?))\s*</.exec(header);
  const name = (found?.[1] ?? found?.[2] ?? '').replace(/\\(.)/g, '$1').replace(/[\u0000-\u001f\u007f]/g, ' ');
  const trimmed = name.trim().slice(0, 80);
  return trimmed === '' || normaliseNumber(trimmed) !== undefined ? undefined : trimmed;
}
