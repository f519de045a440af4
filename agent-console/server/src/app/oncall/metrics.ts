import { Gauge, type Clock } from '@decroche/platform';
import type { Board } from '../../core/board/state.ts';
import { openAlertsOf } from '../../core/oncall/alert-state.ts';
import type { OnCallBook } from './book.ts';
import { GAPS_AHEAD_MS } from './views.ts';

/** Lets the outside watch on-call: computed when it is asked for. */
export function measureOnCall({
  book,
  board,
  clock,
}: {
  readonly book: OnCallBook;
  readonly board: Board;
  readonly clock: Clock;
}): void {
  new Gauge({
    name: 'decroche_on_call_gap_seconds',
    help: 'Time of the next 90 days for which somebody is required and nobody is on call',
    labelNames: ['schedule'],
    collect() {
      this.reset();
      const [onCall, at] = [book.onCall(), clock.now()];
      for (const { scheduleId } of book.plan().schedules) {
        const gaps = onCall.gaps(scheduleId, at, at + GAPS_AHEAD_MS);
        const openMs = gaps.reduce((total, { fromAt, toAt }) => total + toAt - fromAt, 0);
        this.set({ schedule: scheduleId }, openMs / 1000);
      }
    },
  });
  new Gauge({
    name: 'decroche_open_alerts',
    help: 'Alerts that are not closed',
    collect() {
      this.set(openAlertsOf(board.onCall).length);
    },
  });
}
