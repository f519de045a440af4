import type { AccountId, AlertId, PromptId } from '@decroche/protocol';
import type { Turn } from '../turn.ts';
import type { Alert, Page } from './alert.ts';
import { connect } from './escalation.ts';
import { endPage, waitingCaller, withdrawPages } from './paging.ts';

/**
 * Somebody takes the alert: a hard stop, nobody else is paged and every page under way is withdrawn (pains 24). By the key of
 * their telephone (`page`) or on the screen. A caller who waits is joined to them.
 *
 * Mobilised to an alert that somebody has already, they join the work and stop nobody.
 */
export function accept(turn: Turn, alertId: AlertId, responderId: AccountId, page?: Page): void {
  const alert = turn.state.alerts.get(alertId);
  if (!alert) return;
  if (page) endPage(turn, alert, page, { result: 'accepted', lastWord: thanks(turn, alert) });
  if (alert.status !== 'accepted') {
    const how = page ? 'key' : 'screen';
    turn.emit({ type: 'alert.accepted', alertId, responderId, how, acceptedAt: turn.at });
    withdrawPages(turn, alertId, ownLivePage(turn, alertId, responderId));
  }
  join(turn, alertId, responderId);
  const now = turn.state.alerts.get(alertId);
  if (now?.acceptedBy !== responderId || !waitingCaller(turn.state, now)) return;
  if (!ownLivePage(turn, alertId, responderId)) connect(turn, alertId);
}

/** Nothing is said to whoever is rung at once for a caller: their telephone has to be free. */
function thanks({ state }: Turn, alert: Alert): PromptId | undefined {
  const rungAtOnce = alert.status !== 'accepted' && waitingCaller(state, alert) !== undefined;
  return rungAtOnce ? undefined : state.onCallPlan?.prompts?.accepted;
}

/** Whoever accepts on the screen while their telephone rings for the caller is joined by picking it up. */
function ownLivePage(turn: Turn, alertId: AlertId, responderId: AccountId): Page | undefined {
  const pages = turn.state.alerts.get(alertId)?.pages ?? [];
  return pages.find((each) => each.means === 'live' && each.responderId === responderId);
}

/** At work on it from here on (O3); once, until they leave. */
export function join(turn: Turn, alertId: AlertId, responderId: AccountId): void {
  if (turn.state.alerts.get(alertId)?.joined.includes(responderId)) return;
  turn.emit({ type: 'alert.joined', alertId, by: actorOf(turn), responderId, joinedAt: turn.at });
}

/** Who stands behind a fact of an alert: an account, or nobody in particular. */
export const actorOf = (turn: Turn): AccountId => turn.actor as AccountId;
