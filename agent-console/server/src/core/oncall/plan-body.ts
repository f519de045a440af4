import type { AccountId, Instant, OnCallPlan } from '@decroche/protocol';

/** What administrators and supervisors edit: the plan before it is published. */
export type OnCallBody = Omit<OnCallPlan, 'version' | 'publishedAt' | 'domainId'>;

/** The lists of a plan whose items are edited one by one, and what each item is named by. */
export const planLists = {
  responders: 'responderId',
  rotations: 'rotationId',
  schedules: 'scheduleId',
  policies: 'policyId',
  equipment: 'equipmentId',
  overrides: 'overrideId',
  temporaries: 'temporaryId',
  absences: 'absenceId',
} as const;
export type PlanList = keyof typeof planLists;
export type PlanItem<L extends PlanList> = OnCallBody[L][number];

/** What an item is named by. */
const itemId = <L extends PlanList>(list: L, item: PlanItem<L>): string =>
  String((item as unknown as Readonly<Record<string, unknown>>)[planLists[list]]);

/** The item of that name. */
export function itemOf<L extends PlanList>(body: OnCallBody, list: L, id: string): PlanItem<L> | undefined {
  return (body[list] as readonly PlanItem<L>[]).find((item) => itemId(list, item) === id);
}

/** With an item in place of the one of its name, or at the end: of overrides the one entered last is the strongest. */
export function withItem<L extends PlanList>(body: OnCallBody, list: L, item: PlanItem<L>): OnCallBody {
  const items = body[list] as readonly PlanItem<L>[];
  const at = items.findIndex((each) => itemId(list, each) === itemId(list, item));
  return { ...body, [list]: at < 0 ? [...items, item] : items.with(at, item) };
}

/** Without the item of that name. */
export function withoutItem(body: OnCallBody, list: PlanList, id: string): OnCallBody {
  const items = body[list] as readonly PlanItem<PlanList>[];
  return { ...body, [list]: items.filter((each) => itemId(list, each) !== id) };
}

/** How long what is over stays in the plan that is kept, for the calendars of the past. */
const KEPT_MS = 400 * 86_400_000;
/** How long it stays in the plan that is published. */
const PUBLISHED_MS = 40 * 86_400_000;

/** Without the overrides, temporary schedules and absences that were over before an instant. */
function since(body: OnCallBody, at: Instant): OnCallBody {
  const lasting = <T extends { readonly toAt: Instant }>(items: readonly T[]): T[] =>
    items.filter(({ toAt }) => toAt > at);
  return {
    ...body,
    overrides: lasting(body.overrides),
    temporaries: lasting(body.temporaries),
    absences: lasting(body.absences),
  };
}

/** What is kept of a plan. */
export const keptBody = (body: OnCallBody, now: Instant): OnCallBody => since(body, now - KEPT_MS);
/** What the other programs are told of it. */
export const publishedBody = (body: OnCallBody, now: Instant): OnCallBody => since(body, now - PUBLISHED_MS);

/** Everybody whom a policy could ask, each once, in the order of its steps. */
export function peopleOfPolicy(body: OnCallBody, policyId: string): AccountId[] {
  const targets = itemOf(body, 'policies', policyId)?.steps.flatMap((step) => step.targets) ?? [];
  return [
    ...new Set(
      targets.flatMap((target) =>
        target.kind === 'responder' ? [target.responderId] : peopleOfSchedule(body, target.scheduleId),
      ),
    ),
  ];
}

function peopleOfSchedule(body: OnCallBody, scheduleId: string): AccountId[] {
  const rules = itemOf(body, 'schedules', scheduleId)?.rules ?? [];
  return rules.flatMap(({ who }) =>
    who.kind === 'responder' ? [who.responderId] : (itemOf(body, 'rotations', who.rotationId)?.participants ?? []),
  );
}
