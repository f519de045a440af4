import type { Bus, Clock, Logger } from '@decroche/platform';
import type { DomainId } from '@decroche/protocol';
import { feedOf } from './adapters/ical/feed.ts';
import { mongoFeeds, mongoOnCall, mongoSwaps } from './adapters/mongo/on-call.ts';
import type { Models } from './adapters/mongo/models.ts';
import { frenchNumberPlan } from './adapters/numbering/number-plan.ts';
import type { Accounts } from './app/accounts.ts';
import type { Definitions } from './app/definitions.ts';
import { openOnCallBook } from './app/oncall/book.ts';
import { createFeeds } from './app/oncall/feeds.ts';
import { firstPlan } from './app/oncall/first-plan.ts';
import { createResponders } from './app/oncall/responders.ts';
import { openSwaps } from './app/oncall/swaps.ts';
import { createOnCallViews } from './app/oncall/views.ts';
import type { People } from './app/people.ts';
import type { PartyBook, Profile } from './app/ports.ts';

/** Part of main.ts: who is on call. */

/** What on-call is opened on. */
interface Ground {
  readonly models: Models;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly domainId: DomainId;
  readonly definitions: Definitions;
  readonly accounts: Accounts;
  readonly people: People;
  readonly parties: PartyBook;
  readonly profile: Profile;
  /** Of the accounts that the first start makes for responders; absent = one nobody knows. */
  readonly password: string | undefined;
  /** Keys the addresses of calendar feeds. */
  readonly feedKey: string;
  readonly consoleUrl: string;
}

/** Opens all of on-call that does not ask the acd. */
export async function openOnCall(ground: Ground) {
  const { models, accounts, people, parties, profile, password, clock } = ground;
  const numbers = frenchNumberPlan;
  const book = await openOnCallBook({
    ...ground,
    store: mongoOnCall(models),
    first: () => firstPlan(profile, { accounts, parties, numbers, password }),
  });
  const responders = createResponders({ book, accounts, parties, numbers });
  await responders.rename();
  return {
    book,
    responders,
    feedOf,
    views: createOnCallViews({ book, accounts, parties, numbers, clock }),
    swaps: openSwaps({ store: mongoSwaps(models), book, people, clock }),
    feeds: createFeeds({ store: mongoFeeds(models), key: ground.feedKey, consoleUrl: ground.consoleUrl }),
  };
}

/** On-call, opened. */
export type OpenOnCall = Awaited<ReturnType<typeof openOnCall>>;
