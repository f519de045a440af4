/** What is known of the ways to the public network while the journal is read, and what a report keeps of it (IC6, K5). */
import type { AlertId, Duration, GatewayId, Instant, TrunkId } from '@decroche/protocol';

/** One trunk as one gateway sees it. */
export interface Path {
  readonly gatewayId: GatewayId;
  readonly trunkId: TrunkId;
  /** What the gateway last said of it; absent = nothing yet. */
  readonly isUp?: boolean;
  /** The last time the product called itself through it. */
  readonly probe?: { readonly at: Instant; readonly ok: boolean };
}

/** An alert of the product about itself that is not closed. */
export interface WatchedAlert {
  readonly alertId: AlertId;
  /** The gateway it says is silent; absent for one about the lines. */
  readonly gatewayId?: GatewayId;
  /** False once it has spoken again. */
  readonly isSilent?: boolean;
  /** Somebody closed the alert; the gateway has not spoken since. */
  readonly isClosed?: boolean;
}

/** One fact that availability is computed from. */
export interface LineSign {
  /** Journal line. */
  readonly seq: number;
  readonly at: Instant;
  /** `gateway`: a whole gateway falls silent, or speaks again. */
  readonly kind: 'probe' | 'trunk' | 'gateway';
  readonly gatewayId: GatewayId;
  /** For a gateway: `gateway:` and its id. */
  readonly trunkId: TrunkId;
  readonly ok: boolean;
  readonly why?: string;
  readonly roundTripMs?: Duration;
  /** The outage it is evidence of. */
  readonly outageSeq?: number;
}

/** A stretch in which no call could be served. */
export interface Outage {
  /** Journal line of its first sign. */
  readonly seq: number;
  readonly fromAt: Instant;
  /** The first good sign; absent = not restored yet. */
  readonly toAt?: Instant;
  readonly trunks: readonly TrunkId[];
  readonly alertId?: AlertId;
}

/** A stretch from one probe to a later one, never longer without one than {@link MEASURED_GAP_MS}. */
export interface MeasuredSpan {
  /** Journal line of its first probe. */
  readonly seq: number;
  readonly fromAt: Instant;
  readonly toAt: Instant;
}

/** All that the next line is judged by. */
export interface LineState {
  readonly gateways: readonly GatewayId[];
  readonly paths: readonly Path[];
  readonly alerts: readonly WatchedAlert[];
  /** The one that is not over. */
  readonly outage?: Outage;
  /** The latest. */
  readonly measured?: MeasuredSpan;
}

/** Before any line. */
export const nothingKnown: LineState = { gateways: [], paths: [], alerts: [] };

/**
 * Between two probes that are further apart nothing was measured. Probes come every minute unless the gateway is told otherwise
 * (`PROBE_EVERY_MS`): beyond this the time between them is said to be unmeasured.
 */
export const MEASURED_GAP_MS: Duration = 3 * 60_000;

/** A trunk that has not been probed for so long is no longer probed: removed, or its gateway is gone. */
const FORGOTTEN_MS: Duration = 15 * 60_000;

/** How a gateway is named among the trunks. */
export const asTrunk = (gatewayId: GatewayId): TrunkId => `gateway:${gatewayId}` as TrunkId;

/** Whether some gateway is known, and none can serve a call. */
export function isDown(state: LineState, at: Instant): boolean {
  return state.gateways.length > 0 && state.gateways.every((gatewayId) => !serves(state, gatewayId, at));
}

/**
 * A gateway serves unless it is silent or all its trunks are down: those that are probed, or if none is, those it says are down.
 * One of which nothing is known is not held to be down.
 */
function serves({ alerts, paths }: LineState, gatewayId: GatewayId, at: Instant): boolean {
  if (alerts.some((alert) => alert.gatewayId === gatewayId && alert.isSilent)) return false;
  const ours = paths.filter((path) => path.gatewayId === gatewayId);
  const probed = ours.filter((path) => isProbed(path, at));
  const counted = probed.length > 0 ? probed : ours;
  return counted.length === 0 || counted.some((path) => !isPathDown(path, at));
}

const isProbed = ({ probe }: Path, at: Instant): boolean => probe !== undefined && at - probe.at <= FORGOTTEN_MS;

const isPathDown = (path: Path, at: Instant): boolean =>
  path.isUp === false || (isProbed(path, at) && path.probe?.ok === false);

/** The trunks that serve no call at an instant. */
export function downTrunks(state: LineState, at: Instant): TrunkId[] {
  const silent = state.alerts.flatMap(({ gatewayId, isSilent }) => (gatewayId && isSilent ? [asTrunk(gatewayId)] : []));
  const down = state.paths.filter((path) => isPathDown(path, at)).map(({ trunkId }) => trunkId);
  return [...new Set([...down, ...silent])].sort();
}
