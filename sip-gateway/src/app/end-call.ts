import type { ReleaseCause } from '@decroche/protocol';
import { type Call, forgetPlaying, type World } from './call.ts';
import { endCollecting } from './collect-number.ts';
import { endVoicemail } from './voicemail.ts';

/** How a call ended. */
export interface CallEnd {
  readonly cause: ReleaseCause;
  readonly by: 'party' | 'system';
  readonly sip?: string;
}

/**
 * Ends the whole call: a message being taken is finished first, then every leg is released and told, then the media
 * server forgets it. Without its caller a call is nothing, so their hang-up ends it even when no acd listens.
 */
export async function endCall(world: World, call: Call, end: CallEnd): Promise<void> {
  if (!call.open) return;
  call.open = false;
  forgetPlaying(call);
  endCollecting(world, call, 'callerGone');
  await endVoicemail(call, end.by === 'party' ? 'callerGone' : undefined);
  const answered = call.caller.status === 'answered' || call.caller.status === 'held';
  call.release(call.caller, end);
  for (const leg of [...call.legs.values()]) {
    leg.dialog?.transferEnded?.('failed');
    const talking = leg.status === 'answered' || leg.status === 'held';
    call.release(leg, { cause: talking && answered ? end.cause : 'cancelled', by: 'system' });
  }
  const cleared = call.enqueue(
    async () => void (await world.media.run(call.media, [{ do: 'deleteCall' }])),
    (err) => world.logger.warn({ err, callId: call.callId }, 'the media server did not forget a call'),
  );
  world.forget(call, cleared);
}
