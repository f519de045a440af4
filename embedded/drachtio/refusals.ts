import type { Logger } from '@decroche/platform';
import type { Flow } from './transport/flow.ts';
import { hostport } from './transport/flow.ts';

/** Lines written each second at most: a flood of garbage must not become a flood of log. */
const LINES_PER_SECOND = 200;

/** What was refused and why. */
export interface Refusal {
  /** Phrase of the answer, or of the silence. */
  readonly reason: string;
  /** SIP status answered; undefined when nothing was sent back. */
  readonly status?: number;
}

/** Counts every message refused at a door and writes one log line with an id for it. */
export class Refusals {
  readonly #logger: Logger;
  readonly #count: (reason: string) => void;
  #number = 0;
  #second = 0;
  #lines = 0;

  constructor(logger: Logger, count: (reason: string) => void) {
    this.#logger = logger;
    this.#count = count;
  }

  /** @returns the id that stands in the log. */
  sip(refusal: Refusal, flow: Flow): string {
    return this.#write('sip', refusal, {
      transport: flow.transport,
      peer: hostport(flow.remoteAddress, flow.remotePort),
    });
  }

  control(reason: string, peer: string): string {
    return this.#write('control', { reason }, { peer });
  }

  #write(door: 'sip' | 'control', refusal: Refusal, where: { transport?: string; peer: string }): string {
    const refusalId = `refused-${++this.#number}`;
    this.#count(refusal.reason);
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) {
      if (this.#lines > LINES_PER_SECOND) this.#logger.warn({ refused: this.#lines }, 'refusals not logged one by one');
      this.#second = second;
      this.#lines = 0;
    }
    if (++this.#lines <= LINES_PER_SECOND) this.#logger.warn({ refusalId, door, ...refusal, ...where }, 'refused');
    return refusalId;
  }
}
