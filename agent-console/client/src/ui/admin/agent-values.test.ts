import { AgentDefinition } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { agentOf, agentValues } from './agent-values.ts';

test('an agent comes back from the form as they went in: ranks, tiers and skills kept', () => {
  const agent = AgentDefinition.parse({
    ...{ agentId: 'ana', name: 'Ana', device: { kind: 'phone', deviceId: 'ana-desk' }, wrapUpMs: 20_000 },
    queues: [{ queueId: 'desk' }, { queueId: 'second', rank: 2, tier: 1 }],
    skills: { vpn: 4 },
  });
  expect(agentOf(agentValues(agent, [])).data).toEqual(agent);
});
test('without an address the telephone has the name of the agent', () => {
  const made = agentOf({ ...agentValues('new', []), agentId: 'bob', name: 'Bob' }).data;
  expect(made?.device).toEqual({ kind: 'browser', deviceId: 'bob' });
});
test('a wrap-up time left empty is refused, not saved as 0', () => {
  const values = { ...agentValues('new', []), agentId: 'bob', name: 'Bob', wrapUpSeconds: '' as unknown as number };
  expect(agentOf(values).success).toBe(false);
});
