/**
 * The ways to the public network, and which of them answer.
 *
 * ```
 *              answered                  408, 503, nothing
 *   unknown ─────────────▶ up ◀────────────────────────────▶ down
 *      └──────────────── 408, 503, nothing ─────────────────▶
 * ```
 */
import type { GatewayId, TrunkId } from '@decroche/protocol';
import type { Logger } from '@decroche/platform';
import type { EventPort, SipPort } from './ports.ts';

/** What trunks are asked by, and how often. */
export interface TrunksOptions {
  /** In order of preference. */
  readonly trunkIds: readonly TrunkId[];
  readonly gatewayId: GatewayId;
  readonly sip: Pick<SipPort, 'askWhetherThere'>;
  readonly events: EventPort;
  readonly everyMs: number;
  readonly now: () => number;
  readonly logger: Logger;
}

interface TrunkState {
  readonly up: boolean;
  readonly changedAt: number;
  readonly why?: string;
}

/** An answer takes one round trip; over UDP four of our questions have left by then (RFC 3261 §17.1.2.2). */
const PATIENCE_MS = 4_000;
/** One that is down is asked more often: it is missed until it is known to be back. */
const ASK_LOST_MS = 5_000;

/** Asks each trunk regularly whether it is there (OPTIONS, RFC 3261 §11); any answer but 408 and 503 says yes. */
export class Trunks {
  readonly #options: TrunksOptions;
  readonly #states = new Map<TrunkId, TrunkState>();
  readonly #asking = new Map<TrunkId, Promise<boolean>>();
  #timers: readonly NodeJS.Timeout[] = [];

  constructor(options: TrunksOptions) {
    this.#options = options;
  }

  /** Every trunk: those that answer, or have not been asked yet, before those that do not; else by preference. */
  inOrder(): readonly TrunkId[] {
    const { trunkIds } = this.#options;
    return [...trunkIds.filter((id) => !this.#isDown(id)), ...trunkIds.filter((id) => this.#isDown(id))];
  }

  /** Asks all of them now, and again and again. */
  start(): void {
    const { trunkIds, everyMs } = this.#options;
    const askAll = () => trunkIds.forEach((trunkId) => void this.ask(trunkId));
    const askLost = () => trunkIds.filter((id) => this.#isDown(id)).forEach((trunkId) => void this.ask(trunkId));
    this.#timers = [setInterval(askAll, everyMs), setInterval(askLost, Math.min(ASK_LOST_MS, everyMs))];
    askAll();
  }

  stop(): void {
    this.#timers.forEach((timer) => clearInterval(timer));
  }

  /** Asks one now, unless it is being asked; gives whether it is there. */
  ask(trunkId: TrunkId): Promise<boolean> {
    const asking = this.#asking.get(trunkId) ?? this.#ask(trunkId).finally(() => this.#asking.delete(trunkId));
    this.#asking.set(trunkId, asking);
    return asking;
  }

  /** Tells every state known: what was told before may have been lost. */
  tell(): void {
    for (const trunkId of this.#states.keys()) this.#tell(trunkId);
  }

  /** Which trunks are known to be there, and which not. */
  get known(): ReadonlyMap<TrunkId, { readonly up: boolean }> {
    return this.#states;
  }

  #isDown(trunkId: TrunkId): boolean {
    return this.#states.get(trunkId)?.up === false;
  }

  async #ask(trunkId: TrunkId): Promise<boolean> {
    const { sip, everyMs, now, logger } = this.#options;
    const status = await sip.askWhetherThere(`sip:${trunkId}`, Math.min(PATIENCE_MS, everyMs));
    const up = status !== 408 && status !== 503;
    if (this.#states.get(trunkId)?.up === up) return up;
    const why = status === 408 ? { why: 'no answer to OPTIONS' } : { why: `OPTIONS: ${status}` };
    this.#states.set(trunkId, { up, changedAt: now(), ...(up ? {} : why) });
    logger[up ? 'info' : 'error']({ trunkId, status }, up ? 'a trunk answers' : 'a trunk does not answer');
    this.#tell(trunkId);
    return up;
  }

  #tell(trunkId: TrunkId): void {
    const state = this.#states.get(trunkId);
    if (state) this.#options.events.publish({ type: 'trunk.changed', gatewayId: this.#options.gatewayId, trunkId, ...state }); // prettier-ignore
  }
}
