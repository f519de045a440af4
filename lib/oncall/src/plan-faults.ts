import { dayOfDate, isTimeZone } from '@decroche/calendar';
import type { Definition, OnCallPlan, OnCallRule } from '@decroche/protocol';
import { overlap } from './claims.ts';
import { listsBeyond, stretchBeyond, timesBeyond } from './plan-bounds.ts';

/** What is wrong, and where: `schedules.nuits.rules.semaine`. */
export interface PlanFault {
  readonly path: string;
  readonly message: string;
}

/** What a plan refers to of the definition in force. */
interface Named {
  readonly calendars: readonly Pick<Definition['calendars'][number], 'calendarId'>[];
  readonly services: readonly Pick<Definition['services'][number], 'serviceId'>[];
  readonly prompts: readonly Pick<Definition['prompts'][number], 'promptId'>[];
}
/** Says what is wrong with the names that an entry uses. */
type Check = (path: string, names: readonly (string | undefined)[]) => PlanFault[];
interface Checks {
  readonly responders: Check;
  readonly rotations: Check;
  readonly schedules: Check;
  readonly policies: Check;
  readonly calendars: Check;
  readonly services: Check;
  readonly prompts: Check;
}

/**
 * What is wrong with a plan: names that lead nowhere or are given twice, zones and dates that do not exist, hours that never
 * hold, entries that end before they begin, swaps and temporary schedules that contradict each other. Empty when it can be
 * published and adopted; lists, times and instants have their bounds. Gaps are no fault: they are shown, not refused.
 */
export function planFaults(plan: OnCallPlan, named: Named): readonly PlanFault[] {
  // What is too long is not looked through.
  const beyond = listsBeyond(plan);
  if (beyond.length > 0) return beyond;
  const check = checksOf(plan, named);
  return [
    ...namesTwice(plan),
    ...settingsFaults(plan, check),
    ...plan.responders.flatMap(({ responderId, backups }) => [
      ...check.responders(`responders.${responderId}`, backups),
      ...(backups.includes(responderId) ? [fault(`responders.${responderId}`, 'is their own backup')] : []),
    ]),
    ...plan.rotations.flatMap((each) => [
      ...check.responders(`rotations.${each.rotationId}`, each.participants),
      ...(dayOfDate(each.startsOn) === undefined
        ? [fault(`rotations.${each.rotationId}`, `begins on ${each.startsOn}, which is no date`)]
        : []),
    ]),
    ...plan.schedules.flatMap((each) => scheduleFaults(each, check)),
    ...plan.policies.flatMap((each) => policyFaults(each, check)),
    ...plan.equipment.flatMap((each) => check.policies(`equipment.${each.equipmentId}`, [each.policyId])),
    ...entryFaults(plan, check),
  ];
}

const fault = (path: string, message: string): PlanFault => ({ path, message });

function checksOf(plan: OnCallPlan, named: Named): Checks {
  const among = (kind: string, known: readonly string[]): Check => {
    const names = new Set(known);
    return (path, used) =>
      used.flatMap((name) =>
        name === undefined || names.has(name) ? [] : [fault(path, `names the ${kind} ${name}, which is not there`)],
      );
  };
  return {
    responders: among(
      'person',
      plan.responders.map((each) => each.responderId),
    ),
    rotations: among(
      'rotation',
      plan.rotations.map((each) => each.rotationId),
    ),
    schedules: among(
      'schedule',
      plan.schedules.map((each) => each.scheduleId),
    ),
    policies: among(
      'policy',
      plan.policies.map((each) => each.policyId),
    ),
    calendars: among(
      'calendar',
      named.calendars.map((each) => each.calendarId),
    ),
    services: among(
      'service',
      named.services.map((each) => each.serviceId),
    ),
    prompts: among(
      'prompt',
      named.prompts.map((each) => each.promptId),
    ),
  };
}

function namesTwice(plan: OnCallPlan): PlanFault[] {
  const lists: Record<string, readonly string[]> = {
    responders: plan.responders.map((each) => each.responderId),
    rotations: plan.rotations.map((each) => each.rotationId),
    schedules: plan.schedules.map((each) => each.scheduleId),
    policies: plan.policies.map((each) => each.policyId),
    equipment: plan.equipment.map((each) => each.equipmentId),
    'names of equipment': plan.equipment.map((each) => each.name.toLowerCase()),
    overrides: plan.overrides.map((each) => each.overrideId),
    temporaries: plan.temporaries.map((each) => each.temporaryId),
    absences: plan.absences.map((each) => each.absenceId),
  };
  return Object.entries(lists).flatMap(([list, names]) => {
    const repeated = new Set(names.filter((name, index) => names.indexOf(name) < index));
    return [...repeated].map((name) => fault(`${list}.${name}`, 'is there twice'));
  });
}

