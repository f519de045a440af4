import { AccountId, Instant, OnCallPlan, SwapStatus } from '@decroche/protocol';
import { z } from 'zod';
import type { FeedStore, OnCallStore, StoredOnCall, StoredSwap, SwapStore } from '../../app/ports.ts';
import type { Models } from './models.ts';
import { parseDocument, stored } from './reading.ts';

const PLAN = 'plan';
const Body = OnCallPlan.omit({ version: true, publishedAt: true, domainId: true });
const Revisions = z.record(z.string(), z.number().int());

/** The plan, one document that is replaced only by who has seen it. */
export function mongoOnCall({ onCallPlan }: Pick<Models, 'onCallPlan'>): OnCallStore {
  const documentOf = ({ version, publishedAt, body, revisions }: StoredOnCall) => ({
    ...{ version, publishedAt, body: JSON.stringify(body), revisions: JSON.stringify(revisions) },
  });
  return {
    load: () =>
      stored(async () => {
        const found = await onCallPlan.findById(PLAN).lean();
        if (!found) return undefined;
        const { version, publishedAt } = found;
        const body = Body.parse(JSON.parse(found.body));
        return { version, publishedAt, body, revisions: Revisions.parse(JSON.parse(found.revisions)) };
      }),
    add: (plan) => stored(async () => void (await onCallPlan.create([{ _id: PLAN, ...documentOf(plan) }]))),
    replace: (plan, version) =>
      stored(async () => {
        const changed = await onCallPlan.updateOne({ _id: PLAN, version }, { $set: documentOf(plan) });
        return changed.matchedCount === 1;
      }),
  };
}

const Stretch = z.object({ fromAt: Instant, toAt: Instant });
const Swap = z.object({
  swapId: z.string(),
  scheduleId: z.string(),
  askedBy: AccountId,
  with: AccountId,
  mine: Stretch,
  theirs: Stretch.optional(),
  note: z.string(),
  status: SwapStatus,
  askedAt: Instant,
  history: z.array(z.object({ status: SwapStatus, by: AccountId, at: Instant })),
});

/** Exchanges of hours, one document each. */
export function mongoSwaps({ onCallSwaps }: Pick<Models, 'onCallSwaps'>): SwapStore {
  const parse = (document: unknown): StoredSwap => parseDocument(Swap, 'swapId', document);
  return {
    add: ({ swapId, history, ...rest }) =>
      stored(async () => void (await onCallSwaps.create([{ _id: swapId, ...rest, history: [...history] }]))),
    find: (swapId) =>
      stored(async () => {
        const found = await onCallSwaps.findById(swapId).lean();
        return found ? parse(found) : undefined;
      }),
    list: ({ offset, limit }) =>
      stored(async () => ({
        total: await onCallSwaps.countDocuments(),
        items: (await onCallSwaps.find().sort({ askedAt: -1, _id: -1 }).skip(offset).limit(limit).lean()).map(parse),
      })),
    step: (swapId, from, { status, by, at }) =>
      stored(async () => {
        const changed = await onCallSwaps
          .findOneAndUpdate(
            { _id: swapId, status: { $in: [...from] } },
            { $set: { status }, $push: { history: { status, by, at } } },
            { returnDocument: 'after' },
          )
          .lean();
        return changed ? parse(changed) : undefined;
      }),
  };
}

/** Calendar feeds: whose each is. What proves the right to read one is not here. */
export function mongoFeeds({ onCallFeeds }: Pick<Models, 'onCallFeeds'>): FeedStore {
  const accountOf = (document: { readonly accountId: string }) => ({ accountId: document.accountId as AccountId });
  return {
    put: ({ feedId, accountId }) =>
      stored(async () => {
        await onCallFeeds.deleteMany({ accountId });
        await onCallFeeds.create([{ _id: feedId, accountId }]);
      }),
    find: (feedId) =>
      stored(async () => {
        const found = await onCallFeeds.findById(feedId).lean();
        return found ? accountOf(found) : undefined;
      }),
    ofAccount: (accountId) =>
      stored(async () => {
        const found = await onCallFeeds.findOne({ accountId }).lean();
        return found ? { feedId: String(found._id) } : undefined;
      }),
    remove: (accountId) => stored(async () => (await onCallFeeds.deleteMany({ accountId })).deletedCount > 0),
  };
}
