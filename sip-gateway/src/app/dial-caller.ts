/**
 * Ringing someone back. The call is opened first, then the caller is dialled; an agent may be rung before or after.
 *
 * ```
 *   opened ── dialCaller ──▶ dialled ── 18x ──▶ ringing ── 2xx ──▶ answered: from here on a call like any other
 *                               └───── refused, no answer, released ─────▶ the whole call ends
 * ```
 */
import type { LegId, TelephonyCommandOf } from '@decroche/protocol';
import { Fault } from '@decroche/platform';
import { planArrive, planAwait, planOpen, planRinging } from '../core/media-plan.ts';
import { planCallerMove } from '../core/move-plan.ts';
import { onlyLaw, readSdp } from '../core/sdp.ts';
import { Call, type Leg, type World } from './call.ts';
import { dial } from './dial.ts';
import { endCall } from './end-call.ts';
import type { LegListener } from './ports.ts';

/**
 * Opens the call: a synthetic caller stands in for the one who is to be dialled. A call-back that is tried again keeps its
 * id, so the media server must have forgotten the attempt before.
 */
export function openCall(
  world: World,
  { callId, legId, serviceId }: TelephonyCommandOf<'openCall'>,
  before: Promise<void> | undefined,
): Call {
  const media = { callId, callerLegId: legId, callerSdp: world.media.nobody, callerProfile: 'plain' } as const;
  const call = new Call(world, { ...media }, { serviceId });
  void call.enqueue(
    async () => {
      await before;
      if (!call.open) return;
      const [attached] = await call.run(planOpen());
      call.answerSdp = attached?.sdp;
    },
    (err) => {
      world.logger.error({ err, callId }, 'the media server did not open a call');
      void endCall(world, call, { cause: 'mediaFailure', by: 'system' });
    },
  );
  return call;
}

/**
 * Dials the caller of an opened call. Whatever keeps them from answering ends the call, and is told as the end of their leg.
 *
 * @throws Fault `refused` for a call that its caller made.
 */
export async function dialCaller(world: World, call: Call, command: TelephonyCommandOf<'dialCaller'>): Promise<void> {
  const { caller } = call;
  if (!call.opened || command.legId !== caller.legId) {
    throw new Fault('refused', 'only the caller of an opened call is dialled');
  }
  if (caller.dialog || caller.status !== 'inviting' || call.answerSdp === undefined) return;
  const party = await world.parties.lookUp(command.partyRef);
  if (!call.open) return;
  const routes = party ? world.outbound(party.number) : [];
  if (routes.length === 0) return endCall(world, call, { cause: party ? 'forbidden' : 'unknownNumber', by: 'system' });
  caller.timer = setTimeout(() => void endCall(world, call, { cause: 'noAnswer', by: 'system' }), command.timeoutMs);
  const number = world.presented(call.serviceId);
  caller.dialog = dial(
    world,
    {
      ...{ callId: call.callId, routes },
      invite: {
        side: 'caller',
        from: number === undefined ? 'anonymous' : { number },
        sdp: offerTo(call),
        headers: {},
      },
    },
    listenerOf(world, call),
  );
}

/** Nothing is transcoded: whoever waits already has chosen the law for both. */
function offerTo(call: Call): string {
  const sdp = call.answerSdp ?? '';
  const chosen = readSdp(waiting(call)?.sdp);
  return typeof chosen === 'string' || chosen.laws[0] === undefined ? sdp : onlyLaw(sdp, chosen.laws[0]);
}

/** Who has answered and waits for the caller. */
const waiting = (call: Call): Leg | undefined =>
  [...call.legs.values()].find((leg) => leg.side === 'called' && leg.status === 'answered');

function listenerOf(world: World, call: Call): LegListener {
  const { caller, callId } = call;
  const onLeg = { callId, legId: caller.legId };
  return {
    rang() {
      if (!call.step(caller, 'rang')) return;
      world.events.publish({ type: 'leg.ringing', ...onLeg });
      const agent = waiting(call);
      if (agent) letHearRinging(world, call, agent.legId);
    },
    answered(sdp) {
      const read = readSdp(sdp);
      if (typeof read === 'string') return void endCall(world, call, { cause: 'unsupportedMedia', by: 'system', sip: `200 ${read}` }); // prettier-ignore
      if (!call.step(caller, 'answered')) return;
      caller.sdp = sdp;
      call.media.callerSdp = sdp;
      void call.enqueue(
        async () => void (call.open && (await call.run(planArrive(call.bridge)))),
        (err) => {
          world.logger.error({ err, callId }, 'the media server did not take the answer of a caller');
          void endCall(world, call, { cause: 'mediaFailure', by: 'system' });
        },
      );
      world.events.publish({ type: 'leg.answered', ...onLeg, answeredAt: world.now() });
    },
    ended: ({ cause, sip }) => void endCall(world, call, { cause, by: 'party', sip }),
    moved(sdp) {
      call.media.callerSdp = sdp;
      return call.inTurn(() => planCallerMove(call.bridge));
    },
    directionChanged: () => undefined,
    transferRequested: () => undefined,
  };
}

/** Whether a called party who answers now has to wait for the caller. */
export const isAwaited = ({ opened, caller }: Call): boolean =>
  opened && (caller.status === 'inviting' || caller.status === 'ringing');

/** A called party has answered before the caller of an opened call. */
export function awaitCaller(world: World, call: Call, leg: Leg): void {
  const { sdp, legId } = leg;
  if (sdp === undefined) return;
  void call.enqueue(
    async () => {
      if (call.open && leg.status === 'answered' && isAwaited(call)) await call.run(planAwait(call.bridge, legId, sdp));
    },
    (err) => world.logger.error({ err, callId: call.callId, legId }, 'whoever waits for a caller was not connected'),
  );
  if (call.caller.status === 'ringing') letHearRinging(world, call, legId);
}

function letHearRinging(world: World, call: Call, legId: LegId): void {
  void call.enqueue(
    async () => {
      if (call.open && isAwaited(call)) await call.run(planRinging(call.bridge, legId, world.files.ringing));
    },
    (err) => world.logger.warn({ err, callId: call.callId, legId }, 'the ringing tone was not played'),
  );
}
