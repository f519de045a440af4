import type { Logger } from '@decroche/platform';
import type { Definitions } from './definitions.ts';

/**
 * Has the work of the night done at its hour in the organisation's zone, also when a definition moves the organisation to
 * another one.
 *
 * @param options.schedule puts it on the calendar of a zone, once.
 */
export async function keepNights(options: {
  readonly definitions: Pick<Definitions, 'current' | 'onPublished'>;
  readonly schedule: (timeZone: string) => Promise<void>;
  readonly logger: Logger;
}): Promise<void> {
  const { definitions, schedule, logger } = options;
  let kept = definitions.current().timeZone;
  await schedule(kept);
  definitions.onPublished(({ timeZone }) => {
    if (timeZone === kept) return;
    schedule(timeZone).then(
      () => (kept = timeZone),
      (err: unknown) => logger.error({ err, timeZone }, 'the work of the night stays on the calendar of another zone'),
    );
  });
}
