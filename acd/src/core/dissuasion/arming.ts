import type { DissuasionArming, Instant, JournalEventOf, QueueId } from '@decroche/protocol';
import { hasLetGo } from '../letting-go.ts';
import { callersWaiting, longestWait } from '../callers-waiting.ts';
import { expectedWaitOfNewcomer } from '../queueing/estimated-wait.ts';
import type { EngineState } from '../state.ts';
import type { Turn } from '../turn.ts';
import { isPast, isPublished, type Dissuasion } from './dissuasion.ts';
import { queuesOf } from './speaking.ts';

/**
 * Ends messages whose time has come, arms and disarms those that wait for a threshold. The number of waiting callers is
 * looked at after every decision, everything else once a second.
 */
export function watchMessages(turn: Turn, everything: boolean): void {
  for (const message of turn.state.dissuasions.values()) {
    if (!isPublished(message)) continue;
    const { dissuasionId, content } = message;
    if (everything && isPast(message, turn.at)) turn.emit({ type: 'dissuasion.expired', dissuasionId, by: 'system' });
    else if (content.arming) watchThresholds(turn, message, { arming: content.arming, everything });
  }
}

function watchThresholds(
  turn: Turn,
  message: Dissuasion,
  { arming, everything }: { readonly arming: DissuasionArming; readonly everything: boolean },
): void {
  const { dissuasionId, triggered } = message;
  if (triggered && !everything) return;
  const watched: DissuasionArming = everything ? arming : { waiting: arming.waiting };
  const passed = passedThreshold(turn.state, watched, { queueIds: queuesOf(turn.state, message), at: turn.at });
  if (!triggered && passed) turn.emit({ type: 'dissuasion.triggered', dissuasionId, by: 'system', ...passed });
  if (!triggered) return;
  const condition = { name: dissuasionId, holds: passed !== undefined };
  if (hasLetGo(turn.state.index.calm, condition, turn.at)) {
    turn.emit({ type: 'dissuasion.rested', dissuasionId, by: 'system' });
  }
}

type Passed = Pick<JournalEventOf<'dissuasion.triggered'>, 'threshold' | 'value'>;

/** The first threshold passed in any of the queues. */
function passedThreshold(
  state: EngineState,
  arming: DissuasionArming,
  { queueIds, at }: { readonly queueIds: readonly QueueId[]; readonly at: Instant },
): Passed | undefined {
  const most = (of: (queueId: QueueId) => number): number => Math.max(0, ...queueIds.map(of));
  const measures: Readonly<Record<Passed['threshold'], (queueId: QueueId) => number>> = {
    waiting: (queueId) => callersWaiting(state, queueId),
    longestWaitMs: (queueId) => longestWait(state, queueId, at),
    expectedWaitMs: (queueId) => expectedWaitOfNewcomer(state, queueId) ?? 0,
  };
  for (const threshold of ['waiting', 'longestWaitMs', 'expectedWaitMs'] as const) {
    const limit = arming[threshold];
    const value = limit === undefined ? 0 : most(measures[threshold]);
    if (limit !== undefined && value >= limit) return { threshold, value };
  }
  return undefined;
}
