import { answers, route, type Route } from '@decroche/platform/http';
import { CivilDate, ImportReport } from '@decroche/protocol';
import { z } from 'zod';
import { askedDates } from './asked-dates.ts';
import { CSV_LIMIT, DryRun } from './directory-routes.ts';
import type { ConsoleParts } from './parts.ts';

const supervisor = { tag: 'roster', access: 'supervisor' } as const;
/** Two years at once. */
const MOST_DAYS = 732;

/** The roster out of and into a spreadsheet. */
export function rosterFileRoutes({ roster, audit }: ConsoleParts): Route[] {
  return [
    route({
      ...supervisor,
      method: 'get',
      path: '/api/roster/export.csv',
      summary: 'Shifts of a period as a file that a spreadsheet opens and the import takes back',
      query: z.object({ from: CivilDate, to: CivilDate }),
      produces: 'text/csv',
      async handle({ query: { from, to } }) {
        askedDates({ from, to }, MOST_DAYS);
        return answers.csv(await roster.export(from, to), `planning-${from}-${to}.csv`);
      },
    }),
    route({
      ...supervisor,
      method: 'post',
      path: '/api/roster/import',
      summary: 'Replace agents’ days from CSV (agentId;date;from;to;breaks;template); all lines or none',
      query: DryRun,
      body: { text: 'text/csv', limit: CSV_LIMIT },
      result: ImportReport,
      async handle({ query: { dryRun }, body, identity, address }) {
        const report = await roster.import(body, dryRun);
        if (report.applied) {
          const detail = `${report.added} added, ${report.changed} changed, ${report.unchanged} unchanged`;
          await audit.note({ identity, address, action: 'roster.imported', target: 'roster', detail });
        }
        return report;
      },
    }),
  ];
}
