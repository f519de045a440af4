import type { Bus, Clock, Logger } from '@decroche/platform';
import type { DomainId } from '@decroche/protocol';
import { systemAlarm } from './adapters/clock/system-alarm.ts';
import { feedOf } from './adapters/ical/feed.ts';
import { mongoFeeds, mongoOnCall, mongoSwaps } from './adapters/mongo/on-call.ts';
import type { Models } from './adapters/mongo/models.ts';
import { frenchNumberPlan } from './adapters/numbering/number-plan.ts';
import { openAlertMailDoor, type AlertMailDoor } from './adapters/smtp/alert-door.ts';
import type { Accounts } from './app/accounts.ts';
import type { Audit } from './app/audit.ts';
import type { Definitions } from './app/definitions.ts';
import { createAlertMail } from './app/oncall/alert-mail.ts';
import type { Alerting } from './app/oncall/alerting.ts';
import { openOnCallBook } from './app/oncall/book.ts';
import { createFeeds } from './app/oncall/feeds.ts';
import { firstPlan } from './app/oncall/first-plan.ts';
import { createResponders } from './app/oncall/responders.ts';
import { openSwaps } from './app/oncall/swaps.ts';
import { createOnCallViews } from './app/oncall/views.ts';
import type { People } from './app/people.ts';
import type { PartyBook, Profile } from './app/ports.ts';
import type { Config } from './config.ts';
import type { Board } from './core/board/state.ts';

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
    alarm: systemAlarm(clock),
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

/** Opens the door for mails of monitoring, if there is to be one. */
export async function openAlertMail(
  config: Config,
  ground: {
    readonly onCall: OpenOnCall & { readonly alerting: Alerting };
    readonly audit: Audit;
    readonly board: Board;
    readonly logger: Logger;
  },
): Promise<AlertMailDoor | undefined> {
  const { ALERT_MAIL_HOST: host, ALERT_MAIL_PORT: port, ALERT_MAIL_FROM: senders } = config;
  if (port === undefined) return undefined;
  const { onCall, audit, board, logger } = ground;
  const take = createAlertMail({ alerting: onCall.alerting, plan: onCall.book.plan, audit, board, logger });
  const door = await openAlertMailDoor({ host, port, senders, take, logger });
  logger.info({ host, alertMailPort: door.port }, 'mails of monitoring are taken at');
  return door;
}
