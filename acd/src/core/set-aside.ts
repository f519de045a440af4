import { WATCHDOG_REST_MS } from './deadlines.ts';
import { STRUCK_OUT_REST_MS } from './oncall/alert.ts';
import { endOf } from './roster/shift.ts';
import { putAgent, putAlert, putCall, putShift, type OwnedState } from './state-index.ts';
import type { Timer } from './timer.ts';

const WATCHDOG = 'timer:watchdog:';

/** The name of a watchdog's look, as the cause of what follows. */
export const watchdogId = (now: number): string => `${WATCHDOG}${now}`;

/**
 * Strikes out a deadline that met a bug: whoever owns it is left without it, but a shift, which still ends, and an alert, which
 * is still escalated a minute later. The watchdog only
 * rests for a while. Names are those of inputs: `timer:wait:call-1:1234`, by the journal line that set it; a journal of
 * before 23 November 2026 names no call and no agent.
 */
export function strikeOut(state: OwnedState, timer: string): void {
  if (timer.startsWith(WATCHDOG)) {
    state.watchdogRestsUntil = state.at + WATCHDOG_REST_MS;
    return;
  }
  const [, kind = '', ...named] = timer.split(':');
  const set = Number(named.pop());
  const owner = named.join(':');
  const isIt = (id: string, each: Timer | undefined): boolean => each?.set === set && (owner === '' || owner === id);
  if (kind === 'shift') return strikeOutOfShift(state, isIt);
  if (kind === 'alert' || kind === 'page') return strikeOutOfAlert(state, isIt);
  if (kind === 'agent') {
    for (const agent of [...state.agents.values()])
      if (isIt(agent.agentId, agent.timer)) putAgent(state, { ...agent, timer: undefined });
    return;
  }
  for (const call of [...state.calls.values()]) {
    const timers = Object.entries(call.timers).filter(([key, each]) => !(key === kind && isIt(call.callId, each)));
    if (timers.length < Object.keys(call.timers).length)
      putCall(state, { ...call, timers: Object.fromEntries(timers) });
  }
}

/** A page whose end met a bug is given up, and its alert goes on after a rest: nobody must be forgotten because of a defect. */
function strikeOutOfAlert(state: OwnedState, isIt: (id: string, timer: Timer | undefined) => boolean): void {
  const timer = { dueAt: state.at + STRUCK_OUT_REST_MS, set: state.seq };
  for (const alert of [...state.alerts.values()]) {
    const pages = alert.pages.filter((page) => !isIt(page.pageId, page.timer));
    const struck = pages.length < alert.pages.length || isIt(alert.alertId, alert.timer);
    if (struck) putAlert(state, { ...alert, pages, timer: alert.status === 'escalating' ? timer : undefined });
  }
}

/** A shift whose start or lateness met a bug is looked at again when it ends; one that can not be ended is left alone. */
function strikeOutOfShift(state: OwnedState, isIt: (id: string, timer: Timer | undefined) => boolean): void {
  for (const shift of [...state.shifts.values()]) {
    if (!isIt(shift.shiftId, shift.timer)) continue;
    const end = endOf(shift);
    const next = (shift.timer?.dueAt ?? end) < end ? { dueAt: end, set: state.seq } : undefined;
    putShift(state, { ...shift, timer: next });
  }
}
