import { civilDateAt, daysAfter } from '@decroche/calendar';
import type { CivilDate, Definition, Instant, PlannedShift, ShiftId } from '@decroche/protocol';
import { datesBetween } from '../../core/dates.ts';
import { lunchProposal, withProposal } from '../../core/roster/lunches.ts';
import type { Profile, RosterStore } from '../ports.ts';

/** A demonstration has a past to look at and a fortnight ahead. */
const DEMO_DAYS_BEFORE = 7;
const DEMO_DAYS_AFTER = 13;

/** The profile's usual presences, before anything was ever planned; never again after they were changed. */
export async function installTemplates(store: RosterStore, { shiftTemplates }: Profile): Promise<void> {
  if ((await store.version()) > 0) return;
  const present = new Set((await store.templates()).map(({ templateId }) => templateId));
  for (const template of shiftTemplates) if (!present.has(template.templateId)) await store.putTemplate(template);
}

/**
 * Shifts for a demonstration on every day around today, week-ends and holidays too, so that it is alive whenever it is shown.
 * A day on which anything is planned is left as it is.
 */
export async function installDemoShifts(
  store: RosterStore,
  { demo }: Pick<Profile, 'demo'>,
  definition: Definition,
  now: Instant,
): Promise<void> {
  const today = civilDateAt(now, definition.timeZone);
  const first = daysAfter(today, -DEMO_DAYS_BEFORE) ?? today;
  const last = daysAfter(today, DEMO_DAYS_AFTER) ?? today;
  const [present, templates] = await Promise.all([store.shifts(first, last), store.templates()]);
  const planned = new Set(present.map(({ date }) => date));
  const agents = new Set(definition.agents.map(({ agentId }) => agentId));
  const shiftsOn = (date: CivilDate): PlannedShift[] =>
    demo.shifts.flatMap(({ templateId, agentIds }) => {
      const template = templates.find((each) => each.templateId === templateId);
      const { from, to } = template ?? { from: '', to: '' };
      return (template ? agentIds : [])
        .filter((agentId) => agents.has(agentId))
        .map((agentId) => ({
          ...{ shiftId: `demo-${agentId}-${date}` as ShiftId, agentId, date, templateId, from, to, breaks: [] },
        }));
    });
  const put = datesBetween(first, last)
    .filter((date) => !planned.has(date))
    .flatMap((date) => {
      const shifts = shiftsOn(date);
      const proposal = lunchProposal({ date, definition, shifts, absences: [] }, templates);
      const fed = withProposal(shifts, proposal, definition.timeZone);
      return shifts.map((shift) => fed.find(({ shiftId }) => shiftId === shift.shiftId) ?? shift);
    });
  if (put.length > 0) await store.change(put, []);
}
