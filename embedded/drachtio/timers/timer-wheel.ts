/**
 * One coarse clock for every SIP timer of the process.
 *
 * A SIP call needs a dozen timers of 0.5 to 32 s, nearly all of them cancelled or forgotten; a hashed wheel makes
 * setting and cancelling cost a few pointer writes. Nothing here reads the machine's clock: whoever owns the wheel calls
 * {@link TimerWheel.advance}, a 20 ms interval in production and the test itself on a manual clock.
 */
export class TimerWheel {
  readonly #tickMs: number;
  readonly #slots: Timer[];
  #tick = 0;
  #now: number;
  #start: number;
  #pending = 0;

  /** @param now first instant of the clock, in ms of any origin. @param tickMs precision: timers fire up to one tick late. */
  constructor(now = 0, tickMs = 20, slots = 2048) {
    this.#tickMs = tickMs;
    this.#now = now;
    this.#start = now;
    this.#slots = Array.from({ length: slots }, () => {
      const head = new Timer(0, nothing);
      head.next = head;
      head.previous = head;
      return head;
    });
  }

  /** The instant of the last {@link advance}, in ms. */
  get now(): number {
    return this.#now;
  }

  /** Timers set and neither fired nor cancelled. */
  get pending(): number {
    return this.#pending;
  }

  /** Calls `fire` once, `delayMs` from now (never early by more than the tick in progress). */
  after(delayMs: number, fire: () => void): Timer {
    const dueTick = this.#tick + Math.max(1, Math.ceil(delayMs / this.#tickMs));
    const timer = new Timer(dueTick, fire);
    const head = this.#slots[dueTick % this.#slots.length] as Timer;
    timer.previous = head.previous;
    timer.next = head;
    (head.previous as Timer).next = timer;
    head.previous = timer;
    timer.onUnlink = this.#forget;
    this.#pending++;
    return timer;
  }

  /** Moves the clock to `now` and fires what is due, in order of ticks. */
  advance(now: number): void {
    const target = Math.floor((now - this.#start) / this.#tickMs);
    while (this.#tick < target) {
      if (this.#pending === 0) {
        this.#tick = target;
        break;
      }
      this.#tick++;
      this.#now = this.#start + this.#tick * this.#tickMs;
      this.#fireSlot();
    }
    this.#now = now;
  }

  #fireSlot(): void {
    const head = this.#slots[this.#tick % this.#slots.length] as Timer;
    let timer = head.next as Timer;
    while (timer !== head) {
      const next = timer.next as Timer;
      if (timer.dueTick <= this.#tick) {
        const fire = timer.fire;
        timer.cancel();
        fire();
        // `fire` may have unlinked `next`: start again from the head, fired timers are gone.
        timer = next.linked || next === head ? next : (head.next as Timer);
      } else {
        timer = next;
      }
    }
  }

  readonly #forget = (): void => {
    this.#pending--;
  };
}

function nothing(): void {
  // the heads of the wheel's lists never fire
}

/** A pending timer; {@link Timer.cancel} is harmless once it fired. */
export class Timer {
  readonly dueTick: number;
  readonly fire: () => void;
  next: Timer | undefined;
  previous: Timer | undefined;
  onUnlink: (() => void) | undefined;

  constructor(dueTick: number, fire: () => void) {
    this.dueTick = dueTick;
    this.fire = fire;
  }

  /** Whether the timer is still to fire. */
  get linked(): boolean {
    return this.onUnlink !== undefined;
  }

  cancel(): void {
    if (!this.onUnlink) return;
    (this.previous as Timer).next = this.next;
    (this.next as Timer).previous = this.previous;
    this.onUnlink();
    this.onUnlink = undefined;
    this.next = undefined;
    this.previous = undefined;
  }
}
