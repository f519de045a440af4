import { assertNever, type ReleaseCause, type TelephonyCommand, type TelephonyCommandOf } from '@decroche/protocol';
import { Fault } from '@decroche/platform';
import { planHold, planJoin, planRetrieve, planStop } from '../core/media-plan.ts';
import { causeInSip } from '../core/sip-cause.ts';
import type { Call, Leg, World } from './call.ts';
import { playFiles } from './playback.ts';
import { partMedia, ring } from './ring.ts';
import { endVoicemail, startVoicemail } from './voicemail.ts';

/** A command that belongs to a call. */
export type CallCommand = Exclude<TelephonyCommand, { type: 'takeCensus' }>;

/**
 * Carries out one command of a call, in its turn.
 *
 * @throws Fault when it could not be done; the acd is then told by `command.failed`.
 */
export async function carryOut(world: World, call: Call, command: CallCommand): Promise<void> {
  switch (command.type) {
    case 'answerCaller':
      return answerCaller(world, call);
    case 'refuseCaller':
      return refuseCaller(world, call, command);
    case 'play':
      return play(world, call, command);
    case 'stopPlaying':
      call.forgetPlaying();
      return void (await call.run(planStop(call.bridge)));
    case 'ringLeg':
      return ring(world, call, command);
    case 'bridgeLeg':
      return bridgeLeg(world, call, command);
    case 'releaseLeg':
      return releaseLeg(world, call, command);
    case 'holdLeg':
      return holdLeg(world, call, command);
    case 'retrieveLeg':
      return retrieveLeg(world, call, command);
    case 'startVoicemail':
      return startVoicemail(world, call, command);
    case 'releaseCall':
      return endCall(world, call, { cause: command.cause, by: 'system' });
    case 'openCall':
    case 'dialCaller':
    case 'collectNumber':
    case 'playNumber':
      throw new Fault('unavailable', `this gateway can not carry out ${command.type} yet`);
    default:
      return assertNever(command);
  }
}

/** The leg a command names, when it can still be acted upon; a leg that has just ended was told, so the command meets nothing. */
function answeredLeg(call: Call, command: { legId: Leg['legId'] }): Leg | undefined {
  const leg = call.legs.get(command.legId);
  return leg?.status === 'answered' || leg?.status === 'held' ? leg : undefined;
}

async function answerCaller(world: World, call: Call): Promise<void> {
  if (call.caller.status !== 'inviting' || call.answerSdp === undefined) return;
  await call.callerDialog.answer(call.answerSdp);
  if (!call.step(call.caller, 'answered')) return;
  world.events.publish({
    type: 'leg.answered',
    callId: call.callId,
    legId: call.caller.legId,
    answeredAt: world.now(),
  });
}

async function refuseCaller(world: World, call: Call, command: TelephonyCommandOf<'refuseCaller'>): Promise<void> {
  if (call.caller.status === 'inviting') {
    call.callerDialog.refuse({
      status: causeInSip[command.cause].status,
      reason: command.cause,
      ...(command.retryAfterMs === undefined ? {} : { retryAfterS: Math.ceil(command.retryAfterMs / 1_000) }),
    });
  }
  return endCall(world, call, { cause: command.cause, by: 'system' });
}

async function play(world: World, call: Call, command: TelephonyCommandOf<'play'>): Promise<void> {
  await requireFiles(world, command.files);
  await playFiles(world, call, command);
}

/** A missing file would also kill what is playing now, so it is looked for first. */
async function requireFiles(world: World, files: readonly string[]): Promise<void> {
  const found = await Promise.all(files.map((file) => world.files.exists(file)));
  const missing = files.filter((_, index) => !found[index]);
  if (missing.length > 0) throw new Fault('notFound', `no such file in the media directory: ${missing.join(', ')}`);
}

async function bridgeLeg(world: World, call: Call, command: TelephonyCommandOf<'bridgeLeg'>): Promise<void> {
  const leg = answeredLeg(call, command);
  if (leg?.sdp === undefined) return;
  call.forgetPlaying();
  await call.run(planJoin(call.bridge, leg.legId, leg.sdp));
  if (!call.open) return;
  world.events.publish({ type: 'leg.bridged', callId: call.callId, legId: leg.legId, bridgedAt: world.now() });
}

async function releaseLeg(world: World, call: Call, command: TelephonyCommandOf<'releaseLeg'>): Promise<void> {
  const leg = call.legs.get(command.legId);
  if (!leg) return;
  if (leg.side === 'caller') return endCall(world, call, { cause: command.cause, by: 'system' });
  if (call.release(leg, { cause: command.cause, by: 'system' })) partMedia(world, call, leg.legId);
}

async function holdLeg(world: World, call: Call, command: TelephonyCommandOf<'holdLeg'>): Promise<void> {
  const leg = answeredLeg(call, command);
  if (!leg) return;
  await requireFiles(world, [command.musicFile]);
  call.forgetPlaying();
  await call.run(planHold(call.bridge, leg.legId, command.musicFile));
  call.step(leg, 'held');
}

async function retrieveLeg(world: World, call: Call, command: TelephonyCommandOf<'retrieveLeg'>): Promise<void> {
  const leg = answeredLeg(call, command);
  if (!leg) return;
  await call.run(planRetrieve(call.bridge, leg.legId));
  call.step(leg, 'retrieved');
  world.events.publish({ type: 'leg.bridged', callId: call.callId, legId: leg.legId, bridgedAt: world.now() });
}

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
  call.forgetPlaying();
  await endVoicemail(call, end.by === 'party' ? 'callerGone' : undefined);
  const answered = call.caller.status !== 'inviting';
  call.release(call.caller, end);
  for (const leg of [...call.legs.values()]) {
    const talking = leg.status === 'answered' || leg.status === 'held';
    call.release(leg, { cause: talking && answered ? end.cause : 'cancelled', by: 'system' });
  }
  world.forget(call);
  void call.enqueue(
    async () => void (await world.media.run(call.media, [{ do: 'deleteCall' }])),
    (err) => world.logger.warn({ err, callId: call.callId }, 'the media server did not forget a call'),
  );
}
