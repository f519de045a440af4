import type { ArrivedInvite } from './ports.ts';

/** Where the gateway begins to refuse. */
export interface OverloadLimits {
  /** Calls that arrived and wait for the acd's first command. */
  readonly maximumPending: number;
  /** Calls in all. */
  readonly maximumCalls: number;
  /** How long an INVITE may have waited on its way here, how late this process and the media server may be. */
  readonly maximumLagMs: number;
}

/** How busy the gateway is at this moment. */
export interface Load {
  readonly pending: number;
  readonly calls: number;
  /** Age of the oldest command that the media server has not answered. */
  readonly mediaLagMs: number;
}

const SAMPLE_EVERY_MS = 100;

/**
 * Says when to refuse new calls. A gateway that takes more than it can carry answers all of them too late; one that
 * refuses in time carries the rest well.
 */
export class OverloadGuard {
  readonly #limits: OverloadLimits;
  readonly #timer: NodeJS.Timeout;
  #lagMs = 0;
  #expectedAt = performance.now() + SAMPLE_EVERY_MS;

  constructor(limits: OverloadLimits) {
    this.#limits = limits;
    this.#timer = setInterval(() => this.#sample(), SAMPLE_EVERY_MS);
    this.#timer.unref();
  }

  /** How late timers run, smoothed. */
  get lagMs(): number {
    return this.#lagMs;
  }

  /** Why a new call is not taken now. */
  reason(invite: ArrivedInvite, { pending, calls, mediaLagMs }: Load): string | undefined {
    if (pending >= this.#limits.maximumPending) return 'too many calls wait for the acd';
    if (calls >= this.#limits.maximumCalls) return 'too many calls';
    if (invite.ageMs > this.#limits.maximumLagMs) return 'the INVITE is too old';
    if (this.#lagMs > this.#limits.maximumLagMs) return 'the gateway is too slow';
    if (mediaLagMs > this.#limits.maximumLagMs) return 'the media server is too slow';
    return undefined;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const now = performance.now();
    const late = Math.max(0, now - this.#expectedAt);
    this.#lagMs = late > this.#lagMs ? late : this.#lagMs * 0.8 + late * 0.2;
    this.#expectedAt = now + SAMPLE_EVERY_MS;
  }
}
