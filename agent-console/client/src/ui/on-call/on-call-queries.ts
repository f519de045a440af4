import { AlertFile, AlertPage, OnCallCalendar, OnCallMine, OnCallNow, OnCallSetup, Swap } from '@decroche/protocol';
import { z } from 'zod';
import type { Locale } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';
import { queryString, useRead } from '../queries.ts';

/** The lists that show who is on call. */
export const SHOWS_ON_CALL: readonly string[] = ['onCall'];
/** The lists that show alerts. */
export const SHOWS_ALERTS: readonly string[] = ['alerts'];

/** Who has each telephone, who next, and what is left open. */
export const useOnCallNow = () => useRead(['onCall', 'now'], '/api/on-call/now', OnCallNow);

/** People, rotations, schedules, policies, equipment and what is entered for days to come. */
export const useOnCallSetup = () => useRead(['onCall', 'setup'], '/api/on-call/setup', OnCallSetup);

/** Who has a schedule between two instants. */
export const useOnCallCalendar = (scheduleId: string | undefined, from: number, to: number) =>
  useRead(
    ['onCall', 'calendar', scheduleId, from, to],
    `/api/on-call/calendar${queryString({ scheduleId, from, to })}`,
    OnCallCalendar,
    scheduleId !== undefined,
  );

/** Exchanges that were asked for, newest first. */
export const useSwaps = () => useRead(['onCall', 'swaps'], '/api/on-call/swaps?limit=100', SwapPage);
const SwapPage = z.object({ total: z.number().int(), items: z.array(Swap) });

/** My own hours and numbers. */
export const useOnCallMine = () => useRead(['onCall', 'me'], '/api/on-call/me', OnCallMine);

/** Alerts in lines, newest first. */
export const useAlerts = (status: 'open' | 'all', offset = 0, limit = 50) =>
  useRead(['alerts', status, offset, limit], `/api/on-call/alerts${queryString({ status, offset, limit })}`, AlertPage);

/** One alert with everything that happened. */
export const useAlertFile = (alertId: string) =>
  useRead(['alerts', 'file', alertId], `/api/on-call/alerts/${encodeURIComponent(alertId)}`, AlertFile);

/** The language of the screen, and the zone in which on-call is planned. */
export function useOnCallLocale(): Locale {
  const locale = useLocale();
  const timeZone = useOnCallSetup().data?.timeZone;
  return timeZone === undefined ? locale : { ...locale, timeZone };
}

/** The name of a responder. */
export function useResponderName(): (responderId: string) => string {
  const responders = useOnCallSetup().data?.responders;
  return (id) => responders?.find(({ responderId }) => responderId === id)?.name ?? id;
}
