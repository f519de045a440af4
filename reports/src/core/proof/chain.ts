/**
 * The hash chain of the journal, checked by a reader of its own: the acd's code takes no part in the proof of what the acd wrote.
 *
 * hash(line) = SHA-256, in hexadecimal, over the hash of the line before it followed by the canonical JSON of the line without its
 * hash. Each UTC day begins a chain of its own, from the empty text. `seq` counts without a hole over all days.
 */
import type { ChainLink, Instant, ProofFinding } from '@decroche/protocol';
import { canonicalJson } from './canonical.ts';

/** What the chain needs of a line. The other fields go into the hash as they stand, those of later versions too. */
export interface ChainedLine extends ChainLink {
  readonly at: Instant;
}

/** SHA-256 of a text, in hexadecimal: given from outside, a core computes nothing it would have to import. */
export type Sha256 = (text: string) => string;

/** How far a chain was checked. */
export interface ChainState {
  /** The line before the first one to check; `undefined` at the beginning of the journal. It is trusted. */
  readonly before: ChainedLine | undefined;
  readonly checked: number;
  readonly first?: ChainLink;
}

const utcDay = (at: Instant): string => new Date(at).toISOString().slice(0, 10);

/** Whether a line's hash follows from the line before it. */
function follows(before: ChainedLine | undefined, line: ChainedLine, sha256: Sha256): boolean {
  const { hash, ...text } = line;
  const start = before && utcDay(before.at) === utcDay(line.at) ? before.hash : '';
  return hash === sha256(start + canonicalJson(text));
}

/**
 * Checks one more line. After a hole the hash of the next line cannot be checked unless it opens a day: the hole is told, and
 * the chain is taken up from there. An altered line is told once: the next one is checked against the hash it carries.
 */
export function checkLine(
  state: ChainState,
  line: ChainedLine,
  sha256: Sha256,
): { readonly state: ChainState; readonly finding?: ProofFinding } {
  const { before, checked } = state;
  const { seq, hash } = line;
  const after = { before: line, checked: checked + 1, first: state.first ?? { seq, hash } };
  const expected = (before?.seq ?? 0) + 1;
  if (seq !== expected) {
    return { state: after, finding: { kind: 'linesMissing', fromSeq: expected, toSeq: seq - 1 } };
  }
  return follows(before, line, sha256) ? { state: after } : { state: after, finding: { kind: 'lineAltered', seq } };
}
