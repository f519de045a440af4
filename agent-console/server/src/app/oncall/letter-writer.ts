import type { Clock, Logger } from '@decroche/platform';
import type { Account, AccountId, AlertId, JournalRecord, PageId, Swap } from '@decroche/protocol';
import { civilDateAt } from '@decroche/calendar';
import type { Board } from '../../core/board/state.ts';
import type { LetterContext, LetterText } from '../../core/letters.ts';
import type { BoardAlert } from '../../core/oncall/alert-state.ts';
import { exhaustedLetter, gapsLetter, pageLetter, swapLetter, type AlertInLetter } from '../../core/oncall/letters.ts';
import { peopleOfPolicy } from '../../core/oncall/plan-body.ts';
import type { Letter, Page, Slice } from '../ports.ts';
import type { OnCallViews } from './views.ts';
import type { OnCallBook } from './book.ts';

/** Gaps are written about every day while they are this near. */
const GAPS_WITHIN_MS = 14 * 86_400_000;
const EVERYBODY: Slice = { offset: 0, limit: 10_000 };

/** Letters about on-call. */
export interface OnCallLetters {
  /** What is to be written about a journal line, read from the board as it stands at that line. */
  lettersOf(record: JournalRecord, board: Board): (() => Promise<readonly Letter[]>) | undefined;
  /** Says which stretches of the next two weeks nobody has, once a day. */
  tellGaps(): Promise<void>;
  /** Says that an exchange of hours has taken a step. */
  tellSwap(swap: Swap): void;
}

interface Options {
  readonly book: OnCallBook;
  readonly views: Pick<OnCallViews, 'gaps'>;
  readonly accounts: { list(slice: Slice): Promise<Page<Account>> };
  readonly post: (letters: readonly Letter[]) => Promise<void>;
  readonly context: () => LetterContext;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Writes letters: names and hours, what an alert says of itself; never a telephone number. */
export function createOnCallLetters(options: Options): OnCallLetters {
  const { book, clock, post, logger } = options;
  return {
    lettersOf(record, board) {
      const { event } = record;
      if (event.type !== 'alert.paged' && event.type !== 'alert.exhausted') return undefined;
      const alert = board.onCall.alerts.get(event.alertId);
      if (!alert) return undefined;
      const said = inLetter(board, alert);
      const context = options.context();
      if (event.type === 'alert.paged') {
        const { pageId, responderId, means } = event;
        const page = { alertId: event.alertId, pageId };
        const text = pageLetter(said, means, context);
        return async () => lettersTo(await known(options, ofPeople([responderId])), `page-${pageId}`, text, page);
      }
      const asked = board.onCall.plan ? peopleOfPolicy(board.onCall.plan, alert.policyId) : [];
      const told = (account: Account): boolean => supervises(account) || ofPeople(asked)(account);
      return async () =>
        lettersTo(await known(options, told), `exhausted-${record.seq}`, exhaustedLetter(said, context), {
          alertId: event.alertId,
        });
    },
    async tellGaps() {
      const gaps = options.views.gaps(GAPS_WITHIN_MS);
      if (gaps.length === 0) return;
      const nameOf = (id: AccountId | undefined) =>
        id === undefined ? undefined : (book.onCall().responder(id)?.name ?? id);
      const named = gaps.map((gap) => ({ ...gap, insteadOfName: nameOf(gap.insteadOf) }));
      const context = options.context();
      const today = civilDateAt(clock.now(), context.timeZone);
      await post(lettersTo(await known(options, supervises), `gaps-${today}`, gapsLetter(named, context)));
    },
    tellSwap(swap) {
      const schedule = book.plan().schedules.find(({ scheduleId }) => scheduleId === swap.scheduleId);
      const text = swapLetter(swap, schedule?.name ?? swap.scheduleId, options.context());
      known(options, concerned(swap))
        .then((accounts) => post(lettersTo(accounts, `swap-${swap.swapId}-${swap.status}`, text)))
        .catch((err: unknown) => logger.error({ err, swapId: swap.swapId }, 'an exchange of hours was not told'));
    },
  };
}

type Wanted = (account: Account) => boolean;

const supervises: Wanted = ({ role }) => role === 'supervisor' || role === 'admin';
const ofPeople =
  (people: readonly AccountId[]): Wanted =>
  ({ accountId }) =>
    people.includes(accountId);

/** Whoever has the next word, and whoever waits for it. */
function concerned({ status, askedBy, with: other }: Swap): Wanted {
  if (status === 'asked' || status === 'withdrawn') return ofPeople([other]);
  if (status === 'agreed') return (account) => supervises(account) || account.accountId === askedBy;
  return ofPeople([askedBy, other]);
}

async function known({ accounts }: Options, wanted: Wanted): Promise<readonly Account[]> {
  const { items } = await accounts.list(EVERYBODY);
  return items.filter((account) => !account.disabled && account.email !== undefined && wanted(account));
}

const lettersTo = (
  accounts: readonly Account[],
  about: string,
  text: LetterText,
  alert?: Letter['alert'],
): readonly Letter[] =>
  accounts.flatMap(({ accountId, email }) =>
    email === undefined ? [] : [{ id: `${about}-${accountId}`, to: email, ...text, ...(alert ? { alert } : {}) }],
  );

function inLetter(board: Board, alert: BoardAlert): AlertInLetter {
  const { alertId, content, openedAt, equipmentId, serviceId } = alert;
  const equipment = board.onCall.plan?.equipment.find((each) => each.equipmentId === equipmentId);
  const service = board.definition?.services.find((each) => each.serviceId === serviceId);
  return { alertId, title: content.title, detail: content.detail, openedAt, about: equipment?.name ?? service?.name };
}

/**
 * Whether a letter about an alert is still worth sending. An acceptance is a hard stop (pains 24): nobody is asked any more
 * by a letter that was late.
 */
export function stillRuns(
  board: Board,
  { alertId, pageId }: { readonly alertId: AlertId; readonly pageId?: PageId | undefined },
): boolean {
  const alert = board.onCall.alerts.get(alertId);
  if (!alert || alert.status === 'closed') return false;
  const page = alert.pages.findLast((each) => each.pageId === pageId);
  if (page && page.result === undefined) return true;
  return alert.status !== 'accepted' && page?.result !== 'accepted' && page?.result !== 'withdrawn';
}
