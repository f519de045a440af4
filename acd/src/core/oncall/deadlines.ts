import type { AlertId, PageId } from '@decroche/protocol';
import type { Turn } from '../turn.ts';
import { pageOver, startStep } from './escalation.ts';
import { deferOrEscalate } from './opening.ts';

/** The opening has come, or the next step's time. */
export function alertDue(turn: Turn, alertId: AlertId, set: number): void {
  const alert = turn.state.alerts.get(alertId);
  if (alert?.timer?.set !== set) return turn.ignore('the alert has moved on');
  if (alert.status === 'deferred') return deferOrEscalate(turn, alertId);
  startStep(turn, alertId, alert.awaited ?? alert.at);
}

/** It has rung out, nothing was pressed, or the mail was not answered. */
export function pageDue(turn: Turn, { alertId, pageId }: { alertId: AlertId; pageId: PageId }, set: number): void {
  const alert = turn.state.alerts.get(alertId);
  const page = alert?.pages.find((each) => each.pageId === pageId);
  if (!alert || page?.timer?.set !== set) return turn.ignore('the page has moved on');
  pageOver(turn, alert, page, { result: page.answered ? 'noKey' : 'noAnswer' });
}
