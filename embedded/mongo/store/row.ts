import { asBuffer, decodeDoc } from '../bson/decode.ts';
import type { Doc } from '../bson/value.ts';

/** A stored document: decoded when somebody looks into it. */
export class Row {
  /** Place in the order of insertion; −1 while it exists only inside a transaction. */
  readonly rid: number;
  /** The encoded `_id`. */
  readonly key: Buffer;
  readonly raw: Buffer;
  private decoded: Doc | undefined;

  constructor(rid: number, key: Uint8Array, raw: Uint8Array, doc?: Doc) {
    this.rid = rid;
    this.key = asBuffer(key);
    this.raw = asBuffer(raw);
    this.decoded = doc;
  }

  get doc(): Doc {
    return (this.decoded ??= decodeDoc(this.raw));
  }

  /** The key as text, for maps. */
  get name(): string {
    return this.key.toString('latin1');
  }
}
