import { decimal, indexOutside, isToken, parseVia, splitList, tagOf } from './grammar.ts';
import type { Via } from './grammar.ts';

/** One header line, in the order of the wire. `start` and `end` are offsets of the whole line in the message. */
export interface Header {
  /** Lower-case long name. */
  readonly key: string;
  /** Trimmed and unfolded. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** Number and method of a CSeq header. */
export interface CSeq {
  readonly number: number;
  readonly method: string;
}

/**
 * A SIP message. Text is kept as a *binary string*, one character for each byte: it cuts and joins as fast as strings
 * do, its length is its size on the wire, and bytes that are not UTF-8 come out as they came in.
 */
export class SipMessage {
  readonly text: string;
  /** Empty on a response. */
  readonly method: string;
  /** Request-URI, empty on a response. */
  readonly uri: string;
  /** 0 on a request. */
  readonly status: number;
  readonly reason: string;
  readonly version: string;
  readonly headers: readonly Header[];
  readonly bodyStart: number;
  /** The first syntax error met, for the phrase of a 400. */
  readonly defect: string | undefined;
  #via: Via | null | undefined;
  #cseq: CSeq | null | undefined;

  constructor(parts: MessageParts) {
    this.text = parts.text;
    this.method = parts.start.method;
    this.uri = parts.start.uri;
    this.status = parts.start.status;
    this.reason = parts.start.reason;
    this.version = parts.start.version;
    this.headers = parts.headers;
    this.bodyStart = parts.bodyStart;
    this.defect = parts.defect;
  }

  get isRequest(): boolean {
    return this.status === 0;
  }

  get body(): string {
    return this.text.slice(this.bodyStart);
  }

  /** Notes where a request really came from in its topmost Via (RFC 3261 §18.2.1, RFC 3581 §4). */
  withReceived(address: string, port: number): SipMessage {
    const via = this.via;
    if (!via) return this;
    const elsewhere = via.host.replace(/^\[|\]$/g, '') !== address;
    if (via.rport !== '' && !elsewhere) return this;
    const value = this.get('via') ?? '';
    const end = indexOutside(value, ',');
    let first = value.slice(0, end).trimEnd();
    if (via.rport === '') first = first.replace(/;[ \t]*rport(?=[ \t]*(;|$))/i, `;rport=${port}`);
    if (elsewhere && via.received === undefined) first += `;received=${address}`;
    return this.withTopVia(first + value.slice(end));
  }

  /** The same message with another topmost Via line (RFC 3261 §18.2.1 has the server write into it). */
  withTopVia(value: string): SipMessage {
    const index = this.headers.findIndex((header) => header.key === 'via');
    const old = this.headers[index];
    if (!old) return this;
    const line = `Via: ${value}\r\n`;
    const shift = line.length - (old.end - old.start);
    const headers = this.headers.map((header, at) => {
      if (at === index) return { key: 'via', value, start: old.start, end: old.end + shift };
      return at < index ? header : { ...header, start: header.start + shift, end: header.end + shift };
    });
    const text = this.text.slice(0, old.start) + line + this.text.slice(old.end);
    const { method, uri, status, reason, version, defect } = this;
    return new SipMessage({
      text,
      start: { method, uri, status, reason, version },
      headers,
      bodyStart: this.bodyStart + shift,
      defect,
    });
  }

  /** Value of the first header of that key. */
  get(key: string): string | undefined {
    const headers = this.headers;
    for (let i = 0; i < headers.length; i++) {
      const header = headers[i] as Header;
      if (header.key === key) return header.value;
    }
    return undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** Every value of a list header, over all its lines. */
  list(key: string): string[] {
    const values: string[] = [];
    for (const header of this.headers) if (header.key === key) values.push(...splitList(header.value));
    return values;
  }

  /** Whether a list of option tags (Require, Supported …) names `tag`. */
  names(key: string, tag: string): boolean {
    for (const header of this.headers) {
      if (header.key === key && splitList(header.value).some((value) => value.toLowerCase() === tag)) return true;
    }
    return false;
  }

  get callId(): string {
    return this.get('call-id') ?? '';
  }

  get fromTag(): string | undefined {
    return tagOf(this.get('from') ?? '');
  }

  get toTag(): string | undefined {
    return tagOf(this.get('to') ?? '');
  }

  /** The topmost Via, undefined when there is none or it cannot be read. */
  get via(): Via | undefined {
    if (this.#via === undefined) this.#via = parseVia(this.get('via') ?? '') ?? null;
    return this.#via ?? undefined;
  }

  get cseq(): CSeq | undefined {
    if (this.#cseq === undefined) this.#cseq = parseCSeq(this.get('cseq') ?? '') ?? null;
    return this.#cseq ?? undefined;
  }
}

/** First line of a message, of either kind. */
export interface StartLine {
  readonly method: string;
  readonly uri: string;
  readonly status: number;
  readonly reason: string;
  readonly version: string;
  readonly defect?: string;
}

/** What the reader found. */
export interface MessageParts {
  readonly text: string;
  readonly start: StartLine;
  readonly headers: readonly Header[];
  readonly bodyStart: number;
  readonly defect: string | undefined;
}

/** `1*DIGIT LWS Method`, below 2^31 (RFC 3261 §8.1.1.5). */
function parseCSeq(value: string): CSeq | undefined {
  const space = value.search(/[ \t]/);
  if (space === -1) return undefined;
  const number = decimal(value.slice(0, space), 2_147_483_647);
  const method = value.slice(space).trim();
  return number === undefined || !isToken(method) ? undefined : { number, method };
}
