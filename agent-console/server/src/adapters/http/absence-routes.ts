import { civilDateAt, daysAfter } from '@decroche/calendar';
import { answers, Problem, route, type Route } from '@decroche/platform/http';
import { Absence, AbsenceInput, AbsencePage, AgentId, CivilDate } from '@decroche/protocol';
import { z } from 'zod';
import { isDate } from '../../core/dates.ts';
import { askedDates } from './asked-dates.ts';
import { missing, type ConsoleParts } from './parts.ts';

const supervisor = { tag: 'roster', access: 'supervisor' } as const;
const ofAbsence = z.object({ absenceId: z.string().min(1).max(80) });
/** Two years at once. */
const MOST_DAYS = 732;
const Period = z.object({ from: CivilDate.optional(), to: CivilDate.optional(), agentId: AgentId.optional() });

/** Who is away: supervisors only. The audit says that, never why. */
export function absenceRoutes({ roster, audit, clock, definitions }: ConsoleParts): Route[] {
  const kept = async (input: z.output<typeof AbsenceInput>, absenceId?: string): Promise<Absence> => {
    if (!isDate(input.from) || !isDate(input.to)) {
      throw new Problem(400, 'not valid', { reason: 'invalid', detail: 'no calendar has this date' });
    }
    const absence = await roster.putAbsence(input, absenceId);
    if (absence) return absence;
    throw missing(absenceId === undefined ? 'agent' : 'absence');
  };
  return [
    route({
      ...supervisor,
      method: 'get',
      path: '/api/roster/absences',
      summary: 'Absences that touch a period of two years at the most, by first day; from today on by default',
      query: Period,
      result: AbsencePage,
      async handle({ query: { agentId, ...asked } }) {
        const from = asked.from ?? civilDateAt(clock.now(), definitions.current().timeZone);
        const to = asked.to ?? daysAfter(from, MOST_DAYS - 1) ?? from;
        askedDates({ from, to }, MOST_DAYS);
        const all = await roster.absences(from, to);
        const items = all.filter((absence) => agentId === undefined || absence.agentId === agentId);
        return { total: items.length, items };
      },
    }),
    route({
      ...supervisor,
      method: 'post',
      path: '/api/roster/absences',
      summary: 'Somebody will be away for whole days; their shifts do not count',
      body: AbsenceInput,
      result: Absence,
      refusals: { 404: 'no such agent' },
      async handle({ body, identity, address }) {
        const absence = await kept(body);
        const detail = `${absence.from} to ${absence.to}`;
        await audit.note({ identity, address, action: 'absence.added', target: absence.agentId, detail });
        return absence;
      },
    }),
    route({
      ...supervisor,
      method: 'put',
      path: '/api/roster/absences/:absenceId',
      summary: 'Change an absence',
      params: ofAbsence,
      body: AbsenceInput,
      result: Absence,
      refusals: { 404: 'no such absence' },
      async handle({ params, body, identity, address }) {
        const absence = await kept(body, params.absenceId);
        const detail = `${absence.from} to ${absence.to}`;
        await audit.note({ identity, address, action: 'absence.changed', target: absence.agentId, detail });
        return absence;
      },
    }),
    route({
      ...supervisor,
      method: 'delete',
      path: '/api/roster/absences/:absenceId',
      summary: 'They will not be away',
      params: ofAbsence,
      refusals: { 404: 'no such absence' },
      async handle({ params: { absenceId }, identity, address }) {
        if (!(await roster.removeAbsence(absenceId))) throw missing('absence');
        await audit.note({ identity, address, action: 'absence.removed', target: absenceId });
        return answers.empty();
      },
    }),
  ];
}
