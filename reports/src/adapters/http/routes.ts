import { Readable } from 'node:stream';
import { answers, Problem, route, type Route } from '@decroche/platform/http';
import {
  CallPath,
  CallProof,
  CallRecordPage,
  CallsFilter,
  CallsQuery,
  HalfHour,
  TelephoneFigures,
  TelephoneQuery,
  type ClassifiedCall,
  type Identity,
} from '@decroche/protocol';
import { z } from 'zod';
import type { Reporting } from '../../app/reporting.ts';
import type { Scope } from '../../core/telephone-figures.ts';
import { callCsvLine, callsCsvHeader, figuresCsv } from './csv.ts';
import { allowed, known } from './scope.ts';

/** The reports' part of the API. */
export function reportRoutes(reporting: Reporting): Route[] {
  return [...figures(reporting), ...calls(reporting)];
}

function figures(reporting: Reporting): Route[] {
  const described = { tag: 'reports', method: 'get', access: 'agent', query: TelephoneQuery } as const;
  const scopeOf = (query: TelephoneQuery, identity: Identity): Scope =>
    allowed(known(reporting.scope(query)), identity, reporting.isToday);
  return [
    route({
      ...described,
      path: '/api/reports/telephone',
      summary: 'Pick-up and abandon rates of a period; today by default',
      result: TelephoneFigures,
      handle: ({ query, identity }) => reporting.figures(scopeOf(query, identity)),
    }),
    route({
      ...described,
      path: '/api/reports/telephone/half-hours',
      summary: 'The same, half hour by half hour of arrival',
      result: z.array(HalfHour),
      handle: async ({ query, identity }) => known(await reporting.halfHours(scopeOf(query, identity))),
    }),
    route({
      ...described,
      path: '/api/reports/telephone.csv',
      summary: 'The figures as a spreadsheet',
      produces: 'text/csv',
      handle: async ({ query, identity }) =>
        answers.csv(figuresCsv(await reporting.figures(scopeOf(query, identity))), 'telephone.csv'),
    }),
  ];
}

function calls(reporting: Reporting): Route[] {
  const described = { tag: 'reports', method: 'get', access: 'supervisor' } as const;
  return [
    route({
      ...described,
      path: '/api/reports/calls',
      summary: 'The calls behind a figure, latest arrival first',
      query: CallsQuery,
      result: CallRecordPage,
      handle: ({ query }) => reporting.calls(known(reporting.scope(query)), query, query),
    }),
    route({
      ...described,
      path: '/api/reports/calls.csv',
      summary: 'The calls behind a figure as a spreadsheet, earliest arrival first',
      query: CallsFilter,
      produces: 'text/csv',
      handle: ({ query }) => {
        const found = reporting.eachCall(known(reporting.scope(query)), query);
        return answers.csvStream(Readable.from(csvLines(found)), 'calls.csv');
      },
    }),
    route({
      ...described,
      path: '/api/reports/calls/:callId',
      summary: 'One call with every journal line its record was folded from',
      params: CallPath,
      result: CallProof,
      refusals: { 404: 'no record of this call' },
      handle: async ({ params }) => {
        const found = await reporting.call(params.callId);
        if (!found) throw new Problem(404, 'not found', { reason: 'unknownCall', detail: 'no record of this call' });
        return found;
      },
    }),
  ];
}

async function* csvLines(found: AsyncIterable<ClassifiedCall>): AsyncIterable<string> {
  yield callsCsvHeader();
  for await (const call of found) yield callCsvLine(call);
}
