import type { Call } from '../state.ts';
import type { Turn } from '../turn.ts';

/**
 * Asks a caller where to ring them back, if their service does that.
 *
 * @returns whether the dialogue has begun; if not, nothing has changed and the caller stays where they are.
 */
export function offerCallback(_turn: Turn, _call: Call): boolean {
  return false;
}
