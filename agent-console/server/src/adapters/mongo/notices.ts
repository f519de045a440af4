import type { NoticeStore } from '../../app/ports.ts';
import type { Models } from './models.ts';
import { stored } from './reading.ts';

const JOURNAL = 'notices';
const TICKETS = 'caller-informing';

/** How far what people are to be told has been taken. */
export function mongoNotices({ checkpoints }: Models): NoticeStore {
  const put = (_id: string, place: { seq: number; position?: string }): Promise<void> =>
    stored(async () => void (await checkpoints.updateOne({ _id }, { $set: place }, { upsert: true })));
  return {
    journalSeq: () => stored(async () => (await checkpoints.findById(JOURNAL).lean())?.seq),
    setJournalSeq: (seq) => put(JOURNAL, { seq }),
    ticketPosition: () => stored(async () => (await checkpoints.findById(TICKETS).lean())?.position ?? undefined),
    setTicketPosition: (position) => put(TICKETS, { seq: 0, position }),
  };
}
