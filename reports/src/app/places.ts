import type { JournalPlace, Position } from '@decroche/platform';

/** Lines between two remembered places, and how many are remembered: two million lines. */
const STEP = 2_000;
const MOST = 1_000;

/** Where some lines stand on the bus, so that the latest ones are found without reading all of them. */
export interface Places {
  note(place: JournalPlace): void;
  /** A position on the bus at or before a line; `undefined` when none is known. */
  before(seq: number): Position | undefined;
}

/** Remembers places as the journal is read, a bounded number of them. */
export function places(): Places {
  const noted: { readonly seq: number; readonly position: Position }[] = [];
  return {
    note({ seq, position }) {
      if (position === undefined || seq < (noted.at(-1)?.seq ?? -STEP) + STEP) return;
      noted.push({ seq, position });
      if (noted.length > MOST) noted.shift();
    },
    before: (seq) => noted.findLast((place) => place.seq <= seq)?.position,
  };
}
