import type { Timer, TimerWheel } from '../timers/timer-wheel.ts';
import { decimal, parameter, parametersOf } from '../sip/grammar.ts';
import type { SipMessage } from '../sip/message.ts';

/** What a Session-Expires header says (RFC 4028 §4). */
export interface SessionInterval {
  readonly seconds: number;
  readonly refresher: 'uac' | 'uas' | undefined;
}

/** Reads Session-Expires; undefined when absent or unreadable. */
export function sessionInterval(message: SipMessage): SessionInterval | undefined {
  const value = message.get('session-expires');
  if (value === undefined) return undefined;
  const semicolon = value.indexOf(';');
  const seconds = decimal((semicolon === -1 ? value : value.slice(0, semicolon)).trim(), 2 ** 31);
  if (seconds === undefined) return undefined;
  const refresher = parameter(parametersOf(value), 'refresher')?.toLowerCase();
  return { seconds, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : undefined };
}

interface SessionTimerParts {
  readonly seconds: number;
  /** Whether refreshing is our part; the peer's otherwise. */
  readonly weRefresh: boolean;
  /** Half the interval has passed (§7.2). */
  refresh(): void;
  /** The peer let the interval pass (§10): min(32 s, a third) before its end. */
  expired(): void;
}

/** The running session timer of one dialog (RFC 4028); a new one replaces it at each refresh. */
export class SessionTimer {
  readonly seconds: number;
  readonly weRefresh: boolean;
  readonly #timer: Timer;

  constructor(wheel: TimerWheel, parts: SessionTimerParts) {
    this.seconds = parts.seconds;
    this.weRefresh = parts.weRefresh;
    const intervalMs = parts.seconds * 1000;
    this.#timer = parts.weRefresh
      ? wheel.after(intervalMs / 2, () => parts.refresh())
      : wheel.after(intervalMs - Math.min(32_000, intervalMs / 3), () => parts.expired());
  }

  stop(): void {
    this.#timer.cancel();
  }
}
