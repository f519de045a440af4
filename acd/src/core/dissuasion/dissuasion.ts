import { openingCalendar, type OpeningCalendar } from '@decroche/calendar';
import type { DissuasionContent, DissuasionId, DissuasionStatus, Instant } from '@decroche/protocol';

/** One informational message (C4), from its draft on. */
export interface Dissuasion {
  readonly dissuasionId: DissuasionId;
  readonly content: DissuasionContent;
  readonly status: DissuasionStatus;
  /** Journal line of its publication: the latest is said first. */
  readonly published: number | undefined;
  /** A threshold was passed and has not let go since; without meaning for a message that waits for none. */
  readonly triggered: boolean;
}

/** Messages past their end that are remembered, so that a late request hears why it is refused. */
export const ENDED_REMEMBERED = 50;

/** Whether a caller may hear it at all: published, its withdrawal not yet granted. */
export const isPublished = ({ status }: Dissuasion): boolean => status === 'published' || status === 'withdrawalAsked';

/** Nothing more becomes of it. */
export const isEnded = ({ status }: Dissuasion): boolean =>
  status === 'withdrawn' || status === 'expired' || status === 'discarded';

/** Whether its own end has come. */
export const isPast = ({ content }: Dissuasion, at: Instant): boolean =>
  content.scope.expiresAt !== undefined && content.scope.expiresAt <= at;

/**
 * Whether it speaks at an instant: published, within its times of the day, before its end, and armed by a threshold if it
 * waits for one.
 */
export function isSpeaking(message: Dissuasion, hours: OpeningCalendar | undefined, at: Instant): boolean {
  if (!isPublished(message) || isPast(message, at)) return false;
  if (message.content.arming && !message.triggered) return false;
  return hours?.isOpenAt(at) ?? true;
}

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** Makes its times of the day quick to ask. The zone is the organisation's; Paris before there is one. */
export function indexHours(
  hours: Map<DissuasionId, OpeningCalendar>,
  { dissuasionId, content }: Pick<Dissuasion, 'dissuasionId' | 'content'>,
  timeZone = 'Europe/Paris',
): void {
  const calendar = hoursOf(content, timeZone);
  if (calendar) hours.set(dissuasionId, calendar);
  else hours.delete(dissuasionId);
}

/**
 * Its times of the day on the organisation's wall; `undefined` = at all times. A window that ends before it begins, or
 * where it begins, runs over midnight.
 */
function hoursOf({ scope }: DissuasionContent, timeZone: string): OpeningCalendar | undefined {
  if (scope.hours.length === 0) return undefined;
  const weekly = scope.hours.flatMap(({ from, to }) =>
    to > from
      ? [{ days: EVERY_DAY, from, to }]
      : [
          { days: EVERY_DAY, from, to: '24:00' },
          { days: EVERY_DAY, from: '00:00', to },
        ],
  );
  return openingCalendar({
    ...{ calendarId: 'dissuasion' as never, name: '', timeZone, weekly, holidays: 'none', exceptions: [] },
  });
}
