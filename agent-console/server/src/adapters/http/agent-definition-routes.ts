import { answers, Problem, route, type Route } from '@decroche/platform/http';
import {
  AgentDefinition,
  AgentId,
  AgentPage,
  DefinitionPublished,
  ImportReport,
  PhoneCredential,
  type DeviceId,
} from '@decroche/protocol';
import { z } from 'zod';
import { exportAgents, planAgentImport } from '../../app/agent-csv.ts';
import { actorOf } from '../../app/audit.ts';
import { replaced } from '../../core/definition-check.ts';
import { published, refused, sameId, type Edit } from './definition-edit.ts';
import { remover } from './definition-removal.ts';
import { CSV_LIMIT, DryRun } from './directory-routes.ts';
import { missing, Paging, type ConsoleParts } from './parts.ts';

const admin = { tag: 'definitions', access: 'admin' } as const;
const ofAgent = z.object({ agentId: AgentId });

/** Agents and their desk phones, as administrators define them. */
export function agentDefinitionRoutes(parts: ConsoleParts, edit: Edit): Route[] {
  return [...agentListRoutes(parts), ...agentEditRoutes(parts, edit), ...phoneRoutes(parts)];
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
      summary: 'Add and change agents from CSV (agentId;name;device;queues;skills;wrapUpSeconds); all lines or none',
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

function agentEditRoutes(parts: ConsoleParts, edit: Edit): Route[] {
  const { definitions } = parts;
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
      refusals: { 404: 'no such agent', 409: 'in use: a caller’s preferred agent' },
      async handle({ params: { agentId }, ...by }) {
        known(agentId);
        return remover(parts)(by, 'agents', agentId, 'agent');
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
