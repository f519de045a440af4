import type { SipTimers } from '../transaction/context.ts';
import type { Timer, TimerWheel } from '../timers/timer-wheel.ts';

/** A response the server repeats end to end until the peer acknowledges it. */
interface RepetitionParts {
  /** Longest pause between two repetitions, in ms; T2 for a 2xx, none for a reliable provisional. */
  readonly capMs: number;
  send(): void;
  /** Nobody acknowledged within 64·T1. */
  expired(): void;
}

/**
 * Repeats a message after T1, 2·T1, 4·T1 … until {@link Repetition.stop}; gives up after 64·T1. This is how a 2xx
 * waits for its ACK (RFC 3261 §13.3.1.4) and a reliable provisional for its PRACK (RFC 3262 §3), on every transport.
 */
export class Repetition {
  readonly #wheel: TimerWheel;
  readonly #parts: RepetitionParts;
  #next: Timer | undefined;
  readonly #end: Timer;

  constructor(wheel: TimerWheel, timers: SipTimers, parts: RepetitionParts) {
    this.#wheel = wheel;
    this.#parts = parts;
    this.#schedule(timers.t1);
    this.#end = wheel.after(64 * timers.t1, () => {
      this.stop();
      parts.expired();
    });
  }

  stop(): void {
    this.#next?.cancel();
    this.#end.cancel();
  }

  #schedule(delayMs: number): void {
    this.#next = this.#wheel.after(delayMs, () => {
      this.#parts.send();
      this.#schedule(Math.min(2 * delayMs, this.#parts.capMs));
    });
  }
}
