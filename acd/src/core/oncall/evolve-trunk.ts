import type { GatewayId, JournalEventOf } from '@decroche/protocol';
import type { OwnedState } from '../state-index.ts';
import type { EngineState } from '../state.ts';

/** What is known of a way to the public network: whether it answers, and how its last probes went. */
export function evolveTrunk(state: OwnedState, event: JournalEventOf<'trunk.changed' | 'line.probed'>): void {
  const { gatewayId, trunkId } = event;
  const key = `${gatewayId}/${trunkId}`;
  const known = state.trunks.get(key);
  const probed = event.type === 'line.probed';
  const failedProbes = probed ? (event.ok ? 0 : (known?.failedProbes ?? 0) + 1) : known?.failedProbes;
  // A call of our own that has come back proves the trunk, whatever it answered when it was asked.
  const up = probed ? event.ok || (known?.up ?? true) : event.up;
  state.trunks.set(key, { gatewayId, trunkId, up, failedProbes });
}

/** A gateway that was started anew tells of its trunks anew: one that it has no more must not be counted for ever. */
export function forgetTrunks(state: OwnedState, gatewayId: GatewayId): void {
  for (const [key, trunk] of [...state.trunks]) if (trunk.gatewayId === gatewayId) state.trunks.delete(key);
}

/** Whether a probe has ever told how the lines of a gateway are, be it before it was started anew. */
export function wasProbed({ gateways, trunks }: EngineState, gatewayId: GatewayId): boolean {
  if (gateways.get(gatewayId)?.probed) return true;
  return [...trunks.values()].some((each) => each.gatewayId === gatewayId && each.failedProbes !== undefined);
}
