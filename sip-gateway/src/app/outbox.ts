import { type DomainId, type EngineInput, type MessageId, streams, type TelephonyEvent } from '@decroche/protocol';
import type { Bus, Clock, Logger } from '@decroche/platform';
import type { EventPort } from './ports.ts';

/**
 * Events kept while the bus is away; about ten minutes of a busy centre. The oldest go first: a census mends what is
 * missing. It can tell of no message, so those facts stay.
 */
const MOST_KEPT = 50_000;
/** Entries the inputs stream retains. */
const STREAM_KEEP = 200_000;
const RETRY_MS = 200;

/** Who speaks, on the bus. */
export interface OutboxOptions {
  readonly bus: Bus;
  readonly domainId: DomainId;
  /** Unique to this start of this gateway: message ids begin with it. */
  readonly origin: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when events were lost or the bus came back: time for a census. */
  readonly onGap: () => void;
}

/** Sends events to the acd in order; while one batch is under way the next one gathers, while the bus is away all of them wait. */
export class Outbox implements EventPort {
  readonly #options: OutboxOptions;
  readonly #waiting: EngineInput[] = [];
  #count = 0;
  #sending: Promise<void> | undefined;
  #lost = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  publish(event: TelephonyEvent, name?: MessageId): void {
    const { domainId, origin, clock, logger } = this.#options;
    const id = name ?? (`${origin}:${++this.#count}` as MessageId);
    logger.debug({ event: event.type, ...('callId' in event ? { callId: event.callId } : {}) }, 'event');
    this.#waiting.push({ kind: 'telephony', id, domainId, at: clock.now(), event });
    if (this.#waiting.length > MOST_KEPT) this.#loseOldest();
    this.#sending ??= this.#send().finally(() => (this.#sending = undefined));
  }

  /** How many events wait for the bus. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when everything published so far is on the bus. */
  async flushed(): Promise<void> {
    while (this.#sending) await this.#sending;
  }

  #loseOldest(): void {
    const oldest = this.#waiting.findIndex((input) => !isOnlyTrace(input));
    if (oldest < 0) return;
    this.#waiting.splice(oldest, 1);
    this.#lost++;
  }

  async #send(): Promise<void> {
    // Events of the same turn of the event loop travel together.
    await Promise.resolve();
    let failures = 0;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, 1_000);
      try {
        await this.#options.bus.publish(streams.inputs(this.#options.domainId), batch, { keep: STREAM_KEEP });
      } catch (err) {
        if (failures++ === 0) this.#options.logger.error({ err }, 'the bus is away: events wait');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        continue;
      }
      // Events of this batch may have been lost while it was under way: drop exactly what was sent.
      const sent = new Set(batch);
      while (this.#waiting[0] !== undefined && sent.has(this.#waiting[0])) this.#waiting.shift();
    }
    if (failures > 0) this.#recovered();
  }

  #recovered(): void {
    this.#options.logger.warn({ lost: this.#lost }, 'the bus is back');
    this.#lost = 0;
    this.#options.onGap();
  }
}

/** Whether nothing but this event tells of what happened: without it nobody would ever hear a message that was left. */
const isOnlyTrace = (input: EngineInput): boolean =>
  input.kind === 'telephony' && input.event.type === 'voicemail.finished';