function settingsFaults(plan: OnCallPlan, check: Checks): PlanFault[] {
  const { prompts, presentAs, workingHours, continuity } = plan;
  return [
    ...zoneFaults('timeZone', plan.timeZone),
    ...check.prompts('prompts', Object.values(prompts ?? {})),
    ...check.services('presentAs', [presentAs]),
    ...check.calendars('workingHours', [workingHours]),
    ...check.policies('continuity', [continuity?.policyId]),
  ];
}

const zoneFaults = (path: string, zone: string): PlanFault[] =>
  isTimeZone(zone) ? [] : [fault(path, `names the time zone ${zone}, which does not exist`)];

function scheduleFaults(schedule: OnCallPlan['schedules'][number], check: Checks): PlanFault[] {
  const path = `schedules.${schedule.scheduleId}`;
  const { required, rules } = schedule;
  const ids = rules.map((each) => each.ruleId);
  return [
    ...zoneFaults(path, schedule.timeZone),
    ...check.calendars(path, [required.kind === 'whenClosed' ? required.calendarId : undefined]),
    ...(ids.length === new Set(ids).size ? [] : [fault(path, 'has two rules of the same name')]),
    ...rules.flatMap((rule) => ruleFaults(`${path}.rules.${rule.ruleId}`, rule, check)),
  ];
}

function ruleFaults(path: string, { hours, who }: OnCallRule, check: Checks): PlanFault[] {
  const never = hours.kind === 'weekly' && hours.spanDays === 0 && hours.to <= hours.from;
  return [
    ...(who.kind === 'rotation' ? check.rotations(path, [who.rotationId]) : check.responders(path, [who.responderId])),
    ...(never ? [fault(path, `ends at ${hours.to}, before it begins at ${hours.from}`)] : []),
  ];
}

function policyFaults(policy: OnCallPlan['policies'][number], check: Checks): PlanFault[] {
  const path = `policies.${policy.policyId}`;
  return [
    ...timesBeyond(policy),
    ...policy.steps.flatMap(({ targets }, index) =>
      targets.flatMap((target) =>
        target.kind === 'schedule'
          ? check.schedules(`${path}.steps.${index}`, [target.scheduleId])
          : check.responders(`${path}.steps.${index}`, [target.responderId]),
      ),
    ),
  ];
}

function entryFaults({ overrides, temporaries, absences }: OnCallPlan, check: Checks): PlanFault[] {
  return [
    ...overrides.flatMap(({ overrideId, scheduleId, responderId, replaces, ...stretch }) => [
      ...check.schedules(`overrides.${overrideId}`, [scheduleId]),
      ...check.responders(`overrides.${overrideId}`, [responderId, replaces]),
      ...stretchBeyond(`overrides.${overrideId}`, stretch),
    ]),
    ...swapFaults(overrides),
    ...temporaries.flatMap((each) => [
      ...check.schedules(`temporaries.${each.temporaryId}`, [each.scheduleId]),
      ...stretchBeyond(`temporaries.${each.temporaryId}`, each),
      ...each.shifts.flatMap((shift, index) => {
        const path = `temporaries.${each.temporaryId}.shifts.${index}`;
        const outside = shift.fromAt < each.fromAt || shift.toAt > each.toAt;
        return [
          ...check.responders(path, [shift.responderId]),
          ...stretchBeyond(path, shift),
          ...(outside ? [fault(path, 'reaches beyond its temporary schedule')] : []),
          ...(each.shifts.slice(0, index).some((other) => overlap(other, shift))
            ? [fault(path, 'overlaps another shift')]
            : []),
        ];
      }),
      ...temporaries
        .filter(
          (other) => other !== each && other.scheduleId === each.scheduleId && other.temporaryId < each.temporaryId,
        )
        .filter((other) => overlap(other, each))
        .map((other) => fault(`temporaries.${each.temporaryId}`, `overlaps ${other.temporaryId}`)),
    ]),
    ...absences.flatMap(({ absenceId, responderId, ...stretch }) => [
      ...check.responders(`absences.${absenceId}`, [responderId]),
      ...stretchBeyond(`absences.${absenceId}`, stretch),
    ]),
  ];
}

/** Nobody can give the same hours away twice: the second swap would take what the first one gave to somebody else. */
function swapFaults(overrides: OnCallPlan['overrides']): PlanFault[] {
  const swaps = overrides.filter((each) => each.why === 'swap');
  return swaps.flatMap((each, index) =>
    swaps
      .slice(0, index)
      .filter(
        (other) => other.scheduleId === each.scheduleId && other.replaces === each.replaces && overlap(other, each),
      )
      .map((other) => fault(`overrides.${each.overrideId}`, `swaps hours that ${other.overrideId} swaps already`)),
  );
}
