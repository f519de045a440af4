import type { TelephonyCommand, TelephonyCommandOf } from '@decroche/protocol';
import { Fault } from '@decroche/platform';
import { planHold, planJoin, planRetrieve, planStop } from '../core/media-plan.ts';
import { causeInSip } from '../core/sip-cause.ts';
import { digitsOf } from '../core/telephone-number.ts';
import { tellBridged } from './bridged.ts';
import { type Call, forgetPlaying, type Leg, type World } from './call.ts';
import { collectNumber } from './collect-number.ts';
import { dialCaller } from './dial-caller.ts';
import { endCall } from './end-call.ts';
import { playFiles, whisperFiles } from './playback.ts';
import { partNow, ring } from './ring.ts';
import { startVoicemail } from './voicemail.ts';

/** A command that belongs to a call. */
export type CallCommand = Exclude<TelephonyCommand, { type: 'takeCensus' }>;

type Carriers = {
  readonly [T in CallCommand['type']]: (world: World, call: Call, command: TelephonyCommandOf<T>) => Promise<void>;
};

const carriers: Carriers = {
  answerCaller,
  refuseCaller,
  play,
  stopPlaying,
  ringLeg: ring,
  playToLeg,
  bridgeLeg,
  releaseLeg,
  holdLeg,
  retrieveLeg,
  startVoicemail,
  releaseCall: (world, call, { cause }) => endCall(world, call, { cause, by: 'system' }),
  // The call is there: it has been opened before, and a repeated command changes nothing.
  openCall: async () => undefined,
  dialCaller,
  collectNumber,
  playNumber,
};

/**
 * Carries out one command of a call, in its turn.
 *
 * @throws Fault when it could not be done; the acd is then told by `command.failed`.
 */
export async function carryOut(world: World, call: Call, command: CallCommand): Promise<void> {
  const carry = carriers[command.type] as (world: World, call: Call, command: CallCommand) => Promise<void>;
  return carry(world, call, command);
}

/** The leg a command names, when it can still be acted upon; a leg that has just ended was told, so the command meets nothing. */
function answeredLeg(call: Call, command: { legId: Leg['legId'] }): Leg | undefined {
  const leg = call.legs.get(command.legId);
  return leg?.status === 'answered' || leg?.status === 'held' ? leg : undefined;
}

async function answerCaller(world: World, call: Call): Promise<void> {
  if (call.caller.status !== 'inviting' || call.answerSdp === undefined) return;
  if (!call.callerDialog) throw new Fault('refused', 'the caller of an opened call is dialled, not answered');
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
    call.callerDialog?.refuse({
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

async function stopPlaying(_world: World, call: Call): Promise<void> {
  forgetPlaying(call);
  await call.run(planStop(call.bridge));
}

/** The number goes from the party store into the caller's ear and nowhere else: the names of digit files tell it, so none is logged. */
async function playNumber(world: World, call: Call, command: TelephonyCommandOf<'playNumber'>): Promise<void> {
  const { before, digits, after, playId, partyRef } = command;
  await requireFiles(world, [...before, ...digits, ...after]);
  const party = await world.parties.lookUp(partyRef);
  if (!party) throw new Fault('notFound', 'nobody knows this party');
  const spoken = [...digitsOf(party.number)].flatMap((digit) => digits[Number(digit)] ?? []);
  await playFiles(world, call, { playId, files: [...before, ...spoken, ...after], repeat: false });
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
  forgetPlaying(call);
  forgetPlaying(leg);
  await call.run(planJoin(call.bridge, leg.legId, leg.sdp));
  tellBridged(world, call, leg);
}

/**
 * Whispers to a called party. One who has gone meanwhile was told, so that the command meets nothing.
 *
 * @throws Fault `refused` for who hears the call already, or has not answered; `notFound` for a missing file.
 */
async function playToLeg(world: World, call: Call, command: TelephonyCommandOf<'playToLeg'>): Promise<void> {
  const leg = call.legs.get(command.legId);
  if (!leg) return;
  if (leg.side === 'caller') throw new Fault('refused', 'the caller is played to by `play`');
  if (leg.status !== 'answered') throw new Fault('refused', `a party who is ${leg.status} is not whispered to`);
  if (call.bridge.joined === leg.legId) throw new Fault('refused', 'a party who hears the caller is not whispered to');
  await requireFiles(world, command.files);
  if (leg.status === 'answered') await whisperFiles(world, call, leg, command);
}

async function releaseLeg(world: World, call: Call, command: TelephonyCommandOf<'releaseLeg'>): Promise<void> {
  const leg = call.legs.get(command.legId);
  if (!leg) return;
  if (leg.side === 'caller') return endCall(world, call, { cause: command.cause, by: 'system' });
  // In this command's turn: what the caller is to hear next must not be stopped by it.
  if (call.release(leg, { cause: command.cause, by: 'system' })) await partNow(world, call, leg.legId);
}

async function holdLeg(world: World, call: Call, command: TelephonyCommandOf<'holdLeg'>): Promise<void> {
  const leg = answeredLeg(call, command);
  if (!leg) return;
  await requireFiles(world, [command.musicFile]);
  forgetPlaying(call);
  await call.run(planHold(call.bridge, leg.legId, command.musicFile));
  call.step(leg, 'held');
}

async function retrieveLeg(world: World, call: Call, command: TelephonyCommandOf<'retrieveLeg'>): Promise<void> {
  const leg = answeredLeg(call, command);
  if (!leg) return;
  await call.run(planRetrieve(call.bridge, leg.legId));
  call.step(leg, 'retrieved');
  leg.dialog?.transferEnded?.('failed');
  world.events.publish({ type: 'leg.bridged', callId: call.callId, legId: leg.legId, bridgedAt: world.now() });
}
