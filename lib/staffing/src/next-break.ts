import type { AgentId, Duration, Instant } from '@decroche/protocol';
import { presenceOver } from './coverage.ts';
import type { Presence } from './stretch.ts';

/** Someone would like to leave the telephone for a while. */
export interface BreakWish {
  readonly agentId: AgentId;
  /** Not before. */
  readonly fromAt: Instant;
  /** Back by then at the latest: the end of their shift. */
  readonly untilAt: Instant;
  readonly durationMs: Duration;
  /** How many others must be present at every instant of it. */
  readonly minimum: number;
}

/**
 * When the break can begin so that enough others stay, at every instant of it (H3). The presences are everybody's, those of
 * the one who asks do not count.
 *
 * @returns `undefined` when there is no such time before `untilAt`.
 */
export function nextPossibleBreak(presences: readonly Presence[], wish: BreakWish): Instant | undefined {
  const { agentId, fromAt, untilAt, durationMs, minimum } = wish;
  const others = presences.filter((each) => each.agentId !== agentId);
  let since: Instant | undefined;
  for (const step of presenceOver(others, { fromAt, toAt: Math.max(fromAt, untilAt) })) {
    if (step.agentIds.length < minimum) {
      since = undefined;
      continue;
    }
    since ??= step.fromAt;
    if (step.toAt - since >= durationMs) return since;
  }
  return undefined;
}
