import { AgentDefinition } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { csv } from '../adapters/csv/csv.ts';
import { exportAgents, planAgentImport } from './agent-csv.ts';

const agents = [
  AgentDefinition.parse({
    agentId: 'ana',
    name: 'Ana',
    device: { kind: 'browser', deviceId: 'ana' },
    queues: [
      { queueId: 'n1', rank: 1 },
      { queueId: 'n2', rank: 2, tier: 1 },
    ],
    skills: { vpn: 4, messagerie: 2 },
    wrapUpMs: 30_000,
  }),
  AgentDefinition.parse({
    ...{ agentId: 'bob', name: 'Bob', device: { kind: 'uri', uri: 'sip:bob@x' }, queues: ['n1'], wrapUpMs: 0 },
  }),
];

test('ranks, tiers and skills go out and come back unchanged', () => {
  const text = exportAgents(csv, agents);
  expect(text).toContain('n1#1 n2#2+1');
  expect(text).toContain('vpn=4 messagerie=2');
  const { report, agents: after } = planAgentImport(csv, text, agents);
  expect(report).toMatchObject({ unchanged: 2, changed: 0, added: 0, errors: [] });
  expect(after).toEqual(agents);
});
test('a file without skills leaves those of people it knows', () => {
  const { agents: after } = planAgentImport(csv, 'agentId,name,device,queues\nana,Ana B,browser:ana,n1\n', agents);
  expect(after[0]).toMatchObject({ name: 'Ana B', skills: { vpn: 4 }, queues: [{ queueId: 'n1' }] });
});
test.each([
  ['a level above 5', 'n1', 'vpn=6', 'skills'],
  ['a level that is missing', 'n1', 'vpn', 'skills'],
  ['a rank that is none', 'n1#0', '', 'queues'],
  ['a tier above 9', 'n1+12', '', 'queues'],
])('%s is an error at its line and column', (_name, queues, skills, column) => {
  const text = `agentId,name,device,queues,skills\nzoe,Zoé,sip:zoe@x,${queues},${skills}\n`;
  expect(planAgentImport(csv, text, agents).report.errors).toMatchObject([{ line: 2, column }]);
});
