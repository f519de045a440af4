import type { CallId, LegId } from '@decroche/protocol';
import { Fault, type Logger } from '@decroche/platform';
import type { Gateway } from './gateway.ts';
import type { MediaPort } from './ports.ts';

/** How the sound of parties is watched. */
export interface RtpWatchOptions {
  readonly gateway: Gateway;
  readonly media: MediaPort;
  readonly logger: Logger;
  readonly now: () => number;
  /** A party who was heard before and not for this long is gone without having said so. */
  readonly lostAfterMs: number;
}

const ROUND_MS = 15_000;
const TICK_MS = 500;

/**
 * Finds ghosts: callers and agents whose sound stopped without a BYE. The media server is asked about each call once a
 * round, a few calls at a time, so that a thousand calls cost as much as the network of one.
 */
export class RtpWatch {
  readonly #options: RtpWatchOptions;
  readonly #timer: NodeJS.Timeout;
  #round: CallId[] = [];
  #share = 1;

  constructor(options: RtpWatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#tick(), Math.min(TICK_MS, options.lostAfterMs / 4));
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    if (this.#round.length === 0) {
      this.#round = [...this.#options.gateway.calls.keys()];
      this.#share = Math.max(1, Math.ceil((this.#round.length * TICK_MS) / ROUND_MS));
    }
    for (const callId of this.#round.splice(0, this.#share)) void this.#look(callId);
  }

  async #look(callId: CallId): Promise<void> {
    const { gateway, media, logger, now, lostAfterMs } = this.#options;
    try {
      const heard: ReadonlyMap<LegId, number> = await media.lastHeard(callId);
      const due = now() - lostAfterMs;
      for (const [legId, at] of heard) if (at < due) gateway.onUnheard(callId, legId);
    } catch (err) {
      if (!gateway.calls.has(callId)) return;
      logger.warn({ err, callId }, 'the media server was not able to tell of a call');
      if (err instanceof Fault && err.code === 'refused') gateway.onMediaUnknown(callId);
    }
  }
}
