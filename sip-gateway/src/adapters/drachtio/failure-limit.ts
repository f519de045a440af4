/** Counts failures of a source in a sliding window, so that passwords cannot be tried at speed. */
export class FailureLimit {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #failures = new Map<string, number[]>();

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Whether a source has failed too often. */
  exceeded(source: string, now: number): boolean {
    const recent = this.#recent(source, now);
    if (recent.length === 0) this.#failures.delete(source);
    return recent.length >= this.#most;
  }

  failed(source: string, now: number): void {
    const recent = this.#recent(source, now);
    recent.push(now);
    this.#failures.delete(source);
    this.#failures.set(source, recent.slice(-this.#most));
    if (this.#failures.size > 10_000) this.#failures.delete(this.#failures.keys().next().value as string);
  }

  #recent(source: string, now: number): number[] {
    return (this.#failures.get(source) ?? []).filter((at) => at > now - this.#windowMs);
  }
}
