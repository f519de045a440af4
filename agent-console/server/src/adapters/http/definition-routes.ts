import { answers, Problem, route, type Route } from '@decroche/platform/http';
import {
  AgentDefinition,
  AgentId,
  AgentPage,
  CalendarDefinition,
  CalendarId,
  Definition,
  DefinitionPublished,
  ImportReport,
  PhoneCredential,
  PromptId,
  PromptInput,
  QueueDefinition,
  QueueId,
  ServiceDefinition,
  ServiceId,
  type DeviceId,
  type Identity,
} from '@decroche/protocol';
import { z } from 'zod';
import { exportAgents, planAgentImport } from '../../app/agent-csv.ts';
import { actorOf } from '../../app/audit.ts';
import type { EditResult } from '../../app/definitions.ts';
import { replaced, type DefinitionBody } from '../../core/definition-check.ts';
import { CSV_LIMIT, DryRun } from './directory-routes.ts';
import { missing, Paging, type ConsoleParts } from './parts.ts';

const tag = 'definitions';
const admin = { tag, access: 'admin' } as const;
const ofAgent = z.object({ agentId: AgentId });

type Edit = ReturnType<typeof editor>;

/** Edits the definition and notes it; what does not hold together is a 400 with its issues. */
function editor({ definitions, audit }: ConsoleParts) {
  return async (
    by: { readonly identity: Identity; readonly address: string },
    target: string,
    change: (body: DefinitionBody) => DefinitionBody | Promise<DefinitionBody>,
  ): Promise<Definition> => {
    const result = await definitions.edit(actorOf(by.identity), change);
    if (result.result === 'refused') throw refused(result);
    const { version } = result.definition;
    await audit.note({ ...by, action: 'definition.published', target, detail: `version ${version}` });
    return result.definition;
  };
}

function refused({ issues }: Extract<EditResult, { result: 'refused' }>): Problem {
  return new Problem(400, 'the definition would not hold together', {
    reason: 'inconsistent',
    detail: issues.map(({ path, message }) => `${path}: ${message}`).join('; '),
    more: { issues },
  });
}

function sameId(given: string, inPath: string): void {
  if (given === inPath) return;
  throw new Problem(400, 'not valid', { reason: 'invalid', detail: `the path says ${inPath}, the body ${given}` });
}

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
    ...agentListRoutes(parts),
    ...agentEditRoutes(parts, edit),
    ...phoneRoutes(parts),
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

const published = ({ version }: Definition): DefinitionPublished => ({ version });

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

function agentListRoutes({ definitions, csv, audit }: ConsoleParts): Route[] {
  return [
    route({
      ...admin,
      method: 'get',
      path: '/api/agents',
      summary: 'Agents as defined',
      query: Paging,
      result: AgentPage,
      handle({ query: { offset, limit } }) {
        const { agents } = definitions.current();
        return { total: agents.length, items: agents.slice(offset, offset + limit) };
      },
    }),
    route({
      ...admin,
      method: 'get',
      path: '/api/agents/export.csv',
      summary: 'Agents as a file that a spreadsheet opens and the import takes back',
      produces: 'text/csv',
      handle: () => answers.csv(exportAgents(csv, definitions.current().agents), 'agents.csv'),
    }),
    route({
      ...admin,
      method: 'post',
      path: '/api/agents/import',
      summary: 'Add and change agents from CSV (agentId;name;device;queues;wrapUpSeconds); all lines or none',
      query: DryRun,
      body: { text: 'text/csv', limit: CSV_LIMIT },
      result: ImportReport,
      async handle({ query: { dryRun }, body, identity, address }) {
        const planned = planAgentImport(csv, body, definitions.current().agents);
        const report: ImportReport = { ...planned.report, dryRun };
        if (dryRun || report.errors.length > 0) return report;
        if (report.added + report.changed === 0) return { ...report, applied: true };
        const result = await definitions.edit(actorOf(identity), (old) => ({
          ...old,
          agents: [...planAgentImport(csv, body, old.agents).agents],
        }));
        if (result.result === 'refused') throw refused(result);
        const detail = `${report.added} added, ${report.changed} changed`;
        await audit.note({ identity, address, action: 'agents.imported', target: 'agents', detail });
        return { ...report, applied: true };
      },
    }),
  ];
}

function agentEditRoutes({ definitions, devices }: ConsoleParts, edit: Edit): Route[] {
  const known = (agentId: AgentId): AgentDefinition => {
    const agent = definitions.current().agents.find((each) => each.agentId === agentId);
    if (agent) return agent;
    throw missing('agent');
  };
  return [
    route({
      ...admin,
      method: 'post',
      path: '/api/agents',
      summary: 'Add an agent',
      body: AgentDefinition,
      result: DefinitionPublished,
      refusals: { 400: 'does not hold together' },
      handle: async ({ body, ...by }) =>
        published(await edit(by, body.agentId, (old) => ({ ...old, agents: [...old.agents, body] }))),
    }),
    route({
      ...admin,
      method: 'put',
      path: '/api/agents/:agentId',
      summary: 'Change an agent',
      params: ofAgent,
      body: AgentDefinition,
      result: DefinitionPublished,
      refusals: { 404: 'no such agent' },
      async handle({ params, body, ...by }) {
        sameId(body.agentId, params.agentId);
        known(body.agentId);
        return published(
          await edit(by, body.agentId, (old) => ({
            ...old,
            agents: replaced(old.agents, body, (agent) => agent.agentId),
          })),
        );
      },
    }),
    route({
      ...admin,
      method: 'delete',
      path: '/api/agents/:agentId',
      summary: 'Remove an agent; their desk phone loses its credential',
      params: ofAgent,
      result: DefinitionPublished,
      refusals: { 404: 'no such agent' },
      async handle({ params: { agentId }, ...by }) {
        const { device } = known(agentId);
        const definition = await edit(by, agentId, (old) => ({
          ...old,
          agents: old.agents.filter((agent) => agent.agentId !== agentId),
        }));
        if (device.kind === 'phone') await devices.removePhone(device.deviceId);
        return published(definition);
      },
    }),
  ];
}

function phoneRoutes({ definitions, devices, audit }: ConsoleParts): Route[] {
  const phoneOf = (agentId: AgentId): DeviceId => {
    const device = definitions.current().agents.find((agent) => agent.agentId === agentId)?.device;
    if (!device) throw missing('agent');
    if (device.kind === 'phone') return device.deviceId;
    throw new Problem(409, 'another device', { reason: 'notAPhone', detail: 'this agent has no desk phone' });
  };
  return [
    route({
      ...admin,
      method: 'post',
      path: '/api/agents/:agentId/phone-credential',
      summary: 'What to type into an agent’s desk phone; a former password is void, a made one is shown once',
      params: ofAgent,
      body: z.object({ password: z.string().min(10).max(100).optional() }),
      result: PhoneCredential,
      refusals: { 404: 'no such agent', 409: 'not a desk phone' },
      async handle({ params, body, identity, address }) {
        const credential = await devices.issuePhone(phoneOf(params.agentId), body.password);
        await audit.note({ identity, address, action: 'phone.credentialIssued', target: credential.deviceId });
        return credential;
      },
    }),
  ];
}
