import { randomUUID } from 'node:crypto';
import type { PlanFault } from '@decroche/oncall';
import type { Clock } from '@decroche/platform';
import type { AccountId, OnCallOverride, Swap, SwapInput, SwapStatus } from '@decroche/protocol';
import { withItem, withoutItem, type OnCallBody } from '../../core/oncall/plan-body.ts';
import type { People } from '../people.ts';
import type { Page, Slice, StoredSwap, SwapStore } from '../ports.ts';
import type { OnCallBook } from './book.ts';

/** Why an exchange of hours does not go on. */
export type SwapRefusal = 'unknownSwap' | 'unknownSchedule' | 'unknownResponder' | 'notOnCall' | 'wrongStatus';

/** What becomes of a step. */
export type SwapResult =
  | { readonly result: 'done'; readonly swap: Swap }
  | { readonly result: 'refused'; readonly reason: SwapRefusal }
  | { readonly result: 'inconsistent'; readonly faults: readonly PlanFault[] };

/**
 * Exchanges of hours between two people:
 *
 *     asked → agreed (by the other) → approved (by a supervisor): both halves hold
 *     asked, agreed → refused (by the other or a supervisor), withdrawn (by who asked)
 *     approved → withdrawn (by a supervisor): both halves are undone
 */
export interface Swaps {
  list(slice: Slice): Promise<Page<Swap>>;
  find(swapId: string): Promise<StoredSwap | undefined>;
  ask(input: SwapInput, by: AccountId): Promise<SwapResult>;
  step(swapId: string, status: Exclude<SwapStatus, 'asked'>, by: AccountId): Promise<SwapResult>;
  /** Takes an approved exchange back, whole: one half alone would leave somebody with hours for nothing. */
  undo(swapId: string, by: AccountId): Promise<SwapResult>;
  /** Told after each step, with whom it leaves the swap to. */
  onStep(listener: (swap: Swap) => void): void;
}

const FROM: Record<Exclude<SwapStatus, 'asked'>, readonly SwapStatus[]> = {
  agreed: ['asked'],
  approved: ['agreed'],
  refused: ['asked', 'agreed'],
  withdrawn: ['asked', 'agreed'],
};

interface Options {
  readonly store: SwapStore;
  readonly book: OnCallBook;
  readonly people: People;
  readonly clock: Clock;
}

/** Opens the exchanges. */
export function openSwaps(options: Options): Swaps {
  const { store, book, clock } = options;
  const listeners: ((swap: Swap) => void)[] = [];
  const done = async (stored: StoredSwap): Promise<SwapResult> => {
    const swap = await shown(stored, options.people);
    for (const listener of listeners) listener(swap);
    return { result: 'done', swap };
  };
  return {
    async list(slice) {
      const { total, items } = await store.list(slice);
      return { total, items: await Promise.all(items.map((each) => shown(each, options.people))) };
    },
    find: (swapId) => store.find(swapId),
    async ask(input, by) {
      const refusal = whyNot(input, by, book);
      if (refusal) return { result: 'refused', reason: refusal };
      const at = clock.now();
      const swap: StoredSwap = {
        ...{ swapId: randomUUID(), askedBy: by, with: input.with, scheduleId: input.scheduleId },
        ...{ mine: input.mine, ...(input.theirs ? { theirs: input.theirs } : {}), note: input.note },
        ...{ status: 'asked', askedAt: at, history: [{ status: 'asked', by, at }] },
      };
      const tried = book.preview((body) => withHalves(body, swap, by));
      if ('faults' in tried) return { result: 'inconsistent', faults: tried.faults };
      await store.add(swap);
      return done(swap);
    },
    async step(swapId, status, by) {
      const swap = await store.find(swapId);
      if (!swap) return { result: 'refused', reason: 'unknownSwap' };
      if (!FROM[status].includes(swap.status)) return { result: 'refused', reason: 'wrongStatus' };
      const step = { status, by, at: clock.now() };
      if (status === 'approved') {
        // The halves bear the swap's name: approving again what was cut off in between changes nothing.
        const edited = await book.edit({ what: `swaps/${swapId}` }, (body) => withHalves(body, swap, by));
        if (edited.result === 'refused') return { result: 'inconsistent', faults: edited.faults };
      }
      const after = await store.step(swapId, FROM[status], step);
      if (after) return done(after);
      if (status === 'approved' && (await store.find(swapId))?.status !== 'approved') {
        await book.edit({ what: `swaps/${swapId}` }, (body) => withoutHalves(body, swapId));
      }
      return { result: 'refused', reason: 'wrongStatus' };
    },
    async undo(swapId, by) {
      // Marked first: cut off in between, the halves are still there to be undone again.
      const after = await store.step(swapId, ['approved'], { status: 'withdrawn', by, at: clock.now() });
      const swap = after ?? (await store.find(swapId));
      if (!swap) return { result: 'refused', reason: 'unknownSwap' };
      if (swap.status !== 'withdrawn') return { result: 'refused', reason: 'wrongStatus' };
      const edited = await book.edit({ what: `swaps/${swapId}` }, (body) => withoutHalves(body, swapId));
      if (edited.result === 'refused') return { result: 'inconsistent', faults: edited.faults };
      return after ? done(after) : { result: 'done', swap: await shown(swap, options.people) };
    },
    onStep: (listener) => void listeners.push(listener),
  };
}

