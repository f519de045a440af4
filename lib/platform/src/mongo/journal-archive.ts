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

/** Finds the first archived line of a call: how it came, long after it ended. Reads the whole archive; nobody asks for this often. */
export function mongoArchivedCalls(connection: Connection) {
  return async (domainId: string, callId: string): Promise<unknown> => {
    const named = JSON.stringify({ callId })
      .slice(1, -1)
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    try {
      const [first] = await connection
        .collection<{ line: string }>(JOURNAL_ARCHIVE)
        .find({ domainId, line: { $regex: named } }, { projection: { _id: 0, line: 1 } })
        .sort({ seq: 1 })
        .limit(1)
        .toArray();
      return first && lineOf(first.line);
    } catch (error) {
      throw mongoFault(error);
    }
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
