import type { PartyRef, TelephonyCommandOf, TelephonyEventOf } from '@decroche/protocol';
import { planStop } from '../core/media-plan.ts';
import { afterKey, normaliseNumber } from '../core/telephone-number.ts';
import { type Call, type Collecting, forgetPlaying, type World } from './call.ts';

type EndedBy = TelephonyEventOf<'number.collected'>['endedBy'];

/** Begins to take a number; one that was being taken is given up for it. */
export async function collectNumber(
  world: World,
  call: Call,
  { collectId, maximumDigits, timeoutMs }: TelephonyCommandOf<'collectNumber'>,
): Promise<void> {
  clearTimeout(call.collecting?.timer);
  call.collecting = { collectId, maximumDigits, timeoutMs, digits: '' };
  waitForKey(world, call, call.collecting);
}

/** A pause ends it, but not one in which the caller listens to what they are asked. */
function waitForKey(world: World, call: Call, collecting: Collecting): void {
  clearTimeout(collecting.timer);
  collecting.timer = setTimeout(() => {
    const listens = call.playing !== undefined && call.bridge.playing?.repeat !== true && collecting.digits === '';
    if (listens) waitForKey(world, call, collecting);
    else endCollecting(world, call, 'timeout');
  }, collecting.timeoutMs);
}

/** A key of a caller who types a number: it goes no further than here. */
export function takeKey(world: World, call: Call, digit: string): void {
  const { collecting } = call;
  if (!collecting) return;
  if (call.playing) void call.enqueue(() => hush(call), (err) => world.logger.warn({ err, callId: call.callId }, 'a prompt could not be stopped')); // prettier-ignore
  const next = afterKey(collecting.digits, digit, collecting.maximumDigits);
  collecting.digits = next.digits;
  if (next.ended) endCollecting(world, call, next.ended);
  else waitForKey(world, call, collecting);
}

async function hush(call: Call): Promise<void> {
  if (!call.open) return;
  forgetPlaying(call);
  await call.run(planStop(call.bridge));
}

/** The typing is over: what was typed is kept in the party store when it is a number that may be dialled. */
export function endCollecting(world: World, call: Call, endedBy: EndedBy): void {
  const { collecting } = call;
  if (!collecting) return;
  clearTimeout(collecting.timer);
  call.collecting = undefined;
  const tell = (partyRef?: PartyRef) =>
    world.events.publish({
      type: 'number.collected',
      callId: call.callId,
      legId: call.caller.legId,
      collectId: collecting.collectId,
      endedBy,
      ...(partyRef === undefined ? {} : { partyRef }),
    });
  const number = endedBy === 'callerGone' ? undefined : normaliseNumber(collecting.digits);
  if (number === undefined || world.outbound(number).length === 0) return tell();
  world.parties.remember({ number }).then(
    () => tell(world.parties.refer(number)),
    (err: unknown) => {
      world.logger.error({ err, callId: call.callId }, 'a typed number could not be kept');
      tell();
    },
  );
}
