import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AccountId } from '@decroche/protocol';
import type { FeedStore } from '../ports.ts';

/** Where feeds are read. What proves the right to is in the query: refusals are logged with their path, which tells nothing. */
export const FEED_PATH = '/api/on-call/feed.ics';

/** Calendar feeds at addresses that need no sign-in: whoever has the address reads it, until it is revoked. */
export interface Feeds {
  /** Makes a new address; the one before leads nowhere from now on. */
  make(accountId: AccountId): Promise<string>;
  /** The address that somebody has. */
  urlOf(accountId: AccountId): Promise<string | undefined>;
  /** @returns false when there was none. */
  forget(accountId: AccountId): Promise<boolean>;
  /** Whose feed an address is. */
  ownerOf(key: string): Promise<AccountId | undefined>;
}

/** Opens the feeds. The store knows whose a feed is; the address also needs our key, so that a copy of the store opens none. */
export function createFeeds(options: {
  readonly store: FeedStore;
  readonly key: string;
  /** Where people reach the console, without a slash at the end. */
  readonly consoleUrl: string;
}): Feeds {
  const { store, key, consoleUrl } = options;
  const proofOf = (feedId: string): string =>
    createHmac('sha256', key).update(`on-call feed ${feedId}`).digest('base64url');
  const urlOf = (feedId: string): string => `${consoleUrl}${FEED_PATH}?key=${feedId}-${proofOf(feedId)}`;
  return {
    async make(accountId) {
      const feedId = randomBytes(12).toString('hex');
      await store.put({ feedId, accountId });
      return urlOf(feedId);
    },
    async urlOf(accountId) {
      const feed = await store.ofAccount(accountId);
      return feed && urlOf(feed.feedId);
    },
    forget: (accountId) => store.remove(accountId),
    async ownerOf(given) {
      const [, feedId = '', proof = ''] = /^([0-9a-f]{24})-(.+)$/.exec(given) ?? [];
      const [shown, wanted] = [Buffer.from(proof), Buffer.from(proofOf(feedId))];
      if (shown.length !== wanted.length || !timingSafeEqual(shown, wanted)) return undefined;
      return (await store.find(feedId))?.accountId;
    },
  };
}
