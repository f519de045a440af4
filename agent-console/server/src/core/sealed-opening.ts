/**
 * Opening one sealed number (C9): two people, once, soon.
 *
 * ```
 *   asked ── another one agrees ──▶ granted ── who asked reads it ──▶ read
 *     ├── another one refuses ──▶ refused        └── 15 min ──▶ expired
 *     └── a day without an answer ──▶ expired
 * ```
 */
import type { Duration, Identity, Instant, SealedOpening } from '@decroche/protocol';

/** How long after the agreement it may be read. */
export const READABLE_MS: Duration = 15 * 60_000;
/** How long a question waits for its answer. */
const ANSWERABLE_MS: Duration = 24 * 60 * 60_000;

/** What is said when it can not be done. */
export type OpeningRefusal =
  'unknownCall' | 'notSealed' | 'unknownOpening' | 'wrongStatus' | 'samePerson' | 'notYours' | 'personNeeded' | 'noKey';

/** An opening as it stands at an instant: time alone lets it expire. */
export function openingAt<O extends SealedOpening>(opening: O, now: Instant): O {
  const { status, askedAt, readableUntilAt = 0 } = opening;
  const over =
    (status === 'asked' && now >= askedAt + ANSWERABLE_MS) || (status === 'granted' && now >= readableUntilAt);
  return over ? { ...opening, status: 'expired' } : opening;
}

/** Whether somebody may agree to it, or refuse it. */
export function mayDecide(opening: SealedOpening, by: Identity): OpeningRefusal | undefined {
  if (by.accountId === opening.askedBy) return 'samePerson';
  return opening.status === 'asked' ? undefined : 'wrongStatus';
}

/** Whether somebody may read it now. */
export function mayRead(opening: SealedOpening, by: Identity): OpeningRefusal | undefined {
  if (by.accountId !== opening.askedBy) return 'notYours';
  return opening.status === 'granted' ? undefined : 'wrongStatus';
}

/** A robot is nobody: whoever asks, agrees or reads signs in. */
export const isPerson = ({ via }: Identity): boolean => via === 'session';
