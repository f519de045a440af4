import type { CallId, ReleaseCause } from '@decroche/protocol';
import { hasCaller, type Call } from '../call.ts';
import type { Turn } from '../turn.ts';
import { abandonDial } from './dialling.ts';
import { enqueue, standingPriority, standingQueue } from './enqueue.ts';
import { playMusic } from './music.ts';

/** Somebody who has answered our ring stands before those who have only just rung us. */
export const REACHED_PRIORITY = 100;

/** How an attempt to join the caller to someone failed. */
export interface Attempt {
  readonly cause: ReleaseCause;
  /** The other side had answered, so the bridge was on its way and the music is gone. */
  readonly answered: boolean;
}

/**
 * The attempt has failed, the caller is never lost. In a queue they wait on in their place, to the music that never stopped;
 * in a transfer they go back to the agent who transferred, or to the queue if that agent has left.
 */
export function returnCall(turn: Turn, callId: CallId, { cause, answered }: Attempt): void {
  const call = turn.state.calls.get(callId);
  if (!call) return;
  if (call.stage.status === 'dialling') return abandonDial(turn, call, 'cancelled');
  if (call.stage.status === 'queued') {
    // Whom it waited for alone has not taken it: anyone may.
    if (call.preferred) turn.emit({ type: 'call.preferenceDropped', callId });
    if (isReachedUnqueued(turn, call)) return queueReached(turn, { ...call, preferred: undefined });
    if (standsInGoneQueue(turn, call) && moveOn(turn, { ...call, preferred: undefined })) return;
    return answered ? playMusic(turn, callId) : undefined;
  }
  if (call.stage.status !== 'transferring') return;
  const { from } = call.stage;
  turn.emit({ type: 'call.transferFailed', callId, cause });
  if (from) turn.command(call.gatewayId, { type: 'retrieveLeg', callId, legId: from.legId });
  else queueAgain(turn, callId);
}

/** Rung back with an agent on the line: the place it has is that of the call to make, with the time that waited. */
const isReachedUnqueued = (turn: Turn, call: Call): boolean =>
  call.callback?.dialling === 'agentFirst' &&
  call.callback.reached &&
  call.answeredAt === undefined &&
  call.place !== undefined &&
  call.place.priority < standingPriority(turn, call) + REACHED_PRIORITY;

/** The one who has been rung back is a caller from here on: first in line, and their wait begins now. */
function queueReached(turn: Turn, call: Call): void {
  const { callId, place, needs, preferred } = call;
  if (!place) return;
  const queueId = standingQueue(turn, call, place.queueId) ?? place.queueId;
  const priority = standingPriority(turn, call) + REACHED_PRIORITY;
  enqueue(turn, call, { queueId, queuedAt: turn.at, because: 'callback', needs, preferred, priority, creditMs: 0 });
  playMusic(turn, callId);
}

const standsInGoneQueue = (turn: Turn, call: Call): boolean =>
  call.place !== undefined && hasCaller(call) && !turn.state.index.catalog.queues.has(call.place.queueId);

/**
 * A definition has removed the queue: the caller keeps their time in the one their service now has.
 *
 * @returns whether it has one; if not, nothing has changed.
 */
export function moveOn(turn: Turn, call: Call): boolean {
  const { callId, place, needs, preferred } = call;
  if (!place) return false;
  const queueId = standingQueue(turn, call, place.queueId);
  if (queueId === undefined) return false;
  enqueue(turn, call, { queueId, queuedAt: place.queuedAt, because: 'definition', needs, preferred });
  playMusic(turn, callId);
  return true;
}

/** Back to the queue of the caller's service, with the time already waited. */
export function queueAgain(turn: Turn, callId: CallId): void {
  const call = turn.state.calls.get(callId);
  const service = call && turn.state.index.catalog.services.get(call.serviceId);
  if (!call || !service) return;
  enqueue(turn, call, { queueId: service.queueId, queuedAt: turn.at, because: 'returned', needs: call.needs });
  playMusic(turn, callId);
}
