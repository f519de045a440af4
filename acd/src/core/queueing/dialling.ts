import type { Instant, JournalEventOf, ReleaseCause } from '@decroche/protocol';
import { deadlines } from '../deadlines.ts';
import type { Call } from '../call.ts';
import type { Turn } from '../turn.ts';

/** Rings the one who is to be rung back. The fact is written before the command leaves: no restart dials twice. */
export function dial(turn: Turn, call: Call): void {
  const { callback, callId, gatewayId, legId, partyRef } = call;
  if (!callback || partyRef === undefined) return;
  turn.emit({ type: 'call.dialled', callId, legId, attempt: callback.attempts + 1 });
  const timeoutMs = turn.state.index.catalog.services.get(call.serviceId)?.callback?.ringMs ?? deadlines.outsideRingMs;
  turn.command(gatewayId, { type: 'dialCaller', callId, legId, partyRef, timeoutMs });
}

/** The media path of a call-back, before its first ring. Opening what is open changes nothing. */
export function openForRing(turn: Turn, { callId, gatewayId, legId, serviceId }: Call): void {
  turn.command(gatewayId, { type: 'openCall', callId, legId, serviceId });
}

/** Not now. Whatever the gateway still has of it is closed. */
export function postpone(turn: Turn, call: Call, why: JournalEventOf<'call.postponed'>['why'], dueAt: Instant): void {
  const { callId, callback, stage } = call;
  if (!callback) return;
  turn.emit({ type: 'call.postponed', callId, dueAt, why, attempts: callback.attempts });
  if (stage.status === 'postponed' || stage.status === 'toDial') return;
  turn.command(call.gatewayId, { type: 'releaseCall', callId, cause: 'cancelled' });
}

/**
 * The agent who was to be joined has gone while the telephone rings: it stops ringing, and the next one is looked for.
 * This counts as a dial: the one who is rung back has heard it.
 */
export function abandonDial(turn: Turn, call: Call, cause: ReleaseCause): void {
  const { callId, callback } = call;
  if (!callback) return;
  turn.emit({ type: 'call.dialFailed', callId, attempt: callback.attempts, cause });
  postpone(turn, call, 'retry', turn.at);
}
