import { randomBytes, randomUUID } from 'node:crypto';

let pool = '';
let used = 0;

/** `length` random hexadecimal digits, drawn from a pool so that a call costs no system call each. */
function digits(length: number): string {
  if (used + length > pool.length) {
    pool = randomBytes(2048).toString('hex');
    used = 0;
  }
  used += length;
  return pool.slice(used - length, used);
}

/** A tag of at least 32 random bits (RFC 3261 §19.3). */
export function newTag(): string {
  return digits(16);
}

/** A branch with the magic cookie of RFC 3261 §8.1.1.7. */
export function newBranch(): string {
  return `z9hG4bK${digits(20)}`;
}

/** A Call-ID, and the id of a message or a transaction on the control connection. */
export function newUuid(): string {
  return randomUUID();
}

/** A first CSeq number, well below 2^31 (RFC 3261 §8.1.1.5). */
export function newCSeq(): number {
  return (parseInt(digits(7), 16) & 0x7ff_ffff) + 1;
}
