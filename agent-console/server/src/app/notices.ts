import type { Clock, Logger } from '@decroche/platform';
import type {
  Account,
  Identity,
  JournalEventOf,
  JournalRecord,
  LiveNotice,
  NoticeKind,
  Role,
  TicketId,
} from '@decroche/protocol';
import type { Board } from '../core/board/state.ts';
import {
  dissuasionPublishedLetter,
  voicemailLeftLetter,
  type LetterContext,
  type LetterText,
} from '../core/letters.ts';
import type { People } from './people.ts';
import type { Letter, Mailer, NoticeStore, Page, Slice } from './ports.ts';

/** A store that is away is tried again after this long. */
const RETRY_MS = 2_000;
/** Accounts of an installation: far beyond a service desk. */
const EVERYBODY: Slice = { offset: 0, limit: 10_000 };

/** Tells people what they are to know at once: on their screens, and by mail. */
export interface Notices {
  /** Takes a journal line; letters are made in the background, in order, again and again until they are handed over. */
  take(record: JournalRecord, board: Board): void;
  /** Told what appears on screens now; what happened before the start is not told again. */
  onNotice(listener: (notice: LiveNotice) => void): void;
}

interface Options {
  readonly store: NoticeStore;
  /** Hands letters over: a letter whose id was handed over before is not sent again. */
  readonly post: (letters: readonly Letter[]) => Promise<void>;
  readonly accounts: { list(slice: Slice): Promise<Page<Account>> };
  readonly people: People;
  /** What else is written about journal lines. */
  readonly moreLetters: (record: JournalRecord, board: Board) => (() => Promise<readonly Letter[]>) | undefined;
  readonly context: () => LetterContext;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Last line of the journal at the first start ever: what was before is nobody's news. */
  readonly firstSeq: number;
}

/** Starts where the last start left off. */
export async function openNotices(options: Options): Promise<Notices> {
  const { store, clock, logger, people } = options;
  const startedAt = clock.now();
  let takenSeq = await store.journalSeq();
  if (takenSeq === undefined) await store.setJournalSeq((takenSeq = options.firstSeq));
  const pending: { readonly seq: number; readonly make: () => Promise<readonly Letter[]> }[] = [];
  const listeners: ((notice: LiveNotice) => void)[] = [];
  let working = false;

  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    for (let next = pending[0]; next; next = pending[0]) {
      try {
        // First the letters, then how far we are: a failure between the two hands over what has been handed over before.
        await options.post(await next.make());
        await store.setJournalSeq(next.seq);
        pending.shift();
      } catch (err) {
        logger.error({ err, seq: next.seq }, 'a notice waits to be handed over');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
    working = false;
  };
  const show = async (record: JournalRecord, board: Board): Promise<void> => {
    const notice = await noticeOf(record, board, people);
    for (const listener of notice ? listeners : []) listener(notice as LiveNotice);
  };

  return {
    take(record, board) {
      if (record.at >= startedAt) {
        show(record, board).catch((err: unknown) => logger.warn({ err, seq: record.seq }, 'a notice was not shown'));
      }
      if (record.seq <= (takenSeq ?? 0)) return;
      takenSeq = record.seq;
      const make = lettersOf(record, board, options) ?? options.moreLetters(record, board);
      if (!make) return;
      pending.push({ seq: record.seq, make });
      void work();
    },
    onNotice: (listener) => void listeners.push(listener),
  };
}

/** What supervisors see at once. */
async function noticeOf(record: JournalRecord, board: Board, people: People): Promise<LiveNotice | undefined> {
  const { event, at } = record;
  if (event.type !== 'dissuasion.published' && event.type !== 'dissuasion.withdrawalAsked') return undefined;
  const { dissuasionId } = event;
  const message = board.dissuasions.get(dissuasionId);
  if (!message) return undefined;
  const { title, text } = message.content;
  const by = (await people.namesOf([event.by]))(event.by);
  const what = { dissuasionId, title, text, by, at };
  return event.type === 'dissuasion.published'
    ? { kind: 'dissuasionPublished', ...what }
    : { kind: 'withdrawalAsked', ...what, reason: event.reason };
}

/** What is to be written about a line, read from the board as it stands at that line. */
function lettersOf(
  record: JournalRecord,
  board: Board,
  options: Options,
): (() => Promise<readonly Letter[]>) | undefined {
  const { event } = record;
  if (event.type === 'dissuasion.published') return publicationLetters(record, event, { board, options });
  if (event.type !== 'call.voicemailFinished' && event.type !== 'call.voicemailRecovered') return undefined;
  if (event.file === undefined) return undefined;
  const serviceId = board.calls.get(event.callId)?.serviceId;
  const service = board.definition?.services.find((each) => each.serviceId === serviceId);
  const text = voicemailLeftLetter(
    { serviceName: service?.name ?? '?', at: record.at, durationMs: event.durationMs },
    options.context(),
  );
  return async () => lettersTo(await wanting(options, 'voicemailLeft'), `voicemail-${record.seq}`, text);
}

function publicationLetters(
  { seq, at }: JournalRecord,
  { dissuasionId, by }: JournalEventOf<'dissuasion.published'>,
  { board, options }: { readonly board: Board; readonly options: Options },
): (() => Promise<readonly Letter[]>) | undefined {
  const content = board.dissuasions.get(dissuasionId)?.content;
  if (!content) return undefined;
  return async () => {
    const name = (await options.people.namesOf([by]))(by);
    const text = dissuasionPublishedLetter({ content, by: name, at }, options.context());
    return lettersTo(await wanting(options, 'dissuasionPublished'), `dissuasion-${seq}`, text);
  };
}

/** The head of service and supervisors are told of publications whatever they have chosen (C4). */
const ALWAYS_TOLD: Partial<Record<NoticeKind, readonly Role[]>> = { dissuasionPublished: ['supervisor', 'admin'] };

async function wanting({ accounts }: Options, kind: NoticeKind): Promise<readonly Account[]> {
  const { items } = await accounts.list(EVERYBODY);
  return items.filter(
    (account) =>
      !account.disabled &&
      account.email !== undefined &&
      (account.notices?.includes(kind) || ALWAYS_TOLD[kind]?.includes(account.role as Identity['role'])),
  );
}

const lettersTo = (accounts: readonly Account[], about: string, text: LetterText): readonly Letter[] =>
  accounts.flatMap(({ accountId, email }) =>
    email === undefined ? [] : [{ id: `${about}-${accountId}`, to: email, ...text }],
  );

/** Sends a letter; whoever was to be told by it is told from then on. */
export function letterDelivery(options: {
  readonly mailer: Mailer;
  readonly informed: (ticketId: TicketId) => Promise<void>;
  /** Whether somebody is still to be asked about an alert. */
  readonly stillRuns: (alert: NonNullable<Letter['alert']>) => boolean;
  readonly logger: Logger;
}): (letter: Letter) => Promise<void> {
  const { mailer, informed, logger } = options;
  return async ({ informs, alert, ...mail }) => {
    if (alert && !options.stillRuns(alert))
      return logger.info({ letter: mail.id }, 'a letter came too late to be sent');
    await mailer.send(mail);
    logger.info({ letter: mail.id }, 'a letter is on its way');
    if (informs !== undefined) await informed(informs);
  };
}
