import {
  AbandonedPage,
  CallbackPage,
  CallerView,
  CallFile,
  CallRecordPage,
  ContactPage,
  Definition,
  DissuasionEffect,
  DissuasionPage,
  HalfHour,
  LineReport,
  OnCallReport,
  PauseReasonPage,
  RecentCallPage,
  SealedOpeningPage,
  TelephoneFigures,
  Ticket,
  TicketCategories,
  TicketPage,
  TransferTargets,
  VoicemailPage,
} from '@decroche/protocol';
import { useQuery, type QueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { useConsole } from './console-context.ts';
import { useMay } from './shell/session-role.ts';

/** Every list of this page that shows a part of the definition. */
export const SHOWS_DEFINITION: readonly string[] = [
  ...['definition', 'pauseReasons', 'agents', 'accounts', 'prompts'],
  ...['calendarDays', 'partyRules', 'roster', 'transferTargets'],
];

/** What the server calls stale → the lists of this page that show it. */
const SHOWN_IN: Record<string, readonly string[]> = {
  tickets: ['tickets'],
  voicemails: ['voicemails'],
  calls: ['calls', 'reportCalls', 'abandoned'],
  figures: ['figures', 'reportCalls'],
  roster: ['roster'],
  definitions: SHOWS_DEFINITION,
  callbacks: ['callbacks', 'abandoned', 'voicemails'],
  dissuasions: ['dissuasions', 'dissuasionEffects'],
};

/** Asks again for whatever shows what has changed. */
export function refreshStale(client: QueryClient, what: string): void {
  if (what === 'all') return void client.invalidateQueries();
  for (const key of SHOWN_IN[what] ?? [what]) void client.invalidateQueries({ queryKey: [key] });
}

/** Query string from what is set. */
export function queryString(values: Record<string, string | number | undefined>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== '') params.set(name, String(value));
  const text = params.toString();
  return text && `?${text}`;
}

/** Reads a path of the API under a key of the cache. */
export function useRead<S extends z.ZodType>(key: readonly unknown[], path: string, schema: S, enabled = true) {
  const { http } = useConsole();
  return useQuery({ queryKey: key, queryFn: ({ signal }) => http.read(path, schema, signal), enabled });
}

/** The organisation as it is now: names of services, queues and agents, and the time zone. Not for those who are on call and nothing else. */
export const useDefinition = () => useRead(['definition'], '/api/definition', Definition, useMay('agent'));

/** Why an agent may be away, in words. */
export const usePauseReasons = () => useRead(['pauseReasons'], '/api/pause-reasons', PauseReasonPage);

/** Whom a caller may be given to; asked for while the dialog is open. */
export const useTransferTargets = (open: boolean) =>
  useRead(['transferTargets'], '/api/transfer-targets', TransferTargets, open);

/** My latest calls. */
export const useMyCalls = () => useRead(['calls', 'me'], '/api/calls?agentId=me&limit=50', RecentCallPage);

/** One call and its journal. */
export const useCallFile = (callId: string | undefined) =>
  useRead(['calls', 'file', callId], `/api/calls/${encodeURIComponent(callId ?? '')}`, CallFile, callId !== undefined);

/** Messages in a state, latest first. */
export const useVoicemails = (state: string) =>
  useRead(['voicemails', state], `/api/voicemails${queryString({ state })}`, VoicemailPage);

/** Tickets under a filter, latest first. */
export const useTickets = (filter: Record<string, string | number | undefined>, enabled = true) =>
  useRead(['tickets', filter], `/api/tickets${queryString(filter)}`, TicketPage, enabled);

/** The ticket in which a call is consigned. */
export const useTicketOfCall = (callId: string, enabled: boolean) =>
  useRead(['tickets', 'byCall', callId], `/api/tickets/by-call/${encodeURIComponent(callId)}`, Ticket, enabled);

/** The categories a ticket may have. */
export const useTicketCategories = () => useRead(['categories'], '/api/tickets/categories', TicketCategories);

/** People of the directory; asked from two letters on. */
export const useContactSearch = (q: string) =>
  useRead(['contacts', 'search', q], `/api/contacts/search${queryString({ q })}`, ContactPage, q.length > 1);

type Period = Record<string, string | undefined>;

/** The telephone figures of a period; today without one. */
export const useFigures = (period: Period) =>
  useRead(['figures', period], `/api/reports/telephone${queryString(period)}`, TelephoneFigures);

/** The same by half hour of arrival. */
export const useHalfHours = (period: Period) =>
  useRead(
    ['figures', 'halfHours', period],
    `/api/reports/telephone/half-hours${queryString(period)}`,
    z.array(HalfHour),
  );

/** The calls behind a figure. */
export const useReportCalls = (filter: Record<string, string | number | undefined>, enabled: boolean) =>
  useRead(['reportCalls', filter], `/api/reports/calls${queryString(filter)}`, CallRecordPage, enabled);

/** Alerts of a period with their times. */
export const useOnCallReport = (period: Period) =>
  useRead(['alerts', 'report', period], `/api/reports/on-call${queryString(period)}`, OnCallReport);

/** Were the lines there, and what proves it. */
export const useLineReport = (period: Period) =>
  useRead(['figures', 'lines', period], `/api/reports/lines${queryString(period)}`, LineReport);

/** Who asked for a sealed number, who decided, who read it: newest first. */
export const useSealedOpenings = (page: { offset: number; limit: number }, enabled = true) =>
  useRead(['sealedOpenings', page], `/api/sealed-openings${queryString(page)}`, SealedOpeningPage, enabled);

/** The latest of them: what waits is among those. */
export const useLatestOpenings = (enabled = true) => useSealedOpenings({ offset: 0, limit: 50 }, enabled);

/** Dissuasion messages, drafts to withdrawn, latest step first. */
export const useDissuasions = () => useRead(['dissuasions'], '/api/dissuasions?which=all', DissuasionPage);

/** What each message did to the calls received since an instant. */
export const useDissuasionEffects = (from: number | undefined) =>
  useRead(
    ['dissuasionEffects', from],
    `/api/reports/dissuasions${queryString({ from })}`,
    z.array(DissuasionEffect),
    from !== undefined,
  );

/** People to be rung back, by due time. */
export const useCallbacks = () => useRead(['callbacks'], '/api/callbacks', CallbackPage);

/** Callers who gave up and whom nobody has spoken to since. */
export const useAbandoned = (offset: number, limit: number) =>
  useRead(['abandoned', offset], `/api/reports/abandoned${queryString({ offset, limit })}`, AbandonedPage);

/** Who a caller may be. */
export const useParty = (partyRef: string | undefined) =>
  useRead(
    ['party', partyRef],
    `/api/parties/${encodeURIComponent(partyRef ?? '')}`,
    CallerView,
    partyRef !== undefined,
  );
