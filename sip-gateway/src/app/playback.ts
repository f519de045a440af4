import type { PlayId } from '@decroche/protocol';
import type { Bridge } from '../core/bridge.ts';
import { type MediaPlan, none, planAfterPlay, planPlay } from '../core/media-plan.ts';
import { afterWhisper, planWhisper } from '../core/whisper-plan.ts';
import { type Call, forgetPlaying, type Hearer, type Leg, type World } from './call.ts';

/** What is to be heard. */
export interface PlayOrder {
  readonly playId: PlayId;
  readonly files: readonly string[];
  readonly repeat: boolean;
}

/** Who hears it, and what the media server is to do for it. */
interface Ear {
  readonly hearer: Hearer;
  readonly plan: (bridge: Bridge, file: string, repeat: boolean) => MediaPlan;
  readonly after: (bridge: Bridge) => MediaPlan;
}

/** A run of files on its way to someone's ear. */
interface Run {
  readonly world: World;
  readonly call: Call;
  readonly order: PlayOrder;
  readonly ear: Ear;
}

/** Plays files to the caller. */
export function playFiles(world: World, call: Call, order: PlayOrder): Promise<void> {
  return start({ world, call, order, ear: { hearer: call, plan: planPlay, after: planAfterPlay } });
}

/** Plays files to a called party who has answered and is not joined. */
export function whisperFiles(world: World, call: Call, leg: Leg, order: PlayOrder): Promise<void> {
  const { legId } = leg;
  const ear: Ear = {
    hearer: leg,
    plan: (bridge, file, repeat) => planWhisper(bridge, { legId, sdp: leg.sdp ?? '', file, repeat }),
    after: (bridge) => none(afterWhisper(bridge, legId)),
  };
  return start({ world, call, order, ear });
}

/**
 * Plays files one after the other. The media server does not tell the end of a file, so it is computed from the duration
 * that it tells at the beginning. One repeated file is the media server's own loop: no timer for music.
 */
async function start(run: Run): Promise<void> {
  forgetPlaying(run.ear.hearer);
  run.ear.hearer.playing = { playId: run.order.playId };
  await playOne(run, 0);
}

async function playOne(run: Run, index: number): Promise<void> {
  const { world, call, order, ear } = run;
  const file = order.files[index];
  const playing = ear.hearer.playing;
  if (file === undefined || playing?.playId !== order.playId) return;
  const loops = order.repeat && order.files.length === 1;
  clearTimeout(playing.timer);
  if (!loops) playing.again = () => playOne(run, index);
  const results = await call.run(ear.plan(call.bridge, file, loops));
  if (loops) return;
  const durationMs = results.find((result) => result.durationMs !== undefined)?.durationMs ?? 0;
  // What was heard counts, not when a busy process gets round to saying so.
  const endsAt = world.now() + durationMs;
  playing.timer = setTimeout(() => {
    void call.enqueue(
      () => afterOne(run, { index, endsAt }),
      (err) => world.logger.error({ err, callId: call.callId }, 'the next prompt could not be played'),
    );
  }, durationMs);
}

async function afterOne(run: Run, played: { readonly index: number; readonly endsAt: number }): Promise<void> {
  const { world, call, order, ear } = run;
  if (!call.open || ear.hearer.playing?.playId !== order.playId) return;
  const next = played.index + 1;
  if (next < order.files.length || order.repeat) return playOne(run, next % order.files.length);
  forgetPlaying(ear.hearer);
  await call.run(ear.after(call.bridge));
  world.events.publish({
    type: 'play.finished',
    callId: call.callId,
    playId: order.playId,
    finishedAt: Math.round(Math.min(played.endsAt, world.now())),
  });
}
