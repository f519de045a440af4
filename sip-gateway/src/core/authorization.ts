/** Digest algorithms offered, in this order: phones that read one challenge only take the first (RFC 8760). */
export const algorithms = ['MD5', 'SHA-256'] as const;
export type Algorithm = (typeof algorithms)[number];

/** What an Authorization header says (RFC 3261 §22.4, RFC 7616 §3.4). */
export interface Authorization {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  readonly algorithm: Algorithm;
  readonly cnonce: string;
  /** Count of uses of the nonce. */
  readonly nc: string;
}

const PARAMETER = /([a-zA-Z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;

/** Reads an Authorization header; `undefined` when it is not a complete digest with `qop=auth`, without which a capture could be replayed. */
export function readAuthorization(header: string | undefined): Authorization | undefined {
  if (header === undefined || header.length > 2_000 || !/^\s*Digest\s/i.test(header)) return undefined;
  const given = new Map<string, string>();
  for (const [, name = '', quoted, token] of header.matchAll(PARAMETER)) {
    given.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? token ?? '');
  }
  const algorithm = algorithms.find((known) => known === (given.get('algorithm') ?? 'MD5').toUpperCase());
  const value = (name: string) => given.get(name) ?? '';
  const nc = value('nc');
  if (algorithm === undefined || value('qop').toLowerCase() !== 'auth' || !/^[0-9a-f]{8}$/i.test(nc)) return undefined;
  const read = { nonce: value('nonce'), uri: value('uri'), response: value('response').toLowerCase() };
  const complete = {
    ...read,
    username: value('username'),
    realm: value('realm'),
    cnonce: value('cnonce'),
    nc,
    algorithm,
  };
  return Object.values(complete).every((item) => item !== '') ? complete : undefined;
}

/** The response that the holder of the secret would give (RFC 7616 §3.4.1), with the hash in hexadecimal. */
export function expectedResponse(
  given: Authorization,
  method: string,
  ha1: string,
  hash: (algorithm: Algorithm, text: string) => string,
): string {
  const ha2 = hash(given.algorithm, `${method}:${given.uri}`);
  return hash(given.algorithm, [ha1, given.nonce, given.nc, given.cnonce, 'auth', ha2].join(':'));
}

/** A browser's user name `<expiry in epoch seconds>.<device id>`: whose it is, and until when (RFC 7635 in spirit). */
export function readBrowserUsername(username: string): { deviceId: string; expiresAt: number } | undefined {
  const found = /^(\d{9,11})\.(.+)$/.exec(username);
  return found ? { expiresAt: Number(found[1]) * 1_000, deviceId: found[2] ?? '' } : undefined;
}
