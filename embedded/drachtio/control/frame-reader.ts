/** A frame is a byte count, `#`, and that many bytes. */
const HASH = 0x23;
const MAX_DIGITS = 5;

/**
 * Cuts the control connection's byte stream into frames, however TCP split it. Frames come out as binary strings
 * (one character for each byte), so that lengths are those of the wire.
 */
export class FrameReader {
  #buffer = '';

  /** @returns the whole frames, or undefined when the stream broke the rules: the connection is then closed unanswered. */
  push(chunk: Buffer): string[] | undefined {
    const text = chunk.toString('latin1');
    this.#buffer = this.#buffer === '' ? text : this.#buffer + text;
    const frames: string[] = [];
    let at = 0;
    for (;;) {
      const head = readLength(this.#buffer, at);
      if (head === 'broken') return undefined;
      if (head === undefined || this.#buffer.length < head.start + head.length) break;
      frames.push(this.#buffer.slice(head.start, head.start + head.length));
      at = head.start + head.length;
    }
    if (at > 0) this.#buffer = this.#buffer.slice(at);
    return frames;
  }
}

function readLength(text: string, at: number): { start: number; length: number } | 'broken' | undefined {
  let length = 0;
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === HASH) return i === at ? 'broken' : { start: i + 1, length };
    if (code < 0x30 || code > 0x39 || i - at >= MAX_DIGITS) return 'broken';
    length = length * 10 + code - 0x30;
  }
  return undefined;
}
