import type { AnnouncementsDefinition, Duration, Instant, QueueId } from '@decroche/protocol';
import type { Told } from '../call.ts';
import type { EngineState } from '../state.ts';

/** No estimate is longer: beyond it nobody could say anything honest. */
const LONGEST_ESTIMATE_MS: Duration = 2 * 3_600_000;

/**
 * How long the caller at a place of a queue will wait: place × handling time ÷ agents present. Handling time is the mean
 * of the queue's last completions, which is what simulating them comes to when agents come free at random; before the
 * first one, what the services of the queue expect.
 *
 * @returns `undefined` when nothing can be said: nobody is present, or no handling time is known.
 */
export function expectedWait(state: EngineState, queueId: QueueId, position: number): Duration | undefined {
  const present = state.index.present.get(queueId) ?? 0;
  const handlingMs = meanHandling(state, queueId);
  if (present === 0 || handlingMs === undefined) return undefined;
  return Math.min(LONGEST_ESTIMATE_MS, Math.round((position * handlingMs) / present));
}

/** The wait of someone who would call now. */
export function expectedWaitOfNewcomer(state: EngineState, queueId: QueueId): Duration | undefined {
  const line = state.index.lines.get(queueId);
  if (line && line.ready.size > line.waiting.size) return 0;
  return expectedWait(state, queueId, (line?.everyone.size ?? 0) + 1);
}

function meanHandling(state: EngineState, queueId: QueueId): Duration | undefined {
  const lately = state.handled.get(queueId);
  if (lately) return lately.reduce((sum, each) => sum + each, 0) / lately.length;
  for (const service of state.index.catalog.services.values()) {
    if (service.queueId === queueId && service.expectedLoad) return service.expectedLoad.ahtMs;
  }
  return undefined;
}

type Range = NonNullable<AnnouncementsDefinition['expectedWait']>[number];

/**
 * The range to announce: the smallest that reaches the estimate. Nothing beyond the last, nothing once the caller has
 * waited longer than they were told, and never a longer wait than was told before.
 */
export function rangeToTell(
  ranges: readonly Range[],
  estimateMs: Duration,
  { told, at }: { readonly told: Told['wait']; readonly at: Instant },
): Range | undefined {
  if (told && at > told.byAt) return undefined;
  const range = ranges.find((each) => each.upToMs >= estimateMs);
  return told && range && range.upToMs > told.upToMs ? undefined : range;
}