/** Each half takes hours of the other only where the other has them. */
function whyNot({ scheduleId, mine, theirs, with: other }: SwapInput, by: AccountId, book: OnCallBook) {
  const onCall = book.onCall();
  if (!book.plan().schedules.some((each) => each.scheduleId === scheduleId)) return 'unknownSchedule';
  if (!onCall.responder(other) || !onCall.responder(by) || other === by) return 'unknownResponder';
  const has = (who: AccountId, { fromAt, toAt }: { readonly fromAt: number; readonly toAt: number }): boolean =>
    fromAt < toAt && onCall.spans(scheduleId, fromAt, toAt).some(({ responderId }) => responderId === who);
  return has(by, mine) && (!theirs || has(other, theirs)) ? undefined : 'notOnCall';
}

const half = (swapId: string, which: 'mine' | 'theirs'): string => `${swapId}-${which}`;

/** The exchange that an override is a half of. */
export const swapOf = ({ overrideId, why }: Pick<OnCallOverride, 'overrideId' | 'why'>): string | undefined =>
  why === 'swap' ? overrideId.replace(/-(mine|theirs)$/, '') : undefined;

function withHalves(body: OnCallBody, swap: StoredSwap, by: AccountId): OnCallBody {
  const { swapId, scheduleId, mine, theirs, askedBy } = swap;
  const common = { scheduleId, why: 'swap' as const, by };
  const given: OnCallOverride = {
    ...common,
    ...{ overrideId: half(swapId, 'mine'), ...mine, responderId: swap.with, replaces: askedBy },
  };
  const first = withItem(body, 'overrides', given);
  if (!theirs) return first;
  const taken: OnCallOverride = {
    ...common,
    ...{ overrideId: half(swapId, 'theirs'), ...theirs, responderId: askedBy, replaces: swap.with },
  };
  return withItem(first, 'overrides', taken);
}

const withoutHalves = (body: OnCallBody, swapId: string): OnCallBody =>
  withoutItem(withoutItem(body, 'overrides', half(swapId, 'mine')), 'overrides', half(swapId, 'theirs'));

async function shown(stored: StoredSwap, people: People): Promise<Swap> {
  const { history, theirs, ...rest } = stored;
  const nameOf = await people.namesOf([stored.askedBy, stored.with, ...history.map(({ by }) => by)]);
  return {
    ...rest,
    ...(theirs ? { theirs: { ...theirs } } : {}),
    mine: { ...rest.mine },
    askedByName: nameOf(stored.askedBy),
    withName: nameOf(stored.with),
    history: history.map(({ status, by, at }) => ({ status, by: nameOf(by), at })),
  };
}
