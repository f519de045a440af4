import { route, type Route } from '@decroche/platform/http';
import {
  CalendarDefinition,
  CalendarId,
  Definition,
  DefinitionPublished,
  PauseReasonDefinition,
  QueueDefinition,
  QueueId,
  ServiceDefinition,
  ServiceId,
  SkillDefinition,
  SkillId,
  type DefinitionPart,
} from '@decroche/protocol';
import { z } from 'zod';
import { withChange } from '../../core/definition-change.ts';
import { idOf } from '../../core/definition-diff.ts';
import { agentDefinitionRoutes } from './agent-definition-routes.ts';
import { calendarRoutes } from './calendar-routes.ts';
import { editor, published, sameId, type Edit } from './definition-edit.ts';
import { definitionHistoryRoutes } from './definition-history-routes.ts';
import { remover } from './definition-removal.ts';
import { definitionTryRoutes } from './definition-try-routes.ts';
import type { ConsoleParts } from './parts.ts';
import { partyRuleRoutes } from './party-rule-routes.ts';

const tag = 'definitions';
const admin = { tag, access: 'admin' } as const;

/** What the organisation is: agents, services, queues, calendars, prompts. */
export function definitionRoutes(parts: ConsoleParts): Route[] {
  const edit = editor(parts);
  return [
    route({
      method: 'get',
      path: '/api/definition',
      summary: 'The definition in force, with the hours people wrote',
      tag,
      access: 'agent',
      result: Definition,
      // What administrators edit: a demonstration that is open round the clock must not be saved as if it were so.
      handle: () => {
        const { version, publishedAt } = parts.definitions.current();
        return { ...parts.definitions.written(), version, publishedAt };
      },
    }),
    ...definitionHistoryRoutes(parts),
    ...definitionTryRoutes(parts),
    ...itemRoutes(parts, edit),
    ...calendarRoutes(parts, edit),
    ...partyRuleRoutes(parts),
    ...agentDefinitionRoutes(parts, edit),
  ];
}

/** A kind of items that are changed and removed like the others. */
interface ItemKind {
  readonly part: DefinitionPart;
  readonly what: string;
  readonly path: string;
  readonly id: z.ZodType<string>;
  readonly item: z.ZodType<object>;
}

const ITEMS: readonly ItemKind[] = [
  { part: 'services', what: 'service', path: '/api/services/:serviceId', id: ServiceId, item: ServiceDefinition },
  { part: 'queues', what: 'queue', path: '/api/queues/:queueId', id: QueueId, item: QueueDefinition },
  { part: 'calendars', what: 'calendar', path: '/api/calendars/:calendarId', id: CalendarId, item: CalendarDefinition },
  { part: 'skills', what: 'skill', path: '/api/skills/:skillId', id: SkillId, item: SkillDefinition },
  {
    ...{ part: 'pauseReasons', what: 'pause reason', path: '/api/pause-reasons/:reason' },
    ...{ id: z.string().min(1).max(60), item: PauseReasonDefinition },
  },
];

function itemRoutes(parts: ConsoleParts, edit: Edit): Route[] {
  const remove = remover(parts);
  return ITEMS.flatMap(({ part, what, path, id, item }) => {
    const name = path.slice(path.indexOf(':') + 1);
    const params = z.object({ [name]: id });
    return [
      route({
        ...admin,
        method: 'put',
        path,
        summary: `Change or add a ${what}`,
        params,
        body: item,
        result: DefinitionPublished,
        refusals: { 400: 'does not hold together, see `issues`' },
        async handle({ params: inPath, body, ...by }) {
          const given = idOf(part, body);
          sameId(given, inPath[name] as string);
          return published(await edit(by, given, (old) => withChange(old, { [part]: [body] })));
        },
      }),
      route({
        ...admin,
        method: 'delete',
        path,
        summary: `Remove a ${what} that nothing refers to`,
        params,
        result: DefinitionPublished,
        refusals: { 404: `no such ${what}`, 409: 'in use, see `issues`' },
        handle: ({ params: inPath, ...by }) => remove(by, part, inPath[name] as string, what),
      }),
    ];
  });
}
