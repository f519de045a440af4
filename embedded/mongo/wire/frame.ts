/** The largest message a client may send, as announced in `hello`. */
export const MAX_MESSAGE = 48_000_000;

/** Bytes of the header: length, request id, response to, operation code. */
export const HEADER = 16;

/** A message cut from the stream, with its header read. */
export interface Frame {
  readonly requestId: number;
  readonly opCode: number;
  /** Everything behind the header. */
  readonly body: Buffer;
}

/** The stream cannot be understood any more: the connection must be closed, as MongoDB does. */
export class WireFault extends Error {}

/** The operation codes that are understood, and the one for answers to OP_QUERY. */
export const OP = { reply: 1, query: 2004, msg: 2013 } as const;

/** Something else than a driver is told so by its first bytes, not after as many as its "length" says. */
const checkOperation = (code: number): void => {
  if (code !== OP.msg && code !== OP.query) throw new WireFault(`operation code ${code} is not supported`);
};

/** Cuts a stream of bytes into messages. */
export class Framer {
  private pending: Buffer[] = [];
  private size = 0;

  /**
   * Takes bytes in and gives the messages that are complete.
   * @throws WireFault when a length is impossible or an operation unknown
   */
  *push(bytes: Buffer): Generator<Frame> {
    this.pending.push(bytes);
    this.size += bytes.length;
    while (this.size >= 4) {
      const length = this.gather(4).readInt32LE(0);
      if (length < HEADER || length > MAX_MESSAGE) throw new WireFault(`message length ${length} is impossible`);
      if (this.size >= HEADER) checkOperation(this.gather(HEADER).readInt32LE(12));
      if (this.size < length) return;
      const message = this.gather(length);
      const rest = message.subarray(length);
      this.pending = rest.length ? [rest] : [];
      this.size = rest.length;
      yield {
        requestId: message.readInt32LE(4),
        opCode: message.readInt32LE(12),
        body: message.subarray(HEADER, length),
      };
    }
  }

  /** The first pending bytes as one buffer of at least `length`, which must be there. */
  private gather(length: number): Buffer {
    if (this.pending[0]!.length < length) this.pending = [Buffer.concat(this.pending)];
    return this.pending[0]!;
  }
}
