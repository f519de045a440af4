import { randomUUID } from 'node:crypto';
import { daysAfter } from '@decroche/calendar';
import type {
  CivilDate,
  Definition,
  ImportReport,
  LunchTaking,
  PlannedShift,
  PlanReport,
  ShiftId,
  ShiftRefusal,
  TemplateUse,
  WeekCopy,
} from '@decroche/protocol';
import type { z } from 'zod';
import { weekOf } from '../../core/dates.ts';
import { lunchProposal, withProposal } from '../../core/roster/lunches.ts';
import { appliedTemplate, copiedWeek, type Planning } from '../../core/roster/planning.ts';
import { shiftRefusal } from '../../core/roster/shift-check.ts';
import type { Csv, RosterStore } from '../ports.ts';
import { planShiftImport } from './shift-csv.ts';

/** What becomes of one shift. */
export type ShiftResult =
  | { readonly result: 'planned'; readonly shift: PlannedShift }
  | { readonly result: 'refused'; readonly reason: ShiftRefusal };

/** What is asked for is not there, or not any more. */
export type PlanningFailure = 'unknownTemplate' | 'noSuchDate' | 'planChanged';

/** Writes the plan. Changes wait for each other, so that no two of them put one agent in two places. */
export interface RosterPlanner {
  /** Adds a shift, or replaces the one with this id. */
  plan(input: Omit<PlannedShift, 'shiftId'>, shiftId?: ShiftId): Promise<ShiftResult>;
  /** @returns the shift that was removed. */
  remove(shiftId: ShiftId): Promise<PlannedShift | undefined>;
  copyWeek(date: CivilDate, copy: z.output<typeof WeekCopy>, dryRun: boolean): Promise<PlanReport | PlanningFailure>;
  applyTemplate(
    templateId: string,
    use: z.output<typeof TemplateUse>,
    dryRun: boolean,
  ): Promise<PlanReport | PlanningFailure>;
  /** Takes the lunches that were shown into the shifts. */
  takeLunches(date: CivilDate, wanted: LunchTaking): Promise<PlanReport | PlanningFailure>;
  import(text: string, dryRun: boolean): Promise<ImportReport>;
}

interface Options {
  readonly store: RosterStore;
  readonly csv: Csv;
  readonly definition: () => Definition;
  /** Told after each change that was kept. */
  readonly changed: () => Promise<void>;
}

/** Plans over the store. */
export function createRosterPlanner(options: Options): RosterPlanner {
  const { store } = options;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const keep = async (put: readonly PlannedShift[], remove: readonly ShiftId[]): Promise<void> => {
    if (put.length === 0 && remove.length === 0) return;
    await store.change(put, remove);
    await options.changed();
  };
  const carryOut = async ({ put, remove, skipped }: Planning, dryRun: boolean): Promise<PlanReport> => {
    if (!dryRun) await keep(put, remove);
    return { dryRun, planned: put.length, removed: remove.length, skipped: [...skipped] };
  };

  return {
    plan: (input, shiftId = randomUUID() as ShiftId) =>
      inTurn(async () => {
        const shift: PlannedShift = { ...input, shiftId };
        const others = await store.shifts(...around(shift.date, shift.date));
        const reason = shiftRefusal(shift, { ...groundOf(options.definition()), others });
        if (reason !== undefined) return { result: 'refused', reason };
        await keep([shift], []);
        return { result: 'planned', shift };
      }),
    remove: (shiftId) =>
      inTurn(async () => {
        const shift = await store.findShift(shiftId);
        if (shift) await keep([], [shiftId]);
        return shift;
      }),
    copyWeek: (date, copy, dryRun) =>
      inTurn(async () => {
        const [source, target] = [weekOf(date), weekOf(copy.to)];
        if (!source || !target) return 'noSuchDate';
        const shifts = (await store.shifts(source[0] as CivilDate, source[6] as CivilDate)).filter(
          ({ agentId }) => copy.agentIds?.includes(agentId) ?? true,
        );
        const ground = await planningGround(options, target[0] as CivilDate, target[6] as CivilDate, copy.replace);
        return carryOut(copiedWeek(shifts, { from: date, to: copy.to }, ground), dryRun);
      }),
    applyTemplate: (templateId, use, dryRun) =>
      inTurn(async () => {
        const template = (await store.templates()).find((each) => each.templateId === templateId);
        if (!template) return 'unknownTemplate';
        const latest = daysAfter(use.from, 366);
        if (latest === undefined || use.to < use.from || use.to > latest) return 'noSuchDate';
        const ground = await planningGround(options, use.from, use.to, use.replace);
        return carryOut(appliedTemplate(template, use, ground), dryRun);
      }),
    takeLunches: (date, wanted) => inTurn(() => takeLunches(options, keep, date, wanted)),
    import: (text, dryRun) =>
      inTurn(async () => {
        const { report, put, remove } = await planShiftImport(options.csv.read(text), {
          ...groundOf(options.definition()),
          between: (from, to) => store.shifts(...around(from, to)),
          newId: () => randomUUID() as ShiftId,
        });
        if (dryRun || report.errors.length > 0) return { ...report, dryRun };
        await keep(put, remove);
        return { ...report, dryRun, applied: true };
      }),
  };
}

type Keep = (put: readonly PlannedShift[], remove: readonly ShiftId[]) => Promise<void>;

async function takeLunches(
  { store, definition }: Options,
  keep: Keep,
  date: CivilDate,
  wanted: LunchTaking,
): Promise<PlanReport | PlanningFailure> {
  const [shifts, absences, templates] = await Promise.all([
    store.shifts(...around(date, date)),
    store.absences(...around(date, date)),
    store.templates(),
  ]);
  const present = definition();
  const proposal = lunchProposal({ date, definition: present, shifts, absences }, templates);
  const asShown = ({ lunches }: LunchTaking): string =>
    lunches
      .map(({ shiftId, from, to }) => `${shiftId} ${from} ${to}`)
      .sort()
      .join('\n');
  if (asShown(wanted) !== asShown(proposal)) return 'planChanged';
  const put: PlannedShift[] = [];
  const skipped: PlanReport['skipped'] = [];
  for (const shift of withProposal(shifts, proposal, present.timeZone)) {
    const because = shiftRefusal(shift, { ...groundOf(present), others: shifts });
    if (because === undefined) put.push(shift);
    else skipped.push({ agentId: shift.agentId, date: shift.date, because });
  }
  await keep(put, []);
  return { dryRun: false, planned: put.length, removed: 0, skipped };
}

/** The dates from one to another with the day before and the day after: shifts of the night reach over. */
const around = (from: CivilDate, to: CivilDate): [CivilDate, CivilDate] => [
  daysAfter(from, -1) ?? from,
  daysAfter(to, 1) ?? to,
];

const groundOf = ({ agents, timeZone }: Definition) => ({
  agents: new Set(agents.map(({ agentId }) => agentId)),
  timeZone,
});

async function planningGround({ store, definition }: Options, from: CivilDate, to: CivilDate, replace: boolean) {
  const [present, absences] = await Promise.all([store.shifts(...around(from, to)), store.absences(from, to)]);
  return { definition: definition(), present, absences, replace, newId: () => randomUUID() as ShiftId };
}
