import type { OnCall } from '@decroche/oncall';
import type { Clock } from '@decroche/platform';
import type {
  AccountId,
  Identity,
  Instant,
  OnCallCalendar,
  OnCallNow,
  OnCallSetup,
  OnCallSpan,
  Responder,
  ResponderView,
} from '@decroche/protocol';
import type { Accounts } from '../accounts.ts';
import type { NumberPlan, PartyLookup } from '../ports.ts';
import type { OnCallBook } from './book.ts';

const DAY_MS = 86_400_000;
/** How far gaps are looked for. */
export const GAPS_AHEAD_MS = 90 * DAY_MS;
const MINE_AHEAD_MS = 60 * DAY_MS;

/** A stretch of one's own, or one that nobody has, with the name of its schedule. */
export type NamedSpan = OnCallSpan & { readonly scheduleName: string };

/** Who is on call, as screens, letters and feeds show it. */
export interface OnCallViews {
  setup(reader: Identity): Promise<OnCallSetup>;
  responder(responderId: AccountId, reader: Identity): Promise<ResponderView | undefined>;
  /** Undefined for a schedule that is none. */
  calendar(scheduleId: string, fromAt: Instant, toAt: Instant): OnCallCalendar | undefined;
  now(): OnCallNow;
  /** Stretches of the time ahead for which someone is required and nobody is on call. */
  gaps(aheadMs: number): NamedSpan[];
  /** Someone's own stretches, of all schedules, by time; 60 days by default. */
  mine(responderId: AccountId, aheadMs?: number): NamedSpan[];
}

interface Options {
  readonly book: Pick<OnCallBook, 'plan' | 'onCall'>;
  readonly accounts: Pick<Accounts, 'find'>;
  readonly parties: PartyLookup;
  readonly numbers: NumberPlan;
  readonly clock: Clock;
}

/** Opens the views. Nothing here computes who is on call: that is `lib/oncall` alone. */
export function createOnCallViews(options: Options): OnCallViews {
  const { book, clock } = options;
  const nameOf = (id: AccountId | undefined): string | undefined =>
    id === undefined ? undefined : (book.onCall().responder(id)?.name ?? id);
  const named = (span: OnCallSpan): OnCallSpan & { name?: string } => {
    const name = nameOf(span.responderId);
    return { ...span, ...(name === undefined ? {} : { name }) };
  };
  const everySchedule = (spansOf: (scheduleId: string) => readonly OnCallSpan[]): NamedSpan[] =>
    book
      .plan()
      .schedules.flatMap(({ scheduleId, name }) => spansOf(scheduleId).map((span) => ({ ...span, scheduleName: name })))
      .sort((a, b) => a.fromAt - b.fromAt);
  const gaps = (aheadMs: number): NamedSpan[] => {
    const at = clock.now();
    return everySchedule((scheduleId) => book.onCall().gaps(scheduleId, at, at + aheadMs));
  };

  return {
    gaps,
    async setup(reader) {
      const { domainId: _domainId, publishedAt: _publishedAt, responders, ...rest } = book.plan();
      return { ...rest, responders: await Promise.all(responders.map((each) => shown(each, reader, options))) };
    },
    async responder(responderId, reader) {
      const found = book.onCall().responder(responderId);
      return found && shown(found, reader, options);
    },
    calendar(scheduleId, fromAt, toAt) {
      const schedule = book.plan().schedules.find((each) => each.scheduleId === scheduleId);
      if (!schedule) return undefined;
      const onCall = book.onCall();
      const spans = onCall.spans(scheduleId, fromAt, toAt).map((span) => {
        const insteadOfName = nameOf(span.insteadOf);
        return { ...named(span), ...(insteadOfName === undefined ? {} : { insteadOfName }) };
      });
      return { scheduleId, timeZone: schedule.timeZone, spans, gaps: onCall.gaps(scheduleId, fromAt, toAt) };
    },
    now() {
      const at = clock.now();
      const onCall = book.onCall();
      const schedules = book.plan().schedules.map(({ scheduleId, name }) => {
        const [now, next] = [presentStretch(onCall, scheduleId, at), onCall.next(scheduleId, at)];
        return { scheduleId, name, ...(now ? { now: named(now) } : {}), ...(next ? { next: named(next) } : {}) };
      });
      return { at, schedules, gaps: gaps(GAPS_AHEAD_MS) };
    },
    mine(responderId, aheadMs = MINE_AHEAD_MS) {
      const at = clock.now();
      const onCall = book.onCall();
      return everySchedule((scheduleId) => {
        const [first, ...later] = onCall.spans(scheduleId, at, at + aheadMs);
        // What holds now began when it began, not when it is looked at.
        const begun = first && { ...first, fromAt: onCall.whoAt(scheduleId, at)?.fromAt ?? first.fromAt };
        return (begun ? [begun, ...later] : []).filter((span) => span.responderId === responderId);
      });
    },
  };
}

/** Who has it at an instant, to the end of their stay: the next rule may give it to the same person. */
function presentStretch(onCall: OnCall, scheduleId: string, at: number): OnCallSpan | undefined {
  const now = onCall.whoAt(scheduleId, at);
  if (now?.responderId === undefined) return now;
  let { toAt } = now;
  for (const span of onCall.spans(scheduleId, at, at + GAPS_AHEAD_MS)) {
    if (span.fromAt === toAt && span.responderId === now.responderId) toAt = span.toAt;
  }
  return { ...now, toAt };
}

/** Numbers are shown to administrators and to the person themselves, to nobody else. */
async function shown(
  { phones, ...responder }: Responder,
  reader: Identity,
  { accounts, parties, numbers }: Options,
): Promise<ResponderView> {
  const account = await accounts.find(responder.responderId);
  const mayRead = reader.role === 'admin' || reader.accountId === responder.responderId;
  const known = mayRead ? await Promise.all(phones.map((partyRef) => parties.lookUp(partyRef))) : [];
  return {
    ...responder,
    ...(mayRead ? { phones: known.map((party) => (party ? numbers.format(party.number) : '?')) } : {}),
    phoneCount: phones.length,
    hasMail: account?.email !== undefined && !account.disabled,
  };
}
