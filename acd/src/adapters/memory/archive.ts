import type { JournalRecord } from '@decroche/protocol';
import { CHAIN_START, endAfter } from '../../app/hash-chain.ts';
import type { Archive } from '../../app/ports.ts';

/** An archive in memory. */
export function memoryArchive(): Archive & { readonly lines: readonly JournalRecord[] } {
  const lines: JournalRecord[] = [];
  return {
    lines,
    last: async () => {
      const last = lines.at(-1);
      return last ? { seq: last.seq, chain: endAfter(last) } : { seq: 0, chain: CHAIN_START };
    },
    async add(records) {
      const known = new Set(lines.map((line) => line.seq));
      lines.push(...records.filter((record) => !known.has(record.seq)));
    },
  };
}
