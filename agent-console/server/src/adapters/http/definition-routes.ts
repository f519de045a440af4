import { route, type Route } from '@decroche/platform/http';
import {
  CalendarDefinition,
  CalendarId,
  Definition,
  DefinitionPublished,
  PromptId,
  PromptInput,
  QueueDefinition,
  QueueId,
  ServiceDefinition,
  ServiceId,
} from '@decroche/protocol';
import { z } from 'zod';
import { replaced } from '../../core/definition-check.ts';
import { agentDefinitionRoutes } from './agent-definition-routes.ts';
import { editor, published, sameId, type Edit } from './definition-edit.ts';
import type { ConsoleParts } from './parts.ts';

const tag = 'definitions';
const admin = { tag, access: 'admin' } as const;

/** What the organisation is: agents, services, queues, calendars, prompts. */
export function definitionRoutes(parts: ConsoleParts): Route[] {
  const edit = editor(parts);
  return [
    route({
      method: 'get',
      path: '/api/definition',
      summary: 'The definition in force',
      tag,
      access: 'signedIn',
      result: Definition,
      handle: () => parts.definitions.current(),
    }),
    ...itemRoutes(edit),
    promptRoute(parts, edit),
    ...agentDefinitionRoutes(parts, edit),
  ];
}

function itemRoutes(edit: Edit): Route[] {
  const put = {
    ...admin,
    method: 'put',
    result: DefinitionPublished,
    refusals: { 400: 'does not hold together' },
  } as const;
  return [
    route({
      ...put,
      path: '/api/services/:serviceId',
      summary: 'Change or add a service',
      params: z.object({ serviceId: ServiceId }),
      body: ServiceDefinition,
      async handle({ params, body, ...by }) {
        sameId(body.serviceId, params.serviceId);
        return published(
          await edit(by, body.serviceId, (old) => ({
            ...old,
            services: replaced(old.services, body, (service) => service.serviceId),
          })),
        );
      },
    }),
    route({
      ...put,
      path: '/api/queues/:queueId',
      summary: 'Change or add a queue',
      params: z.object({ queueId: QueueId }),
      body: QueueDefinition,
      async handle({ params, body, ...by }) {
        sameId(body.queueId, params.queueId);
        return published(
          await edit(by, body.queueId, (old) => ({
            ...old,
            queues: replaced(old.queues, body, (queue) => queue.queueId),
          })),
        );
      },
    }),
    route({
      ...put,
      path: '/api/calendars/:calendarId',
      summary: 'Change or add opening hours',
      params: z.object({ calendarId: CalendarId }),
      body: CalendarDefinition,
      async handle({ params, body, ...by }) {
        sameId(body.calendarId, params.calendarId);
        return published(
          await edit(by, body.calendarId, (old) => ({
            ...old,
            calendars: replaced(old.calendars, body, (calendar) => calendar.calendarId),
          })),
        );
      },
    }),
  ];
}

function promptRoute({ sounds }: ConsoleParts, edit: Edit): Route {
  return route({
    ...admin,
    method: 'put',
    path: '/api/prompts/:promptId',
    summary: 'Change or add what callers hear: the words are spoken by the synthesiser',
    params: z.object({ promptId: PromptId }),
    body: PromptInput,
    result: DefinitionPublished,
    refusals: { 503: 'no synthesiser' },
    async handle({ params: { promptId }, body: { text }, ...by }) {
      const sound = await sounds.speak(text);
      const definition = await edit(by, promptId, (old) => ({
        ...old,
        prompts: replaced(old.prompts, { promptId, text, ...sound }, (prompt) => prompt.promptId),
      }));
      return { ...published(definition), promptId };
    },
  });
}
