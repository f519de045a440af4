import { decimal } from '../sip/grammar.ts';

/** A stream that cannot be followed any more. */
export interface FramingError {
  readonly reason: string;
  /** The head of the message at fault when there is one, to be answered before closing. */
  readonly head: string | undefined;
  /** 413-family status for the answer. */
  readonly status: number;
}

/** What {@link StreamFramer.push} found. */
export interface Framed {
  readonly messages: string[];
  /** Double CRLFs received: each is answered by one CRLF (RFC 5626 §3.5.1). */
  readonly pings: number;
  readonly error?: FramingError;
}

/** Limits of one message on a stream, in bytes. */
const MAX_HEAD = 32_768;
export const MAX_MESSAGE = 65_536;

const CONTENT_LENGTH = /^(?:content-length|l)[ \t]*:[ \t]*(.*)$/im;

/** Cuts a byte stream into SIP messages by Content-Length (RFC 3261 §18.3). */
export class StreamFramer {
  #buffer = '';
  /** Where the search for the end of the head goes on: the cost stays linear however small the segments. */
  #scanned = 0;
  #needed = 0;

  /** Adds bytes (binary string) and takes out every whole message. */
  push(chunk: string): Framed {
    this.#buffer += chunk;
    const messages: string[] = [];
    let pings = 0;
    for (;;) {
      pings += this.#skipBlankLines();
      const step = this.#next();
      if (step === undefined) return { messages, pings };
      if (typeof step !== 'string') return { messages, pings, error: step };
      messages.push(step);
    }
  }

  #skipBlankLines(): number {
    let at = 0;
    while (this.#buffer.startsWith('\r\n', at)) at += 2;
    if (at > 0) this.#buffer = this.#buffer.slice(at);
    return at >> 2;
  }

  #next(): string | FramingError | undefined {
    const buffer = this.#buffer;
    if (this.#needed === 0) {
      const end = buffer.indexOf('\r\n\r\n', Math.max(0, this.#scanned - 3));
      this.#scanned = buffer.length;
      if (end === -1) {
        return buffer.length > MAX_HEAD ? { reason: 'Head Too Large', head: undefined, status: 513 } : undefined;
      }
      const error = this.#measure(buffer.slice(0, end + 4));
      if (error) return error;
    }
    if (buffer.length < this.#needed) return undefined;
    const message = buffer.slice(0, this.#needed);
    this.#buffer = buffer.slice(this.#needed);
    this.#needed = 0;
    this.#scanned = 0;
    return message;
  }

  #measure(head: string): FramingError | undefined {
    if (head.length > MAX_HEAD) return { reason: 'Head Too Large', head: undefined, status: 513 };
    const declared = CONTENT_LENGTH.exec(head)?.[1]?.trim();
    if (declared === undefined) return { reason: 'Missing Content-Length', head, status: 400 };
    const length = decimal(declared, Number.MAX_SAFE_INTEGER);
    if (length === undefined) return { reason: 'Bad Content-Length Header', head, status: 400 };
    if (head.length + length > MAX_MESSAGE) return { reason: 'Message Too Large', head, status: 513 };
    this.#needed = head.length + length;
    return undefined;
  }
}
