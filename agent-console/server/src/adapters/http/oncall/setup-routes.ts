import { answers, Problem, route, type Route } from '@decroche/platform/http';
import {
  EquipmentInput,
  OnCallChanged,
  OnCallSettings,
  OnCallSetup,
  PolicyInput,
  ResponderInput,
  RotationInput,
  ScheduleInput,
} from '@decroche/protocol';
import { z } from 'zod';
import {
  itemOf,
  planLists,
  withItem,
  withoutItem,
  type PlanItem,
  type PlanList,
} from '../../../core/oncall/plan-body.ts';
import { sameId } from '../definition-edit.ts';
import { missing, type ConsoleParts } from '../parts.ts';
import { planRefusals, Seen, setupChanged, versionOf } from './plan-answers.ts';

const tag = 'on-call';
const admin = { tag, access: 'admin' } as const;
const ofItem = z.object({ id: z.string().min(1).max(200) });

/** What is planned for good: people, rotations, schedules, policies, equipment. */
export function setupRoutes(parts: ConsoleParts): Route[] {
  return [
    readSetup(parts),
    putSettings(parts),
    putResponder(parts),
    removal(parts, 'responders'),
    ...items(parts, { list: 'rotations', input: RotationInput, summary: 'people who take turns' }),
    ...items(parts, { list: 'schedules', input: ScheduleInput, summary: 'one on-call telephone' }),
    ...items(parts, { list: 'policies', input: PolicyInput, summary: 'who is asked, in which order' }),
    ...items(parts, { list: 'equipment', input: EquipmentInput, summary: 'something that is watched' }),
  ];
}

function readSetup({ onCall }: ConsoleParts): Route {
  return route({
    ...{ tag, access: 'engineer', method: 'get', path: '/api/on-call/setup' },
    summary: 'The whole plan; numbers only for administrators, and one’s own',
    result: OnCallSetup,
    handle: ({ identity }) => onCall.views.setup(identity),
  });
}

function putSettings({ onCall, audit }: ConsoleParts): Route {
  return route({
    ...{ ...admin, method: 'put', path: '/api/on-call/settings' },
    summary: 'What belongs to no list; what is left out is taken away',
    query: Seen,
    body: OnCallSettings,
    result: OnCallChanged,
    refusals: planRefusals,
    async handle({ body, query, ...by }) {
      const edit = await onCall.book.edit({ what: 'settings', seen: query.version }, (before) => {
        const { prompts: _p, presentAs: _s, workingHours: _w, continuity: _c, ...lists } = before;
        return { ...lists, ...body };
      });
      const version = versionOf(edit);
      await audit.note({ ...by, action: 'onCall.settingsChanged', target: `version ${version}` });
      return setupChanged(onCall, version, 'settings');
    },
  });
}

function putResponder({ onCall, audit }: ConsoleParts): Route {
  return route({
    ...{ ...admin, method: 'put', path: '/api/on-call/responders/:id' },
    summary: 'Somebody who can be on call: telephones in the order they are rung, and who stands in',
    params: ofItem,
    query: Seen,
    body: ResponderInput,
    result: OnCallChanged,
    refusals: planRefusals,
    async handle({ params: { id }, query, body, ...by }) {
      sameId(body.responderId, id);
      const edit = await onCall.responders.put(body, query.version);
      if (edit.result === 'unknownAccount') throw missing('account');
      if (edit.result === 'notANumber') {
        const issues = [{ path: 'body.phones', message: 'not a telephone number' }];
        throw new Problem(400, 'not valid', { reason: 'invalid', detail: 'not a telephone number', more: { issues } });
      }
      const version = versionOf(edit);
      const detail = `${body.phones.length} telephones, ${body.backups.length} backups, version ${version}`;
      await audit.note({ ...by, action: 'onCall.responderChanged', target: id, detail });
      return setupChanged(onCall, version, id);
    },
  });
}

type SetupList = 'rotations' | 'schedules' | 'policies' | 'equipment';

function items<L extends SetupList>(
  parts: ConsoleParts,
  { list, input, summary }: { readonly list: L; readonly input: z.ZodObject; readonly summary: string },
): Route[] {
  const { onCall, audit } = parts;
  const Slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'letters, digits, hyphen');
  const put = route({
    ...{ ...admin, method: 'put', path: `/api/on-call/${list}/:id` },
    summary: `Add or change ${summary}`,
    params: z.object({ id: Slug }),
    query: Seen,
    body: input,
    result: OnCallChanged,
    refusals: planRefusals,
    async handle({ params: { id }, query, body, ...by }) {
      const item = { ...body, [planLists[list]]: id } as unknown as PlanItem<L>;
      const edit = await onCall.book.edit({ what: `${list}/${id}`, seen: query.version }, (before) =>
        withItem(before, list, item),
      );
      const version = versionOf(edit);
      await audit.note({ ...by, action: `onCall.${list}Changed`, target: id, detail: `version ${version}` });
      return setupChanged(onCall, version, id);
    },
  });
  return [put, removal(parts, list)];
}

function removal({ onCall, audit }: ConsoleParts, list: PlanList): Route {
  return route({
    ...{ ...admin, method: 'delete', path: `/api/on-call/${list}/:id` },
    summary: 'Remove what nothing refers to',
    params: ofItem,
    query: Seen,
    refusals: planRefusals,
    async handle({ params: { id }, query, ...by }) {
      if (!itemOf(onCall.book.plan(), list, id)) throw missing(list);
      const edit = await onCall.book.edit({ what: `${list}/${id}`, seen: query.version }, (before) =>
        withoutItem(before, list, id),
      );
      const version = versionOf(edit, 'inUse');
      await audit.note({ ...by, action: `onCall.${list}Removed`, target: id, detail: `version ${version}` });
      return answers.empty();
    },
  });
}
