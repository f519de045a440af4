import type { Duration, Instant, JournalEventOf, ReleaseCause, ServiceId } from '@decroche/protocol';
import { isProtected } from './child-protection.ts';
import type { OwnedState } from './state-index.ts';
import { agentsTalkingOn, type Call } from './call.ts';
import type { EngineState, RecentParty } from './state.ts';

/** Causes by which a party did not choose to leave: their line was cut. */
export const CUT: ReadonlySet<ReleaseCause> = new Set<ReleaseCause>([
  'unavailable',
  'mediaFailure',
  'mediaLost',
  'timeout',
  'remoteFailure',
  'gatewayFailure',
]);

/** A caller who hangs up within this time of talk did not mean to: they were cut, as far as we can know. */
const CUT_SHORT_MS: Duration = 10_000;

/** No more callers are remembered, whatever the services allow. */
const MOST = 20_000;

/** Waits that a call again may go on from. One who asked to be rung back keeps their place by that. */
const LEFT_WAITING: ReadonlySet<string> = new Set(['abandonedInQueue', 'abandonedWhileRinging', 'technicalFailure']);

/** A caller has gone: what they would have a right to, should they call again soon. */
export function remember(state: OwnedState, call: Call, ended: JournalEventOf<'call.ended'>): void {
  const { partyRef, serviceId, place } = call;
  const service = state.index.catalog.services.get(serviceId);
  if (partyRef === undefined || !service) return;
  const at = ended.endedAt;
  const waitedMs = place && LEFT_WAITING.has(ended.outcome) ? Math.max(0, at - place.placeAt) : 0;
  const cutFrom = wasCut(state, call, ended) ? agentsTalkingOn(call)[0] : undefined;
  const keepMs = Math.max(
    waitedMs > 0 ? (service.redialKeepsPlaceMs ?? 0) : 0,
    cutFrom === undefined ? 0 : (service.sameAgentWithinMs ?? 0),
  );
  state.recent.delete(partyRef);
  if (keepMs > 0) state.recent.set(partyRef, { partyRef, serviceId, at, untilAt: at + keepMs, waitedMs, cutFrom });
  for (const oldest of state.recent.values()) {
    if (oldest.untilAt > state.at && state.recent.size <= MOST) return;
    state.recent.delete(oldest.partyRef);
  }
}

function wasCut(state: EngineState, call: Call, { cause, by, endedAt }: JournalEventOf<'call.ended'>): boolean {
  const [agentId] = agentsTalkingOn(call);
  if (agentId === undefined || by === 'agent') return false;
  // Children hang up because somebody comes in: unless the listener ended it, it may have been cut.
  if (isProtected(state.index.catalog, call)) return true;
  const since = state.agents.get(agentId)?.tally.talkingAt ?? endedAt;
  return CUT.has(cause) || (by === 'caller' && endedAt - since < CUT_SHORT_MS);
}

/** What is remembered of a caller of this service, if it is not too long ago. */
export function recently(state: EngineState, call: Call, at: Instant): RecentParty | undefined {
  const known = call.partyRef === undefined ? undefined : state.recent.get(call.partyRef);
  return known && isOf(known, call.serviceId) && at <= known.untilAt ? known : undefined;
}

const isOf = (known: RecentParty, serviceId: ServiceId): boolean => known.serviceId === serviceId;
