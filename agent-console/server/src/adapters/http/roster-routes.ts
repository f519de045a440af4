import { answers, Problem, route, type Route } from '@decroche/platform/http';
import {
  CivilDate,
  PlannedShift,
  PlanReport,
  ShiftId,
  ShiftInput,
  ShiftTemplate,
  ShiftTemplatePage,
  TemplateUse,
  WeekCopy,
  WeekPlan,
  type Identity,
} from '@decroche/protocol';
import { z } from 'zod';
import { may } from '../../core/permissions.ts';
import { absenceRoutes } from './absence-routes.ts';
import { sameId } from './definition-edit.ts';
import { DryRun } from './directory-routes.ts';
import { missing, type ConsoleParts } from './parts.ts';
import { planned, plannedShift } from './roster-answers.ts';
import { rosterDayRoutes } from './roster-day-routes.ts';
import { rosterFileRoutes } from './roster-file-routes.ts';

const tag = 'roster';
const supervisor = { tag, access: 'supervisor' } as const;
const ofTemplate = z.object({ templateId: ShiftTemplate.shape.templateId });
const ofShift = z.object({ shiftId: ShiftId });
const ofDate = z.object({ date: CivilDate });
const refusals = { 400: 'not valid', 409: 'not plannable, see `reason`' };

/** Who works when (H2, H3, H5): templates, shifts, absences, weeks and days. */
export function rosterRoutes(parts: ConsoleParts): Route[] {
  return [
    ...templateRoutes(parts),
    ...rosterFileRoutes(parts),
    ...shiftRoutes(parts),
    ...weekRoutes(parts),
    ...rosterDayRoutes(parts),
    ...absenceRoutes(parts),
  ];
}

function templateRoutes({ roster, audit }: ConsoleParts): Route[] {
  return [
    route({
      tag,
      access: 'agent',
      method: 'get',
      path: '/api/roster/templates',
      summary: 'Usual presences, by hour of start',
      result: ShiftTemplatePage,
      async handle() {
        const items = await roster.templates();
        return { total: items.length, items: [...items] };
      },
    }),
    route({
      ...supervisor,
      method: 'put',
      path: '/api/roster/templates/:templateId',
      summary: 'Add or change a usual presence; shifts planned with it stay as they are',
      params: ofTemplate,
      body: ShiftTemplate,
      result: ShiftTemplate,
      async handle({ params, body, ...by }) {
        sameId(body.templateId, params.templateId);
        lunchFits(body);
        await roster.putTemplate(body);
        await audit.note({ ...by, action: 'roster.templateChanged', target: body.templateId });
        return body;
      },
    }),
    route({
      ...supervisor,
      method: 'delete',
      path: '/api/roster/templates/:templateId',
      summary: 'Remove a usual presence; shifts planned with it stay',
      params: ofTemplate,
      refusals: { 404: 'no such template' },
      async handle({ params: { templateId }, ...by }) {
        if (!(await roster.removeTemplate(templateId))) throw missing('template');
        await audit.note({ ...by, action: 'roster.templateRemoved', target: templateId });
        return answers.empty();
      },
    }),
    route({
      ...supervisor,
      method: 'post',
      path: '/api/roster/templates/:templateId/apply',
      summary: 'Plan a usual presence for several agents and days; holidays and absences are left out',
      params: ofTemplate,
      query: DryRun,
      body: TemplateUse,
      result: PlanReport,
      refusals: { 404: 'no such template' },
      async handle({ params: { templateId }, query, body, ...by }) {
        const report = planned(await roster.applyTemplate(templateId, body, query.dryRun));
        await notePlan(audit, by, templateId, report);
        return report;
      },
    }),
  ];
}

/** @throws Problem 400 when lunch could never be inside the shift. */
function lunchFits({ from, to, lunch }: ShiftTemplate): void {
  if (!lunch) return;
  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const after = (time: string): number => (minutes(time) - minutes(from) + 1440) % 1440;
  const end = after(to) || 1440;
  const [earliest, latest] = [after(lunch.earliest), after(lunch.latest)];
  if (earliest <= latest && latest <= end && latest - earliest >= lunch.durationMs / 60_000 && lunch.durationMs > 0)
    return;
  const message = 'lunch has no room between its earliest and its latest time, inside the shift';
  throw new Problem(400, 'not valid', {
    ...{ reason: 'invalid', detail: message },
    more: { issues: [{ path: 'body.lunch', message }] },
  });
}

function shiftRoutes({ roster, audit }: ConsoleParts): Route[] {
  return [
    route({
      ...supervisor,
      method: 'post',
      path: '/api/roster/shifts',
      summary: 'Plan a shift',
      body: ShiftInput,
      result: PlannedShift,
      refusals,
      async handle({ body, ...by }) {
        const shift = plannedShift(await roster.plan(body));
        await audit.note({ ...by, action: 'roster.shiftPlanned', target: shift.agentId, detail: inWords(shift) });
        return shift;
      },
    }),
    route({
      ...supervisor,
      method: 'put',
      path: '/api/roster/shifts/:shiftId',
      summary: 'Change a shift, or bring a removed one back',
      params: ofShift,
      body: ShiftInput,
      result: PlannedShift,
      refusals,
      async handle({ params, body, ...by }) {
        const shift = plannedShift(await roster.plan(body, params.shiftId));
        await audit.note({ ...by, action: 'roster.shiftPlanned', target: shift.agentId, detail: inWords(shift) });
        return shift;
      },
    }),
    route({
      ...supervisor,
      method: 'delete',
      path: '/api/roster/shifts/:shiftId',
      summary: 'Remove a shift; the answer is what brings it back',
      params: ofShift,
      result: PlannedShift,
      refusals: { 404: 'no such shift' },
      async handle({ params, ...by }) {
        const shift = await roster.remove(params.shiftId);
        if (!shift) throw missing('shift');
        await audit.note({ ...by, action: 'roster.shiftRemoved', target: shift.agentId, detail: inWords(shift) });
        return shift;
      },
    }),
  ];
}

function weekRoutes({ roster, audit }: ConsoleParts): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/roster/weeks/:date',
      summary: 'The week of a date: a row for each agent; only supervisors are told why somebody is away',
      tag,
      access: 'agent',
      params: ofDate,
      result: WeekPlan,
      refusals: { 404: 'no such date' },
      async handle({ params, identity }) {
        const week = await roster.week(params.date, may(identity, 'absences.reasons'));
        if (week) return week;
        throw missing('date');
      },
    }),
    route({
      ...supervisor,
      method: 'post',
      path: '/api/roster/weeks/:date/copy',
      summary: 'The week of a date onto another one; holidays and absences are left out',
      params: ofDate,
      query: DryRun,
      body: WeekCopy,
      result: PlanReport,
      refusals: { 404: 'no such date' },
      async handle({ params: { date }, query, body, ...by }) {
        const report = planned(await roster.copyWeek(date, body, query.dryRun));
        await notePlan(audit, by, `${date} → ${body.to}`, report);
        return report;
      },
    }),
  ];
}

const inWords = ({ date, from, to }: PlannedShift): string => `${date} ${from}–${to}`;

async function notePlan(
  audit: ConsoleParts['audit'],
  by: { readonly identity: Identity; readonly address: string },
  target: string,
  { dryRun, planned: count, removed, skipped }: PlanReport,
): Promise<void> {
  if (dryRun) return;
  const detail = `${count} planned, ${removed} removed, ${skipped.length} left out`;
  await audit.note({ identity: by.identity, address: by.address, action: 'roster.planned', target, detail });
}
