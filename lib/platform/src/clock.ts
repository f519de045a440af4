/** Where programs take the time from; cores receive `now` instead. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that moves when told to: for scenario tests. */
export class ManualClock implements Clock {
  #now: number;

  constructor(startAt: number) {
    this.#now = startAt;
  }

  now(): number {
    return this.#now;
  }

  /** Moves forward by `ms` milliseconds. */
  advance(ms: number): void {
    this.#now += ms;
  }
}
