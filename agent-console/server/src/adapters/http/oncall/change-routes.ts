import { randomUUID } from 'node:crypto';
import { Problem, route, type Route } from '@decroche/platform/http';
import {
  AbsenceOnCallInput,
  OnCallChanged,
  OverrideInput,
  TemporaryInput,
  type AccountId,
  type Identity,
} from '@decroche/protocol';
import { z } from 'zod';
import { swapOf } from '../../../app/oncall/swaps.ts';
import { itemOf, withItem, withoutItem, type PlanItem } from '../../../core/oncall/plan-body.ts';
import { may } from '../../../core/permissions.ts';
import type { By } from '../asking.ts';
import { missing, type ConsoleParts } from '../parts.ts';
import { changed, DryRun, planRefusals, tried, versionOf, type Affected } from './plan-answers.ts';
import { swapped } from './swap-routes.ts';

const tag = 'on-call';
const engineer = { tag, access: 'engineer' } as const;
const ofItem = z.object({ id: z.string().min(1).max(60) });

type ChangeList = 'overrides' | 'temporaries' | 'absences';

/** What differs from the plan for a while: who takes hours, schedules that replace another, who is away. Each undone by `DELETE`. */
export function changeRoutes(parts: ConsoleParts): Route[] {
  const change = changer(parts);
  return [
    route({
      ...{ ...engineer, method: 'post', path: '/api/on-call/overrides' },
      summary: 'Somebody takes a stretch; who is no supervisor only takes hours, and gives theirs away by a swap',
      query: DryRun,
      body: OverrideInput,
      result: OnCallChanged,
      refusals: planRefusals,
      handle({ body, query, identity, address }) {
        mayPlan(identity, [body.responderId]);
        const override = { ...body, overrideId: randomUUID(), why: 'override' as const, by: identity.accountId };
        return change.add({ identity, address }, 'overrides', override, query.dryRun);
      },
    }),
    route({
      ...{ tag, access: 'supervisor', method: 'post', path: '/api/on-call/temporaries' },
      summary: 'A stretch in which only these shifts hold, not the rules',
      query: DryRun,
      body: TemporaryInput,
      result: OnCallChanged,
      refusals: planRefusals,
      handle({ body, query, identity, address }) {
        const temporary = { ...body, temporaryId: randomUUID(), by: identity.accountId };
        return change.add({ identity, address }, 'temporaries', temporary, query.dryRun);
      },
    }),
    route({
      ...{ ...engineer, method: 'post', path: '/api/on-call/absences' },
      summary: 'Somebody is away: their backup stands in. One’s own, or anybody’s for supervisors',
      query: DryRun,
      body: AbsenceOnCallInput,
      result: OnCallChanged,
      refusals: planRefusals,
      handle({ body, query, identity, address }) {
        mayPlan(identity, [body.responderId]);
        return change.add({ identity, address }, 'absences', { ...body, absenceId: randomUUID() }, query.dryRun);
      },
    }),
    overrideRemoval(parts, change),
    removal(parts, change, 'temporaries', () => []),
    removal(parts, change, 'absences', ({ responderId }) => [responderId]),
  ];
}

/** @throws Problem 403 when it is none of their own hours and the role does not allow it. */
function mayPlan(identity: Identity, whose: readonly (AccountId | undefined)[]): void {
  if (whose.includes(identity.accountId) || may(identity, 'onCall.plan')) return;
  throw new Problem(403, 'not allowed', { reason: 'notYourself', detail: 'only supervisors plan for others' });
}

const affectedBy = (item: PlanItem<ChangeList>): Affected => ({
  ...('scheduleId' in item ? { scheduleId: item.scheduleId } : {}),
  ...{ fromAt: item.fromAt, toAt: item.toAt },
});

/** What the audit says of a change: where and when, never why. */
const inWords = ({ scheduleId, fromAt, toAt }: Affected): string =>
  [scheduleId, `${new Date(fromAt).toISOString()} to ${new Date(toAt).toISOString()}`].filter(Boolean).join(' ');

function changer({ onCall, audit }: ConsoleParts) {
  const { book } = onCall;
  return {
    async add<L extends ChangeList>(by: By, list: L, item: PlanItem<L>, dryRun: boolean): Promise<OnCallChanged> {
      const affected = affectedBy(item);
      if (dryRun) return tried(onCall, (body) => withItem(body, list, item), affected);
      const id = idOf(item);
      const edit = await book.edit({ what: `${list}/${id}` }, (body) => withItem(body, list, item));
      const version = versionOf(edit);
      await audit.note({ ...by, action: `onCall.${list}Added`, target: id, detail: inWords(affected) });
      return changed(onCall, { version, id }, affected);
    },
    async remove(by: By, list: ChangeList, item: PlanItem<ChangeList>): Promise<OnCallChanged> {
      const id = idOf(item);
      const version = versionOf(await book.edit({ what: `${list}/${id}` }, (body) => withoutItem(body, list, id)));
      const affected = affectedBy(item);
      await audit.note({ ...by, action: `onCall.${list}Removed`, target: id, detail: inWords(affected) });
      return changed(onCall, { version, id }, affected);
    },
  };
}

function idOf(item: PlanItem<ChangeList>): string {
  if ('overrideId' in item) return item.overrideId;
  return 'temporaryId' in item ? item.temporaryId : item.absenceId;
}

/** An override is undone by who entered it, or a supervisor; the half of a swap by supervisors only, together with the other half. */
function overrideRemoval({ onCall, audit }: ConsoleParts, change: ReturnType<typeof changer>): Route {
  return route({
    ...{ ...engineer, method: 'delete', path: '/api/on-call/overrides/:id' },
    summary: 'Undo it; of a swap both halves at once, which takes a supervisor',
    params: ofItem,
    result: OnCallChanged,
    refusals: { 404: 'no such thing', 409: 'the swap is not approved yet' },
    async handle({ params: { id }, identity, address }) {
      const item = itemOf(onCall.book.plan(), 'overrides', id);
      if (!item) throw missing('overrides');
      const swapId = swapOf(item);
      mayPlan(identity, swapId === undefined ? [item.by] : []);
      if (swapId === undefined) return change.remove({ identity, address }, 'overrides', item);
      const { scheduleId, mine, theirs = mine } = swapped(await onCall.swaps.undo(swapId, identity.accountId));
      await audit.note({ identity, address, action: 'onCall.swap.withdrawn', target: swapId });
      const [fromAt, toAt] = [Math.min(mine.fromAt, theirs.fromAt), Math.max(mine.toAt, theirs.toAt)];
      return changed(onCall, { version: onCall.book.plan().version, id }, { scheduleId, fromAt, toAt });
    },
  });
}

function removal<L extends Exclude<ChangeList, 'overrides'>>(
  { onCall }: ConsoleParts,
  change: ReturnType<typeof changer>,
  list: L,
  whose: (item: PlanItem<L>) => readonly (AccountId | undefined)[],
): Route {
  return route({
    ...{ ...engineer, method: 'delete', path: `/api/on-call/${list}/:id` },
    summary: 'Undo it',
    params: ofItem,
    result: OnCallChanged,
    refusals: { 404: 'no such thing' },
    handle({ params: { id }, identity, address }) {
      const item = itemOf(onCall.book.plan(), list, id);
      if (!item) throw missing(list);
      mayPlan(identity, whose(item));
      return change.remove({ identity, address }, list, item);
    },
  });
}
