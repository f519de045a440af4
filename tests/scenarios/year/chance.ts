/** Draws that are the same at every run: mulberry32. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** 0 ≤ x < 1. */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** Exponential: talk times, patience. */
  around(mean: number): number {
    return Math.round(-mean * Math.log(1 - this.unit()));
  }

  happens(share: number): boolean {
    return this.unit() < share;
  }

  /** Poisson by inversion; fine for the small means of a quarter-hour. */
  count(mean: number): number {
    let n = 0;
    let product = this.unit();
    const limit = Math.exp(-mean);
    while (product > limit) {
      n += 1;
      product *= this.unit();
    }
    return n;
  }
}
