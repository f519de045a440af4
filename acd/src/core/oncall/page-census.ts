import type { CallId, GatewayId, Instant, LegId } from '@decroche/protocol';
import type { Turn } from '../turn.ts';
import { pageOver } from './escalation.ts';

/** Calls of ours that ring somebody on call, or say a last word to them: they are no strangers to a census. */
export function callsOfPages({ state, at }: Turn): ReadonlySet<CallId> {
  const calls = new Set<CallId>();
  for (const alert of state.alerts.values()) {
    for (const { callId } of alert.pages) if (callId !== undefined) calls.add(callId);
    for (const { callId, untilAt } of alert.partings) if (untilAt > at) calls.add(callId);
  }
  return calls;
}

/** A page whose leg the gateway no longer has rings nobody: the next one is asked. */
export function endMissingPages(
  turn: Turn,
  gatewayId: GatewayId,
  { held, before }: { readonly held: ReadonlySet<LegId>; readonly before: Instant },
): void {
  for (const alertId of [...turn.state.index.paging]) {
    for (const page of turn.state.alerts.get(alertId)?.pages ?? []) {
      const alert = turn.state.alerts.get(alertId);
      const missing = page.gatewayId === gatewayId && page.legId !== undefined && !held.has(page.legId);
      if (!alert?.pages.includes(page) || !missing || page.pagedAt >= before) continue;
      pageOver(turn, alert, page, { result: 'failed', cause: 'gatewayFailure', legGone: true });
    }
  }
}
