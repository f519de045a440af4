import type { JournalEventOf } from '@decroche/protocol';
import { UNQUEUED } from './evolve-waiting.ts';
import { UNMARKED } from './marks.ts';
import type { Call } from './call.ts';
import { NOTHING_TOLD } from './told.ts';

/** A call at its beginning, whoever makes it. Fields always in one order: equal states must give equal text. */
export function newCall(
  event: Pick<JournalEventOf<'call.arrived'>, 'callId' | 'gatewayId' | 'legId' | 'serviceId' | 'partyRef'>,
  { receivedAt, stage, timers, callback }: Pick<Call, 'receivedAt' | 'stage' | 'timers' | 'callback'>,
): Call {
  return {
    callId: event.callId,
    gatewayId: event.gatewayId,
    legId: event.legId,
    serviceId: event.serviceId,
    partyRef: event.partyRef,
    receivedAt,
    stage,
    place: undefined,
    prompt: undefined,
    told: NOTHING_TOLD,
    chosen: undefined,
    answeredAt: undefined,
    waitedMs: 0,
    timers,
    ...UNQUEUED,
    callback,
    alertId: undefined,
    ...UNMARKED,
  };
}
