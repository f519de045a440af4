import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DeviceId } from '@decroche/protocol';
import { browserSipPassword } from '@decroche/platform';
import {
  type Algorithm,
  algorithms,
  type Authorization,
  expectedResponse,
  readAuthorization,
  readBrowserUsername,
} from '../../core/authorization.ts';
import type { SipSource } from '../../app/ports.ts';
import { FailureLimit } from './failure-limit.ts';
import { sourceOf } from './source.ts';
import type { Headers, SipRequest } from './srf.ts';

type Transport = SipSource['transport'];

/** A desk phone's secrets: digests, never the password. */
interface DeviceSecret {
  readonly realm: string;
  readonly ha1: string;
  readonly ha1Sha256: string;
}

/** How credentials are checked. */
export interface DigestOptions {
  readonly realm: string;
  /** Shared with the console, which mints the browsers' credentials. */
  readonly browserSecret: string;
  readonly findDevice: (deviceId: string) => Promise<DeviceSecret | undefined>;
  readonly now: () => number;
}

/** Whose credentials they are, or why they are not taken. */
export type Verdict =
  | { readonly kind: 'verified'; readonly deviceId: DeviceId }
  | { readonly kind: 'missing' }
  /** Right once, too old now: the phone may try again without asking its user. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'wrong'; readonly reason: string };

const NONCE_LIFE_MS = 300_000;
const WINDOW_MS = 60_000;
/** Wrong credentials taken in a window for one user from one address, and for everybody behind it (one proxy may hide all browsers). */
const MOST_WRONG = { user: 10, address: 200 };
const wrong = (reason: string): Verdict => ({ kind: 'wrong', reason });

/** Checks digest credentials (RFC 3261 §22, RFC 8760). Nonces are signed, so none need be remembered but those in use. */
export class DigestGuard {
  readonly #options: DigestOptions;
  readonly #nonceKey = randomBytes(32);
  /** Highest count seen for each nonce: a captured request cannot be replayed. Oldest first. */
  readonly #counts = new Map<string, number>();
  readonly #ofUser = new FailureLimit(MOST_WRONG.user, WINDOW_MS);
  readonly #ofAddress = new FailureLimit(MOST_WRONG.address, WINDOW_MS);

  constructor(options: DigestOptions) {
    this.#options = options;
  }

  /**
   * The challenge headers. Desk phones get MD5 first, because old ones read no further, and SHA-256 for those who want
   * better; browsers get MD5 alone, because sip.js knows nothing else and reads the last one.
   */
  challenge(stale: boolean, transport: Transport): Headers {
    const nonce = this.#newNonce();
    const offered = transport === 'ws' || transport === 'wss' ? (['MD5'] as const) : algorithms;
    const lines = offered.map(
      (algorithm) =>
        `Digest realm="${this.#options.realm}",nonce="${nonce}",algorithm=${algorithm},qop="auth"${stale ? ',stale=true' : ''}`,
    );
    return { 'WWW-Authenticate': lines.join('\r\nWWW-Authenticate: ') };
  }

  /** Whose credentials a request carries. Whoever guesses too often is not listened to for a while. */
  async verify(request: SipRequest): Promise<Verdict> {
    const header = request.get('Authorization');
    if (header === undefined) return { kind: 'missing' };
    const given = readAuthorization(header);
    const { address } = sourceOf(request);
    const user = `${address} ${given?.username ?? ''}`;
    const now = this.#options.now();
    if (this.#ofUser.exceeded(user, now) || this.#ofAddress.exceeded(address, now)) return wrong('too many failures');
    const verdict = given ? await this.#judge(given, request.method) : wrong('not a digest with qop=auth');
    if (verdict.kind === 'wrong') {
      this.#ofUser.failed(user, now);
      this.#ofAddress.failed(address, now);
    }
    return verdict;
  }

  async #judge(given: Authorization, method: string): Promise<Verdict> {
    if (given.realm !== this.#options.realm) return wrong('another realm');
    const age = this.#nonceAge(given.nonce);
    if (age === undefined) return { kind: 'stale' };
    const secret = await this.#ha1Of(given);
    if (secret === undefined) return wrong('unknown or expired credential');
    const expected = expectedResponse(given, method, secret.ha1, hexDigest);
    if (!sameText(expected, given.response)) return wrong('wrong password');
    if (age > NONCE_LIFE_MS || !this.#isFresh(given)) return { kind: 'stale' };
    return { kind: 'verified', deviceId: secret.deviceId as DeviceId };
  }

  async #ha1Of(given: Authorization): Promise<{ deviceId: string; ha1: string } | undefined> {
    const { realm, browserSecret, findDevice, now } = this.#options;
    const browser = readBrowserUsername(given.username);
    if (browser) {
      if (browser.expiresAt < now()) return undefined;
      const password = browserSipPassword(browserSecret, given.username);
      return { deviceId: browser.deviceId, ha1: hexDigest(given.algorithm, `${given.username}:${realm}:${password}`) };
    }
    const device = await findDevice(given.username);
    if (!device || device.realm !== realm) return undefined;
    return { deviceId: given.username, ha1: given.algorithm === 'MD5' ? device.ha1 : device.ha1Sha256 };
  }

  #newNonce(): string {
    const body = `${this.#options.now().toString(36)}.${randomBytes(9).toString('base64url')}`;
    return `${body}.${this.#sign(body)}`;
  }

  /** How old a nonce of ours is; `undefined` when it is not ours (or of an earlier start). */
  #nonceAge(nonce: string): number | undefined {
    const cut = nonce.lastIndexOf('.');
    const body = nonce.slice(0, Math.max(cut, 0));
    if (cut < 1 || !sameText(this.#sign(body), nonce.slice(cut + 1))) return undefined;
    return this.#options.now() - Number.parseInt(body.split('.')[0] ?? '', 36);
  }

  #sign(body: string): string {
    return createHmac('sha256', this.#nonceKey).update(body).digest('base64url').slice(0, 22);
  }

  #isFresh({ nonce, nc }: Authorization): boolean {
    const count = Number.parseInt(nc, 16);
    if (count <= (this.#counts.get(nonce) ?? 0)) return false;
    this.#counts.set(nonce, count);
    for (const old of this.#counts.keys()) {
      const age = this.#nonceAge(old);
      if (age !== undefined && age <= NONCE_LIFE_MS) break;
      this.#counts.delete(old);
    }
    return true;
  }
}

function hexDigest(algorithm: Algorithm, text: string): string {
  return createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
    .update(text)
    .digest('hex');
}

function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
