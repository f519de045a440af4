import type { PlayId } from '@decroche/protocol';
import { planPlay } from '../core/media-plan.ts';
import type { Call, World } from './call.ts';

/** What is to be heard. */
export interface PlayOrder {
  readonly playId: PlayId;
  readonly files: readonly string[];
  readonly repeat: boolean;
}

/**
 * Plays files one after the other. The media server does not tell the end of a file, so it is computed from the duration
 * that it tells at the beginning. One repeated file is the media server's own loop: no timer for music.
 */
export async function playFiles(world: World, call: Call, order: PlayOrder): Promise<void> {
  call.forgetPlaying();
  call.playing = { playId: order.playId };
  await playOne(world, call, order, 0);
}

async function playOne(world: World, call: Call, order: PlayOrder, index: number): Promise<void> {
  const file = order.files[index];
  const playing = call.playing;
  if (file === undefined || playing?.playId !== order.playId) return;
  const loops = order.repeat && order.files.length === 1;
  const results = await call.run(planPlay(call.bridge, file, loops));
  if (loops) return;
  const durationMs = results[0]?.durationMs ?? 0;
  // What the caller heard counts, not when a busy process gets round to saying so.
  const endsAt = world.now() + durationMs;
  playing.timer = setTimeout(() => {
    void call.enqueue(
      () => afterOne(world, call, order, { index, endsAt }),
      (err) => world.logger.error({ err, callId: call.callId }, 'the next prompt could not be played'),
    );
  }, durationMs);
}

async function afterOne(
  world: World,
  call: Call,
  order: PlayOrder,
  played: { readonly index: number; readonly endsAt: number },
): Promise<void> {
  if (!call.open || call.playing?.playId !== order.playId) return;
  const next = played.index + 1;
  if (next < order.files.length || order.repeat) return playOne(world, call, order, next % order.files.length);
  call.forgetPlaying();
  const { playing: _, ...bridge } = call.bridge;
  call.bridge = bridge;
  world.events.publish({
    type: 'play.finished',
    callId: call.callId,
    playId: order.playId,
    finishedAt: Math.round(Math.min(played.endsAt, world.now())),
  });
}
