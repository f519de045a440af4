import type { Call } from '../call.ts';
import type { CallTimerName } from '../timer.ts';
import type { Turn } from '../turn.ts';
import { nextTier } from '../waiting.ts';
import { enqueue } from './enqueue.ts';
import { playMusic } from './music.ts';

/** The clocks that widen the choice of agents for a caller who waits; the place is kept in every case. */
export function waitTimer(
  turn: Turn,
  call: Call,
  name: Exclude<CallTimerName, 'stage' | 'wait' | 'announce' | 'prompt'>,
): void {
  switch (name) {
    case 'tier':
      return openTier(turn, call);
    case 'overflow':
      return overflowToQueue(turn, call);
    case 'preference':
      return dropPreference(turn, call);
    case 'rest':
      return endRests(turn, call);
  }
}

/** Agents of the next tier of the queue are asked as well (penalty tiers). */
function openTier(turn: Turn, call: Call): void {
  const next = call.place && nextTier(turn.state.index.catalog, call, call.place);
  if (next) turn.emit({ type: 'call.tierOpened', callId: call.callId, tier: next.tier });
  else turn.ignore('no tier is left to open');
}

/** The agent it waited for alone is not coming. */
function dropPreference(turn: Turn, { callId, preferred }: Call): void {
  if (preferred) turn.emit({ type: 'call.preferenceDropped', callId });
}

/** Those who declined or missed this call may be asked for it again. */
function endRests(turn: Turn, { callId, resting }: Call): void {
  for (const { agentId, untilAt } of resting) {
    if (untilAt <= turn.at) turn.emit({ type: 'call.restEnded', callId, agentId });
  }
}

/**
 * On to another queue with the time already waited. A ringing telephone there is let ring, and a queue without anybody in
 * service is no help: the caller stays in line where they are.
 */
function overflowToQueue(turn: Turn, call: Call): void {
  const { catalog, lines } = turn.state.index;
  const { callId, place } = call;
  const target = place && catalog.queues.get(place.queueId)?.overflowTo;
  if (!target) return turn.ignore('the queue overflows to no other');
  const { queueId } = target;
  if (call.stage.status !== 'queued' || !lines.get(queueId)?.loggedIn) {
    return turn.emit({ type: 'call.overflowSkipped', callId, queueId });
  }
  enqueue(turn, call, {
    queueId,
    queuedAt: place.queuedAt,
    because: 'overflow',
    needs: call.needs,
    preferred: call.preferred,
  });
  // An announcement that told them of the queue they have left is not said to its end.
  if (call.prompt) playMusic(turn, callId);
}
