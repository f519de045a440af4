import { route, type Route } from '@decroche/platform/http';
import {
  AbandonedPage,
  AbandonedQuery,
  AnnouncedWaitFigures,
  CallbackFigures,
  DissuasionEffect,
  LoadProfile,
  LoadQuery,
  TelephoneQuery,
} from '@decroche/protocol';
import { z } from 'zod';
import type { Insights } from '../../app/insights.ts';
import type { Reporting } from '../../app/reporting.ts';
import { allowed, known } from './scope.ts';

/** What the records tell beyond the contractual figures: agents ring back, supervisors judge. */
export function insightRoutes(insights: Insights, reporting: Reporting): Route[] {
  const described = { tag: 'insights', method: 'get' } as const;
  const ofToday = { ...described, access: 'agent', query: TelephoneQuery } as const;
  return [
    route({
      ...described,
      access: 'agent',
      path: '/api/reports/abandoned',
      summary:
        'Callers who gave up and were not spoken to since, one line a person; the last seven days, or what a supervisor asks',
      query: AbandonedQuery,
      result: AbandonedPage,
      async handle({ query, identity }) {
        const scope = known(reporting.scope(insights.abandonedQuery(query)));
        return known(await insights.abandoned(allowed(scope, identity, insights.isRecent), query));
      },
    }),
    route({
      ...ofToday,
      path: '/api/reports/dissuasions',
      summary: 'What each dissuasion message did; today by default',
      result: z.array(DissuasionEffect),
      handle: async ({ query, identity }) =>
        known(await insights.dissuasions(allowed(known(reporting.scope(query)), identity, reporting.isToday))),
    }),
    route({
      ...ofToday,
      path: '/api/reports/announced-waits',
      summary: 'How true announced waits were; today by default',
      result: AnnouncedWaitFigures,
      handle: async ({ query, identity }) =>
        known(await insights.announcedWaits(allowed(known(reporting.scope(query)), identity, reporting.isToday))),
    }),
    route({
      ...ofToday,
      path: '/api/reports/callbacks',
      summary: 'What became of call-backs asked for in the period; today by default',
      result: CallbackFigures,
      handle: async ({ query, identity }) =>
        known(await insights.callbacks(allowed(known(reporting.scope(query)), identity, reporting.isToday))),
    }),
    route({
      ...described,
      access: 'supervisor',
      path: '/api/reports/load',
      summary: 'What one weekday usually brings, by quarter-hour, from the last weeks',
      query: LoadQuery,
      result: LoadProfile,
      handle: ({ query }) => insights.load(query),
    }),
  ];
}
