import { Readable } from 'node:stream';
import { answers, route, type Route } from '@decroche/platform/http';
import { LineReport, OnCallReport, PeriodQuery } from '@decroche/protocol';
import type { OnCallReporting } from '../../app/on-call-reporting.ts';
import type { Reporting } from '../../app/reporting.ts';
import type { Period } from '../../core/period.ts';
import { alertCsvLine, alertsCsvHeader, signCsvLine, signsCsvHeader } from './on-call-csv.ts';
import { known } from './scope.ts';

/** On-call and the telephone lines: supervisors judge them. */
export function onCallRoutes(onCall: OnCallReporting, reporting: Reporting): Route[] {
  const described = { tag: 'on-call', method: 'get', access: 'supervisor', query: PeriodQuery } as const;
  const periodOf = (query: PeriodQuery): Period => known(reporting.scope(query));
  return [
    route({
      ...described,
      path: '/api/reports/on-call',
      summary: 'Every alert opened in a period with its response times and who was mobilised; today by default',
      result: OnCallReport,
      handle: ({ query }) => onCall.onCall(periodOf(query)),
    }),
    route({
      ...described,
      path: '/api/reports/on-call.csv',
      summary: 'The same as a spreadsheet, with every instant it was computed from',
      produces: 'text/csv',
      handle: ({ query }) => {
        const now = onCall.now();
        const lines = told(alertsCsvHeader(), onCall.alerts(periodOf(query)), (record) => alertCsvLine(record, now));
        return answers.csvStream(Readable.from(lines), 'on-call.csv');
      },
    }),
    route({
      ...described,
      path: '/api/reports/lines',
      summary: 'Outages of the telephone lines that touch a period, each with its evidence; today by default',
      result: LineReport,
      handle: ({ query }) => onCall.lines(periodOf(query)),
    }),
    route({
      ...described,
      path: '/api/reports/lines.csv',
      summary: 'Every probe and every sign of a trunk in a period as a spreadsheet',
      produces: 'text/csv',
      handle: ({ query }) => {
        const lines = told(signsCsvHeader(), onCall.signs(periodOf(query)), signCsvLine);
        return answers.csvStream(Readable.from(lines), 'lines.csv');
      },
    }),
  ];
}

async function* told<T>(header: string, rows: AsyncIterable<T>, lineOf: (row: T) => string): AsyncIterable<string> {
  yield header;
  for await (const row of rows) yield lineOf(row);
}
