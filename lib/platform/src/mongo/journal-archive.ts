import type { Connection } from 'mongoose';
import type { JournalArchive } from '../journal-reader.ts';
import { mongoFault } from './fault.ts';

/** Collection of the acd's archived journal: one document a line; `line` is its exact text. */
const JOURNAL_ARCHIVE = 'acd_journal';

/** The archived journal, for reading; the acd alone writes it. */
export function mongoJournalArchive(connection: Connection): JournalArchive {
  return {
    async read(domainId, afterSeq, limit) {
      try {
        const documents = await connection
          .collection<{ line: string }>(JOURNAL_ARCHIVE)
          .find({ domainId, seq: { $gt: afterSeq } }, { projection: { _id: 0, line: 1 } })
          .sort({ seq: 1 })
          .limit(limit)
          .toArray();
        return documents.map(({ line }) => lineOf(line));
      } catch (error) {
        throw mongoFault(error);
      }
    },
  };
}

/** What does not read is handed on as nothing: the reader says so. */
function lineOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch (error) {
    return error instanceof SyntaxError ? undefined : error;
  }
}
