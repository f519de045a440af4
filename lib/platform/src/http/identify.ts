import type { IncomingHttpHeaders } from 'node:http';
import type { Identity, Role } from '@decroche/protocol';
import type { SessionStore } from '../redis/session-store.ts';

/** Name of the session cookie. */
export const SESSION_COOKIE = 'decroche_session';

const RANK: Record<Role, number> = { engineer: 0, agent: 1, supervisor: 2, admin: 3 };

/** Whether a role includes another: an admin may do what a supervisor may. */
export function includesRole(held: Role, needed: Role): boolean {
  return RANK[held] >= RANK[needed];
}

/** The value of one cookie of a Cookie header. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}

/** Who sends these headers: the bearer of an API token or of a session cookie. The same for HTTP, sockets and upgrades. */
export async function identify(headers: IncomingHttpHeaders, sessions: SessionStore): Promise<Identity | undefined> {
  const bearer = /^Bearer ([\x21-\x7e]{1,200})$/i.exec(headers.authorization ?? '');
  if (bearer) return sessions.findToken(bearer[1]!);
  const cookie = cookieOf(headers.cookie, SESSION_COOKIE);
  return cookie === undefined ? undefined : sessions.find(cookie);
}

/**
 * Whether a request that changes something may have been forged by another site: it carries our cookie, but not the
 * header only our own page can add, or it names another origin.
 */
export function looksForged(headers: IncomingHttpHeaders): boolean {
  if (headers.authorization !== undefined) return false;
  if (headers['x-decroche'] !== '1') return true;
  return !sameOrigin(headers);
}

/** True when the Origin header, if any, is the host that was asked. */
export function sameOrigin(headers: IncomingHttpHeaders): boolean {
  const origin = headers.origin;
  if (origin === undefined) return true;
  const host = headers['x-forwarded-host'] ?? headers.host;
  return URL.canParse(origin) && new URL(origin).host === host;
}
