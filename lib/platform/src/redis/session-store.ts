import { createHash, randomBytes } from 'node:crypto';
import { Identity } from '@decroche/protocol';
import type { Redis } from 'ioredis';
import { z } from 'zod';

/** Where signed-in people and API tokens are looked up: written by the console, read by every HTTP door. */
export interface SessionStore {
  /** Starts a session; the answer is the cookie's value, which is kept nowhere in clear. */
  open(identity: Identity, lifetimeMs: number): Promise<string>;
  /** Who holds this cookie; prolongs the session. */
  find(cookie: string): Promise<Identity | undefined>;
  close(cookie: string): Promise<void>;
  /** Ends every session of an account (password changed, account removed, role changed). */
  closeAll(accountId: string): Promise<void>;
  /** Makes an API token usable, for ever or until an instant; the answer is the token, shown once. */
  issueToken(tokenId: string, identity: Identity, expiresAt?: number): Promise<string>;
  findToken(token: string): Promise<Identity | undefined>;
  revokeToken(tokenId: string): Promise<void>;
}

const StoredSession = z.object({ identity: Identity, lifetimeMs: z.number() });

const digest = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const sessionKey = (cookie: string): string => `decroche:session:${digest(cookie)}`;
const accountKey = (accountId: string): string => `decroche:sessions-of:${accountId}`;
const TOKENS = 'decroche:tokens';

/** Sessions and tokens in Redis, under the hash of their secret: a copy of the data opens no door. */
export function sessionStore(redis: Redis): SessionStore {
  return {
    async open(identity, lifetimeMs) {
      const cookie = randomBytes(32).toString('base64url');
      const key = sessionKey(cookie);
      await redis
        .multi()
        .set(key, JSON.stringify({ identity, lifetimeMs }), 'PX', lifetimeMs)
        .sadd(accountKey(identity.accountId), key)
        .pexpire(accountKey(identity.accountId), lifetimeMs)
        .exec();
      return cookie;
    },
    async find(cookie) {
      const key = sessionKey(cookie);
      const text = await redis.get(key);
      if (text === null) return undefined;
      const { identity, lifetimeMs } = StoredSession.parse(JSON.parse(text));
      await redis.multi().pexpire(key, lifetimeMs).pexpire(accountKey(identity.accountId), lifetimeMs).exec();
      return identity;
    },
    async close(cookie) {
      await redis.del(sessionKey(cookie));
    },
    async closeAll(accountId) {
      const keys = await redis.smembers(accountKey(accountId));
      await redis.del(accountKey(accountId), ...keys);
    },
    async issueToken(tokenId, identity, expiresAt) {
      const secret = randomBytes(32).toString('base64url');
      await redis.hset(TOKENS, tokenId, JSON.stringify({ hash: digest(secret), identity, expiresAt }));
      return `${tokenId}.${secret}`;
    },
    async findToken(token) {
      const dot = token.indexOf('.');
      if (dot < 1) return undefined;
      const text = await redis.hget(TOKENS, token.slice(0, dot));
      if (text === null) return undefined;
      const stored = z
        .object({ hash: z.string(), identity: Identity, expiresAt: z.number().optional() })
        .parse(JSON.parse(text));
      if (Date.now() >= (stored.expiresAt ?? Infinity)) return undefined;
      return stored.hash === digest(token.slice(dot + 1)) ? stored.identity : undefined;
    },
    async revokeToken(tokenId) {
      await redis.hdel(TOKENS, tokenId);
    },
  };
}
