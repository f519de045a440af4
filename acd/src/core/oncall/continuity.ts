import type { Duration, GatewayId, Instant, TelephonyEventOf } from '@decroche/protocol';
import type { EngineState } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { Trunk } from './alert.ts';
import { gatewayKey, LINES_KEY } from './dedup-keys.ts';
import { escalate } from './escalation.ts';
import { openAlert, openAlertOf } from './opening.ts';
import { wasProbed } from './evolve-trunk.ts';
import { policyNamed } from './plan.ts';

/** A gateway sends its census every minute: after three of them missing it is believed to be gone. */
const SILENT_MS: Duration = 3 * 60_000;

type LineSign = TelephonyEventOf<'trunk.changed' | 'line.probed'>;

/** A trunk is lost or found, or a probe went well or not: those on call are told when no call can be served (C10, IC6). */
export function lineTold(turn: Turn, event: LineSign): void {
  turn.emit(event);
  const fault = linesFault(turn.state);
  if (fault === undefined && provesLines(turn.state, event))
    recover(turn, LINES_KEY, event.type === 'line.probed' ? event.probedAt : event.changedAt);
  else if (fault !== undefined) tell(turn, LINES_KEY, { title: 'Lignes téléphoniques en panne', detail: fault });
}

/** A call that came back proves the lines. That a trunk is up proves them where no probe can say better. */
function provesLines(state: EngineState, event: LineSign): boolean {
  if (event.type === 'line.probed') return event.ok;
  const { gateways, trunks } = state;
  const known = [...gateways.values(), ...trunks.values()].map((each) => each.gatewayId);
  return event.up && !known.some((gatewayId) => wasProbed(state, gatewayId));
}

/** Why no call can be served: every trunk is down, or every probe of late has failed. */
function linesFault({ trunks, gateways, onCallPlan }: EngineState): string | undefined {
  const ours = [...trunks.values()].filter((each) => !gateways.get(each.gatewayId)?.lost);
  if (ours.length === 0) return undefined;
  if (ours.every((each) => !each.up)) return `Aucun accès opérateur ne répond : ${namesOf(ours)}`;
  const limit = onCallPlan?.continuity?.failedProbes ?? Infinity;
  const probed = ours.filter((each) => each.failedProbes !== undefined);
  const failed = probed.length > 0 && probed.every((each) => (each.failedProbes ?? 0) >= limit);
  return failed ? `Les appels d'essai échouent : ${namesOf(probed)}` : undefined;
}

const namesOf = (trunks: readonly Trunk[]): string => [...new Set(trunks.map((each) => each.trunkId))].join(', ');

/**
 * One alert for one cause, however often it is seen. What is down again after it had recovered is told again: to those on call
 * from the first step on, when somebody had it or nobody took it, for no one is being paged then.
 */
function tell(turn: Turn, dedupKey: string, words: { readonly title: string; readonly detail: string }): void {
  const policyId = turn.state.onCallPlan?.continuity?.policyId;
  if (policyId === undefined || !policyNamed(turn.state, policyId)) return;
  const known = openAlertOf(turn, { source: 'continuity', dedupKey });
  if (!known) openAlert(turn, { source: 'continuity', by: 'system', content: words, policyId, dedupKey });
  else if (known.recovered) {
    const { alertId, status } = known;
    turn.emit({ type: 'alert.repeated', alertId, content: words });
    if (status === 'accepted') turn.emit({ type: 'alert.escalated', alertId, by: 'system' });
    if (status === 'accepted' || status === 'exhausted') escalate(turn, alertId);
  }
}

function recover(turn: Turn, dedupKey: string, recoveredAt: Instant): void {
  const known = openAlertOf(turn, { source: 'continuity', dedupKey });
  if (known && !known.recovered) turn.emit({ type: 'alert.recovered', alertId: known.alertId, recoveredAt });
}

/** Once a second: has any gateway been silent for too long? Counted from the start of this process on. */
export function watchGateways(turn: Turn): void {
  const { heard } = turn.state.index;
  for (const { gatewayId, lost } of turn.state.gateways.values()) {
    const since = heard.get(gatewayId);
    if (since === undefined) heard.set(gatewayId, turn.at);
    else if (!lost && turn.at - since > SILENT_MS) {
      const title = `La passerelle ${gatewayId} ne répond plus`;
      tell(turn, gatewayKey(gatewayId), { title, detail: '' });
    }
  }
}

/** A gateway speaks. */
export function gatewayHeard(turn: Turn, gatewayId: GatewayId): void {
  turn.state.index.heard.set(gatewayId, turn.at);
  recover(turn, gatewayKey(gatewayId), turn.at);
}
