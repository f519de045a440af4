import type { LegId, RingTarget, TelephonyCommandOf } from '@decroche/protocol';
import { branchOf } from '../core/bridge.ts';
import { planMove, planPart, planRing } from '../core/media-plan.ts';
import { isHold, type SdpProfile } from '../core/sdp.ts';
import type { OutboundRoute } from '../core/outbound-route.ts';
import type { Call, Leg, World } from './call.ts';
import { awaitCaller, isAwaited } from './dial-caller.ts';
import type { LegListener } from './ports.ts';

interface Reachable extends OutboundRoute {
  readonly profile: SdpProfile;
}

function reach(world: World, target: RingTarget): Reachable | undefined {
  switch (target.kind) {
    case 'device':
      return world.devices.contactOf(target.deviceId);
    case 'uri':
      return { uri: target.uri, profile: /;transport=wss?\b/i.test(target.uri) ? 'webrtc' : 'plain' };
    case 'number': {
      const route = world.outbound(target.number);
      return route && { ...route, profile: 'plain' };
    }
    case 'party':
      return undefined;
  }
}

/**
 * Rings a party. The INVITE leaves as soon as the media server has prepared its description; the rest of the recipe goes
 * on beside it.
 */
export async function ring(world: World, call: Call, command: TelephonyCommandOf<'ringLeg'>): Promise<void> {
  const { legId, target } = command;
  const leg: Leg = {
    legId,
    side: 'called',
    status: 'inviting',
    phoneHolds: false,
    ...(target.kind === 'device' ? { deviceId: target.deviceId } : {}),
  };
  call.legs.set(legId, leg);
  const reachable = reach(world, target);
  if (!reachable) {
    call.release(leg, { cause: target.kind === 'number' ? 'forbidden' : 'unavailable', by: 'system' });
    return;
  }
  const early = target.kind === 'number';
  const plan = planRing(call.bridge, { legId, profile: reachable.profile, early });
  try {
    const [offer] = await call.run({ ...plan, operations: plan.operations.slice(0, 1) });
    if (leg.status === 'released') return;
    invite(world, call, leg, { command, route: reachable, sdp: offer?.sdp ?? '' });
    await call.run({ bridge: call.bridge, operations: plan.operations.slice(1) });
  } catch (err) {
    world.logger.error({ err, callId: call.callId, legId }, 'the media server did not prepare a leg');
    call.release(leg, { cause: 'mediaFailure', by: 'system' });
  }
}

interface Invitation {
  readonly command: TelephonyCommandOf<'ringLeg'>;
  readonly route: OutboundRoute;
  readonly sdp: string;
}

function invite(world: World, call: Call, leg: Leg, { command, route, sdp }: Invitation): void {
  const from = command.present === 'number' && call.callerNumber ? call.callerNumber : 'anonymous';
  leg.ringsUntil = world.now() + command.timeoutMs;
  watchRinging(world, call, leg);
  leg.dialog = world.sip.invite(
    {
      uri: route.uri,
      credentials: route.credentials,
      side: 'called',
      from,
      sdp,
      headers: {
        'X-Decroche-Call': call.callId,
        ...(command.offerId === undefined ? {} : { 'X-Decroche-Offer': command.offerId }),
      },
    },
    listenerOf(world, call, leg),
  );
}

/** A device that says nothing at all for this long is not there; whoever sits before it has missed nothing. */
const SILENT_DEVICE_MS = 4_000;

function watchRinging(world: World, call: Call, leg: Leg): void {
  clearTimeout(leg.timer);
  const left = Math.max(0, (leg.ringsUntil ?? 0) - world.now());
  const silent = leg.status === 'inviting' && leg.deviceId !== undefined;
  leg.timer = setTimeout(
    () => {
      if (silent && leg.deviceId !== undefined) world.devices.lost(leg.deviceId);
      part(world, call, leg, silent ? 'unavailable' : 'noAnswer');
    },
    silent ? Math.min(left, SILENT_DEVICE_MS) : left,
  );
}

/** Ends a called party's leg from our side; the caller stays. */
export function part(world: World, call: Call, leg: Leg, cause: 'noAnswer' | 'unavailable' | 'mediaLost'): void {
  if (call.release(leg, { cause, by: 'system' })) partMedia(world, call, leg.legId);
}

/** Takes a leg that has ended out of the call's media, when its turn comes. */
export function partMedia(world: World, call: Call, legId: LegId): void {
  void call.enqueue(
    async () => {
      if (call.open && branchOf(call.bridge, legId)) await call.run(planPart(call.bridge, legId));
    },
    (err) => world.logger.warn({ err, callId: call.callId, legId }, 'a leg could not be parted from its call'),
  );
}

function listenerOf(world: World, call: Call, leg: Leg): LegListener {
  const onLeg = { callId: call.callId, legId: leg.legId };
  return {
    rang() {
      if (!call.step(leg, 'rang')) return;
      watchRinging(world, call, leg);
      world.events.publish({ type: 'leg.ringing', ...onLeg });
    },
    answered(sdp) {
      leg.sdp = sdp;
      if (!call.step(leg, 'answered')) return;
      if (isAwaited(call)) awaitCaller(world, call, leg);
      world.events.publish({ type: 'leg.answered', ...onLeg, answeredAt: world.now() });
    },
    ended({ cause, sip }) {
      if (!call.release(leg, { cause, by: 'party', sip })) return;
      if (leg.deviceId !== undefined && /^503\b/.test(sip)) world.devices.lost(leg.deviceId);
      partMedia(world, call, leg.legId);
    },
    directionChanged(direction) {
      if (isHold(direction) === leg.phoneHolds) return;
      leg.phoneHolds = isHold(direction);
      world.events.publish({ type: 'leg.holdChanged', ...onLeg, held: leg.phoneHolds });
    },
    moved(sdp) {
      leg.sdp = sdp;
      return call.inTurn(() => planMove(call.bridge, leg.legId, sdp));
    },
    transferRequested(target) {
      world.events.publish({ type: 'leg.transferRequested', ...onLeg, target });
    },
  };
}
