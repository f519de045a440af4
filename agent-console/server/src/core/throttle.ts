import type { Instant } from '@decroche/protocol';

/** Wrong passwords of one account from one address, and until when the door stays shut. */
export interface Attempts {
  readonly failures: number;
  readonly lastAt: Instant;
  readonly lockedUntil: Instant;
}

/** Failures forgiven before the first lock, then locks of growing length. */
const FORGIVEN = 5;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 15 * 60_000;
/** After this long without an attempt all is forgotten. */
const FORGET_MS = 60 * 60_000;

/** How long to wait before the next attempt; 0 = go on. */
export function waitMs(attempts: Attempts | undefined, now: Instant): number {
  return attempts === undefined ? 0 : Math.max(0, attempts.lockedUntil - now);
}

/** One more wrong password: the fifth and each later one locks, twice as long each time. */
export function failed(attempts: Attempts | undefined, now: Instant): Attempts {
  const fresh = attempts === undefined || now - attempts.lastAt > FORGET_MS;
  const failures = fresh ? 1 : attempts.failures + 1;
  const beyond = failures - FORGIVEN;
  const lockMs = beyond < 0 ? 0 : Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** beyond);
  return { failures, lastAt: now, lockedUntil: now + lockMs };
}

/** Whether an entry says nothing any more and may be dropped. */
export function forgotten(attempts: Attempts, now: Instant): boolean {
  return now - attempts.lastAt > FORGET_MS;
}
