import type { Connection } from 'mongoose';
import type { JournalArchive } from '../journal-reader.ts';
import { mongoFault } from './fault.ts';

/** Collection of the acd's archived journal: one document a line, the fields of a `JournalRecord`. */
const JOURNAL_ARCHIVE = 'acd_journal';

/** The archived journal, for reading; the acd alone writes it. */
export function mongoJournalArchive(connection: Connection): JournalArchive {
  return {
    async read(domainId, afterSeq, limit) {
      try {
        return await connection
          .collection(JOURNAL_ARCHIVE)
          .find({ domainId, seq: { $gt: afterSeq } })
          .sort({ seq: 1 })
          .limit(limit)
          .toArray();
      } catch (error) {
        throw mongoFault(error);
      }
    },
  };
}
