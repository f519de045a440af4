import type { Duration, Instant } from '@decroche/protocol';

/** A threshold that was passed holds until it has not been passed for so long: nothing flutters. */
const CALM_MS: Duration = 60_000;

/**
 * Whether a condition that held has not held for a minute. Since when is kept beside the state and is not saved: after a
 * restart the minute begins again.
 */
export function hasLetGo(
  calm: Map<string, Instant>,
  { name, holds }: { readonly name: string; readonly holds: boolean },
  at: Instant,
): boolean {
  const since = calm.get(name);
  if (!holds && since !== undefined && at - since < CALM_MS) return false;
  if (holds || since !== undefined) calm.delete(name);
  else calm.set(name, at);
  return !holds && since !== undefined;
}
