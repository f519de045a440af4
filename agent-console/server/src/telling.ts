import type { Bus, Clock, Logger } from '@decroche/platform';
import { mailer } from '@decroche/platform/mail';
import { JournalRecord, streams } from '@decroche/protocol';
import { bullConsoleJobs } from './adapters/bullmq/console-jobs.ts';
import { recordingFiles } from './adapters/files/recording-files.ts';
import type { Models } from './adapters/mongo/models.ts';
import { mongoNotices } from './adapters/mongo/notices.ts';
import { mongoVoicemails } from './adapters/mongo/records.ts';
import type { Accounts } from './app/accounts.ts';
import type { Audit } from './app/audit.ts';
import { callerInformed, startCallerInforming } from './app/caller-informing.ts';
import type { Callers } from './app/callers.ts';
import type { Definitions } from './app/definitions.ts';
import type { Directory } from './app/directory.ts';
import { keepNights } from './app/night-calendar.ts';
import { letterDelivery, openNotices } from './app/notices.ts';
import { createOnCallLetters, stillRuns } from './app/oncall/letter-writer.ts';
import type { People } from './app/people.ts';
import { voicemailRetention } from './app/voicemail-retention.ts';
import type { Config } from './config.ts';
import type { Board } from './core/board/state.ts';
import type { OpenOnCall } from './on-call.ts';

/** Part of main.ts: what people are told at once, on screens and by mail, and what is done at night. */

/** What telling stands on. */
interface Ground {
  readonly models: Models;
  readonly bus: Bus;
  readonly accounts: Accounts;
  readonly people: People;
  readonly directory: Directory;
  readonly definitions: Definitions;
  readonly audit: Audit;
  readonly callers: Callers;
  readonly onCall: OpenOnCall;
  readonly consoleUrl: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Opens notices, letters and the work of the night; jobs are taken once {@link takeJobs} is called. */
export async function openTelling(config: Config, ground: Ground) {
  const { models, bus, accounts, people, definitions, onCall, consoleUrl, clock, logger } = ground;
  const { DOMAIN_ID: domainId } = config;
  const store = mongoNotices(models);
  const jobs = await bullConsoleJobs({ redisUrl: config.REDIS_URL, domainId, logger });
  const { post } = jobs;
  const context = () => ({ ...definitions.current(), consoleUrl });
  const last = JournalRecord.safeParse((await bus.last(streams.journal(domainId)))?.value);
  const firstSeq = last.success ? last.data.seq : 0;
  const onCallLetters = createOnCallLetters({ ...onCall, accounts, post, context, clock, logger });
  onCall.swaps.onStep(onCallLetters.tellSwap);
  const notices = await openNotices({
    ...{ store, post, accounts, people, context, clock, logger, firstSeq },
    moreLetters: onCallLetters.lettersOf,
  });
  const letters = mailer(
    config.MAIL_FROM,
    config.SMTP_URL === undefined ? { folder: config.MAIL_DIR } : { smtpUrl: config.SMTP_URL },
  );
  const clearVoicemails = voicemailRetention({
    ...{ store: mongoVoicemails(models), files: recordingFiles(config.MEDIA_DIR) },
    ...{ audit: ground.audit, definition: definitions.current, clock, logger },
  });
  const informing = await startCallerInforming({ ...ground, domainId, store, post, context });
  return {
    notices,
    failed: informing.failed,
    /** Takes jobs from now on: a letter that asks somebody on call is only sent by who knows that it still has to be. */
    async takeJobs(board: Board): Promise<void> {
      jobs.takeJobs({
        deliver: letterDelivery({
          ...{ mailer: letters, informed: callerInformed(bus, domainId, clock), logger },
          stillRuns: (alert) => stillRuns(board, alert),
        }),
        night: async () => void (await clearVoicemails()),
        coverage: onCallLetters.tellGaps,
      });
      await keepNights({ definitions, schedule: jobs.schedule, logger });
      // A server that was down at the hour of the letter says it now; one that was said today is not said again.
      await onCallLetters.tellGaps();
    },
    async stop() {
      await informing.stop();
      await jobs.close();
      letters.close();
    },
  };
}
