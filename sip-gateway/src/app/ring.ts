import type { LegId, ReleaseCause, RingTarget, TelephonyCommandOf } from '@decroche/protocol';
import { branchOf } from '../core/bridge.ts';
import { planPart, planRing } from '../core/media-plan.ts';
import { planMove } from '../core/move-plan.ts';
import { isHold, type SdpProfile } from '../core/sdp.ts';
import type { OutboundRoute } from '../core/outbound-route.ts';
import type { Call, Leg, World } from './call.ts';
import { awaitCaller, isAwaited } from './dial-caller.ts';
import { dial } from './dial.ts';
import type { LegListener, OutboundInvite } from './ports.ts';

interface Reachable {
  readonly routes: readonly OutboundRoute[];
  readonly profile: SdpProfile;
}

/** How a target is reached, or why it is not. */
async function reach(world: World, target: RingTarget): Promise<Reachable | ReleaseCause> {
  switch (target.kind) {
    case 'device': {
      const contact = world.devices.contactOf(target.deviceId);
      return contact ? { routes: [{ uri: contact.uri }], profile: contact.profile } : 'unavailable';
    }
    case 'uri':
      return { routes: [{ uri: target.uri }], profile: /;transport=wss?\b/i.test(target.uri) ? 'webrtc' : 'plain' };
    case 'number':
      return throughTrunk(world, target.number);
    case 'party': {
      const party = await world.parties.lookUp(target.partyRef);
      return party ? throughTrunk(world, party.number) : 'unknownNumber';
    }
  }
}

function throughTrunk(world: World, number: string): Reachable | ReleaseCause {
  const routes = world.outbound(number);
  return routes.length === 0 ? 'forbidden' : { routes, profile: 'plain' };
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
  const reachable = await reach(world, target).catch((err: unknown): ReleaseCause => {
    world.logger.error({ err, callId: call.callId, legId }, 'the party to be rung could not be looked up');
    return 'gatewayFailure';
  });
  if (leg.status === 'released') return;
  if (typeof reachable === 'string') {
    call.release(leg, { cause: reachable, by: 'system' });
    return;
  }
  await ringAt(world, call, leg, { command, reachable });
}

async function ringAt(
  world: World,
  call: Call,
  leg: Leg,
  { command, reachable }: { readonly command: TelephonyCommandOf<'ringLeg'>; readonly reachable: Reachable },
): Promise<void> {
  const { legId } = leg;
  const early = command.target.kind === 'number' || command.target.kind === 'party';
  const plan = planRing(call.bridge, { legId, profile: reachable.profile, early });
  try {
    const [offer] = await call.run({ ...plan, operations: plan.operations.slice(0, 1) });
    if (leg.status === 'released') return;
    invite(world, call, leg, { command, routes: reachable.routes, sdp: offer?.sdp ?? '' });
    await call.run({ bridge: call.bridge, operations: plan.operations.slice(1) });
  } catch (err) {
    world.logger.error({ err, callId: call.callId, legId }, 'the media server did not prepare a leg');
    call.release(leg, { cause: 'mediaFailure', by: 'system' });
  }
}

interface Invitation {
  readonly command: TelephonyCommandOf<'ringLeg'>;
  readonly routes: readonly OutboundRoute[];
  readonly sdp: string;
}

function invite(world: World, call: Call, leg: Leg, { command, routes, sdp }: Invitation): void {
  leg.ringsUntil = world.now() + command.timeoutMs;
  watchRinging(world, call, leg);
  leg.dialog = dial(
    world,
    {
      ...{ callId: call.callId, routes },
      invite: {
        side: 'called',
        from: presented(world, call, command.present),
        sdp,
        headers: {
          'X-Decroche-Call': call.callId,
          ...(command.offerId === undefined ? {} : { 'X-Decroche-Offer': command.offerId }),
        },
      },
    },
    listenerOf(world, call, leg),
  );
}

/** Who is shown to whoever is rung; nobody, when there is no number to show. */
function presented(
  world: World,
  call: Call,
  present: TelephonyCommandOf<'ringLeg'>['present'],
): OutboundInvite['from'] {
  if (present === 'number') return call.callerNumber ?? 'anonymous';
  const number = present === 'service' ? world.presented(call.serviceId) : undefined;
  return number === undefined ? 'anonymous' : { number };
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

/**
 * Takes a leg that has ended out of the call's media. The media server stops what the caller hears when it does so: music is
 * the plan's to begin again, a prompt is said from its beginning.
 */
export async function partNow(world: World, call: Call, legId: LegId): Promise<void> {
  if (!call.open || !branchOf(call.bridge, legId)) return;
  try {
    await call.run(planPart(call.bridge, legId));
    if (call.bridge.playing?.repeat === false) await call.playing?.again?.();
  } catch (err) {
    world.logger.warn({ err, callId: call.callId, legId }, 'a leg could not be parted from its call');
  }
}

/** The same when its turn comes. */
function partMedia(world: World, call: Call, legId: LegId): void {
  void call.enqueue(
    () => partNow(world, call, legId),
    () => undefined,
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
