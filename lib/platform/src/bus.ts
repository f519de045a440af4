/** Where an entry stands in its stream; opaque, ordered by the stream. */
export type Position = string;

/** One message as it stands in a stream. The value is what JSON gave back: parse it with the schema of its door. */
export interface StreamEntry {
  readonly position: Position;
  readonly value: unknown;
}

/** A reader at work. */
export interface Following {
  /** Ends after the batch in hand has been handled. */
  stop(): Promise<void>;
  /** Rejects when a batch handler throws: following has ended, the program must decide. */
  readonly failed: Promise<never>;
}

/**
 * Ordered, durable streams of JSON messages: the only place where programs meet.
 * Redis Streams in production, memory in tests.
 */
export interface Bus {
  /**
   * Appends messages in order.
   *
   * @param options.keep about how many entries the stream retains; default all.
   * @throws Fault `unavailable`: nothing or everything may have been written; resend with the same message ids.
   */
  publish(stream: string, messages: readonly unknown[], options?: { keep?: number }): Promise<void>;
  /** Hands over each later entry, in order, in batches; waits for a batch's handler before the next one. Survives reconnection. */
  follow(
    stream: string,
    from: 'start' | 'new' | Position,
    onBatch: (entries: readonly StreamEntry[]) => void | Promise<void>,
  ): Following;
  /** The newest entry. */
  last(stream: string): Promise<StreamEntry | undefined>;
  /** Up to `count` entries after a position, oldest first. */
  read(stream: string, after: 'start' | Position, count: number): Promise<readonly StreamEntry[]>;
}
