import { WATCHDOG_REST_MS } from './deadlines.ts';
import { putAgent, putCall, type OwnedState } from './state-index.ts';

const WATCHDOG = 'timer:watchdog:';

/** The name of a watchdog's look, as the cause of what follows. */
export const watchdogId = (now: number): string => `${WATCHDOG}${now}`;

/**
 * Strikes out a deadline that met a bug: whoever owns it is left without it. The watchdog only rests for a while. Names are
 * those of inputs: `timer:wait:1234`, by the journal line that set it.
 */
export function strikeOut(state: OwnedState, timer: string): void {
  if (timer.startsWith(WATCHDOG)) {
    state.watchdogRestsUntil = state.at + WATCHDOG_REST_MS;
    return;
  }
  const [, name, set] = timer.split(':');
  const isIt = (each: { readonly set: number } | undefined): boolean => each !== undefined && each.set === Number(set);
  for (const call of [...state.calls.values()]) {
    const timers = Object.entries(call.timers).filter(([key, each]) => !(key === name && isIt(each)));
    if (timers.length < Object.keys(call.timers).length)
      putCall(state, { ...call, timers: Object.fromEntries(timers) });
  }
  if (name !== 'agent') return;
  for (const agent of [...state.agents.values()])
    if (isIt(agent.timer)) putAgent(state, { ...agent, timer: undefined });
}
