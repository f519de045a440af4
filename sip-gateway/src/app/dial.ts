/**
 * An INVITE of ours that finds its way: through the first trunk, and through the next while one fails by itself.
 *
 * ```
 *   trying 1 ── 408, 5xx, silent ──▶ trying 2 ── … ──▶ trying n
 *      └────────── 18x, 2xx, 3xx–6xx of the callee ─────┴──▶ settled: from here on the one trunk counts
 * ```
 */
import type { CallId, ReleaseCause } from '@decroche/protocol';
import { isTrunkFailure, type OutboundRoute } from '../core/outbound-route.ts';
import type { World } from './call.ts';
import type { LegListener, OutboundInvite, SipDialog } from './ports.ts';

/** Who is to be called. */
export interface DialOrder {
  readonly callId: CallId;
  /** The best way first; at least one. */
  readonly routes: readonly OutboundRoute[];
  /** What is said, whichever way they are reached. */
  readonly invite: Omit<OutboundInvite, keyof OutboundRoute>;
}

type DialWorld = Pick<World, 'sip' | 'trunks' | 'logger'>;

/** A trunk that has said nothing for this long is asked whether it is there. A callee abroad may take longer to ring. */
const SILENT_TRUNK_MS = 2_000;

/** Calls somebody by the first of the routes that works. */
export function dial(world: DialWorld, order: DialOrder, listener: LegListener): SipDialog {
  return new Dialling(world, order, listener);
}

class Dialling implements SipDialog {
  readonly #world: DialWorld;
  readonly #order: DialOrder;
  readonly #listener: LegListener;
  #index = 0;
  #dialog: SipDialog | undefined;
  #settled = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(world: DialWorld, order: DialOrder, listener: LegListener) {
    this.#world = world;
    this.#order = order;
    this.#listener = listener;
    this.#try();
  }

  end(cause: ReleaseCause): void {
    this.#settle();
    this.#dialog?.end(cause);
  }

  transferEnded(outcome: 'done' | 'failed'): void {
    this.#dialog?.transferEnded?.(outcome);
  }

  #try(): void {
    const index = this.#index;
    const route = this.#order.routes[index];
    if (!route) return;
    const { trunkId, ...way } = route;
    const listener: LegListener = {
      ...this.#listener,
      rang: () => {
        this.#settle();
        this.#listener.rang();
      },
      answered: (sdp) => {
        this.#settle();
        this.#listener.answered(sdp);
      },
      ended: (end) => {
        const failed = end.status !== undefined && isTrunkFailure(end.status);
        if (failed && trunkId !== undefined) void this.#world.trunks.ask(trunkId);
        if (!this.#settled && failed && this.#moveOn(index, end.status)) return;
        this.#settle();
        this.#listener.ended(end);
      },
    };
    if (trunkId !== undefined && index + 1 < this.#order.routes.length) {
      this.#timer = setTimeout(() => void this.#lookAfter(index), SILENT_TRUNK_MS);
    }
    const dialog = this.#world.sip.invite({ ...this.#order.invite, ...way }, listener);
    // It may have failed at once, and the next one be under way already.
    if (this.#index === index) this.#dialog = dialog;
  }

  /** The INVITE has met silence so far: a trunk that is not there at all is not waited for. */
  async #lookAfter(index: number): Promise<void> {
    const trunkId = this.#order.routes[index]?.trunkId;
    if (trunkId === undefined || (await this.#world.trunks.ask(trunkId))) return;
    if (this.#settled || this.#index !== index) return;
    const silent = this.#dialog;
    this.#moveOn(index, undefined);
    silent?.end('timeout');
  }

  #moveOn(index: number, status: number | undefined): boolean {
    if (this.#index !== index || index + 1 >= this.#order.routes.length) return false;
    clearTimeout(this.#timer);
    this.#index = index + 1;
    const [from, to] = [this.#order.routes[index]?.trunkId, this.#order.routes[index + 1]?.trunkId];
    const { callId } = this.#order;
    this.#world.logger.warn({ callId, from, to, status }, 'a trunk did not take a call: the next one is tried');
    this.#try();
    return true;
  }

  #settle(): void {
    this.#settled = true;
    clearTimeout(this.#timer);
  }
}
