import type { Instant, LegId, TelephonyEventOf } from '@decroche/protocol';
import { CENSUS_GRACE_MS } from './deadlines.ts';
import { deviceFound, deviceLost } from './devices.ts';
import { gatewayHeard } from './oncall/continuity.ts';
import { callsOfPages, endMissingPages } from './oncall/page-census.ts';
import { legReleased } from './legs.ts';
import { hasCaller, offersOf, type Call } from './call.ts';
import type { Turn } from './turn.ts';

type Census = TelephonyEventOf<'gateway.census'>;

/**
 * What the gateway holds against what we believe (pains 3): legs it does not name are gone, legs we do not know are ended,
 * telephones come and go. A leg younger than the census may be missing from it, except after a restart, which leaves nothing.
 */
export function takeCensus(turn: Turn, census: Census): void {
  const { gatewayId, bootId } = census;
  const known = turn.state.gateways.get(gatewayId)?.bootId;
  if (known !== bootId || turn.state.gateways.get(gatewayId)?.lost)
    turn.emit({ type: 'gateway.censusTaken', gatewayId, bootId });
  gatewayHeard(turn, gatewayId);
  const restarted = census.reason === 'started' || (known !== undefined && known !== bootId);
  const held = new Set<LegId>(census.legs.filter((leg) => leg.status !== 'released').map((leg) => leg.legId));
  const before = census.takenAt - (restarted ? 0 : CENSUS_GRACE_MS);
  const endedAt = restarted ? (census.aliveUntilAt ?? census.takenAt) : census.takenAt;
  for (const call of [...turn.state.calls.values()]) {
    if (call.gatewayId === gatewayId) compare(turn, call, { held, before, endedAt });
  }
  endMissingPages(turn, gatewayId, { held, before });
  endStrangers(turn, census);
  compareDevices(turn, census);
}

interface Comparison {
  readonly held: ReadonlySet<LegId>;
  readonly before: number;
  /** When the missing legs ended, as far as the gateway knows: an outage is not talk. */
  readonly endedAt: Instant;
}

function compare(turn: Turn, call: Call, { held, before, endedAt }: Comparison): void {
  if (call.receivedAt >= before) return;
  const gone = (legId: LegId): void => {
    const now = turn.state.calls.get(call.callId);
    if (!now || held.has(legId)) return;
    const { callId } = call;
    legReleased(turn, now, {
      ...{
        type: 'leg.released',
        callId,
        legId,
        releasedAt: Math.max(endedAt, lastHeardOf(now)),
        cause: 'gatewayFailure',
        by: 'system',
      },
    });
  };
  if (hasCaller(call) || (call.stage.status === 'dialling' && call.stage.since < before)) gone(call.legId);
  for (const legId of otherLegs(call, before)) gone(legId);
}

/** A call does not end before the last thing that is known of it. */
const lastHeardOf = ({ answeredAt, place, receivedAt }: Call): Instant =>
  Math.max(receivedAt, answeredAt ?? 0, place?.queuedAt ?? 0);

/** Legs of agents and outside parties that had time to be in the census. */
function otherLegs(call: Call, before: number): readonly LegId[] {
  const { stage } = call;
  const rung = offersOf(call).flatMap((offer) => (offer.madeAt < before ? [offer.legId] : []));
  if (stage.status === 'talking' || stage.status === 'held') return [stage.party.legId];
  if (stage.status === 'onCall') return stage.joining ? [stage.joining.legId] : [];
  return stage.status === 'transferring' && stage.from ? [...rung, stage.from.legId] : rung;
}

/** Calls that are over for us but not for the gateway. */
function endStrangers(turn: Turn, census: Census): void {
  const paged = callsOfPages(turn);
  const strangers = new Set(
    census.legs.map((leg) => leg.callId).filter((callId) => !turn.state.calls.has(callId) && !paged.has(callId)),
  );
  for (const callId of strangers) {
    turn.command(census.gatewayId, { type: 'releaseCall', callId, cause: 'gatewayFailure' });
  }
}

function compareDevices(turn: Turn, { gatewayId, devices }: Census): void {
  const present = new Set(devices);
  for (const deviceId of present) deviceFound(turn, deviceId, gatewayId);
  for (const agent of [...turn.state.agents.values()]) {
    if (agent.reachable?.at !== gatewayId) continue;
    const device = turn.state.index.catalog.agents.get(agent.agentId)?.device;
    if (device && device.kind !== 'uri' && !present.has(device.deviceId)) {
      deviceLost(turn, device.deviceId, gatewayId, 'census');
    }
  }
}
