import type { EngineState } from '../state.ts';
import { isOpenAlert, type Alert, type Page } from './alert.ts';

/**
 * Whether an alert can not be forgotten: while it is escalated somebody is being paged or the next step has its time, one by the
 * policy at most; each page has its deadline; once it is accepted nobody is asked by the policy, but whoever accepted on the
 * screen may pick up the telephone that rang for them already; once closed nobody at all.
 */
export function goesOn({ index }: EngineState, alert: Alert): boolean {
  const { status, pages, timer } = alert;
  const byPolicy = pages.filter((page) => page.outside === undefined && !isJoined(alert, page));
  const timed = pages.every((page) => page.timer !== undefined) && (status !== 'deferred' || timer !== undefined);
  const asks = byPolicy.length + (timer === undefined ? 0 : 1);
  const right = status === 'escalating' ? asks === 1 : byPolicy.length === 0;
  return (
    timed && right && (isOpenAlert(alert) || pages.length === 0) && index.paging.has(alert.alertId) === pages.length > 0
  );
}

const isJoined = ({ status, acceptedBy }: Alert, { means, responderId }: Page): boolean =>
  status === 'accepted' && means === 'live' && responderId === acceptedBy;
