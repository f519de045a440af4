import type { CallId } from '@decroche/protocol';

/**
 * Calls that arrived and have had no command yet, oldest first. One timer looks at the oldest only, whatever their number.
 */
export class PendingCalls {
  readonly #silenceMs: number;
  readonly #arrivedAt = new Map<CallId, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(silenceMs: number, onSilence: (callId: CallId) => void) {
    this.#silenceMs = silenceMs;
    this.#timer = setInterval(() => this.#look(onSilence), Math.max(20, silenceMs / 8));
    this.#timer.unref();
  }

  get size(): number {
    return this.#arrivedAt.size;
  }

  add(callId: CallId): void {
    this.#arrivedAt.set(callId, performance.now());
  }

  delete(callId: CallId): void {
    this.#arrivedAt.delete(callId);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(onSilence: (callId: CallId) => void): void {
    const due = performance.now() - this.#silenceMs;
    for (const [callId, arrivedAt] of this.#arrivedAt) {
      if (arrivedAt > due) return;
      this.#arrivedAt.delete(callId);
      onSilence(callId);
    }
  }
}
