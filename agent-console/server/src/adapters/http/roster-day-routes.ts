import { route, type Route } from '@decroche/platform/http';
import {
  CivilDate,
  DayPlan,
  ForecastOrder,
  LunchProposal,
  LunchTaking,
  PlanReport,
  ServiceForecast,
} from '@decroche/protocol';
import { z } from 'zod';
import { may } from '../../core/permissions.ts';
import { missing, type ConsoleParts } from './parts.ts';
import { planned } from './roster-answers.ts';

const tag = 'roster';
const ofDate = z.object({ date: CivilDate });

/** One day: people, coverage, forecast, lunches (H3). */
export function rosterDayRoutes({ roster, audit }: ConsoleParts): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/roster/days/:date',
      summary: 'The picture of a day; only supervisors are told why somebody is away',
      tag,
      access: 'agent',
      params: ofDate,
      result: DayPlan,
      refusals: { 404: 'no such date' },
      async handle({ params, identity }) {
        const day = await roster.day(params.date, may(identity, 'absences.reasons'));
        if (day) return day;
        throw missing('date');
      },
    }),
    route({
      method: 'post',
      path: '/api/roster/days/:date/forecast',
      summary: 'The forecast of a service for another load, or with more or fewer agents; nothing changes',
      tag,
      access: 'supervisor',
      params: ofDate,
      body: ForecastOrder,
      result: ServiceForecast,
      refusals: { 404: 'no such date or service' },
      async handle({ params, body }) {
        const forecast = await roster.forecast(params.date, body);
        if (forecast) return forecast;
        throw missing('date or service');
      },
    }),
    route({
      method: 'get',
      path: '/api/roster/days/:date/lunches',
      summary: 'Lunches so that someone is always present, with the proof; nothing changes',
      tag,
      access: 'supervisor',
      params: ofDate,
      result: LunchProposal,
      refusals: { 404: 'no such date' },
      async handle({ params }) {
        const proposal = await roster.lunches(params.date);
        if (proposal) return proposal;
        throw missing('date');
      },
    }),
    route({
      method: 'post',
      path: '/api/roster/days/:date/lunches',
      summary: 'Take the proposed lunches into the shifts',
      tag,
      access: 'supervisor',
      params: ofDate,
      body: LunchTaking,
      result: PlanReport,
      refusals: { 409: 'other lunches would be proposed by now' },
      async handle({ params: { date }, body, identity, address }) {
        const report = planned(await roster.takeLunches(date, body));
        const detail = `${report.planned} lunches`;
        await audit.note({ identity, address, action: 'roster.lunchesTaken', target: date, detail });
        return report;
      },
    }),
  ];
}
