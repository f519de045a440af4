import type { AgentDefinition, PartyRule } from '@decroche/protocol';
import type { DefinitionBody } from '../core/definition-check.ts';
import type { Accounts } from './accounts.ts';
import type { Definitions } from './definitions.ts';
import type { Devices } from './devices.ts';
import type { Directory } from './directory.ts';
import type { NumberPlan, PartyBook, Profile } from './ports.ts';

/**
 * Adds what a demonstration needs and is not there yet: agents, accounts and phones with one password, a directory; with the
 * first agents also the callers who are treated apart.
 */
export async function installDemo(
  { demo }: Profile,
  password: string,
  to: {
    readonly accounts: Accounts;
    readonly definitions: Definitions;
    readonly devices: Devices;
    readonly directory: Directory;
    readonly parties: PartyBook;
    readonly numbers: NumberPlan;
  },
): Promise<void> {
  const present = new Set(to.definitions.current().agents.map((agent) => agent.agentId));
  const missing = demo.agents.filter((agent) => !present.has(agent.agentId));
  if (missing.length > 0) {
    const rules = await rulesOf(demo.partyRules, to);
    await to.definitions.edit('system', (body) => ({
      ...body,
      agents: [...body.agents, ...missing.map((agent) => fitted(agent, body))],
      partyRules: body.partyRules.length > 0 ? body.partyRules : rules,
    }));
  }
  for (const { device } of missing) if (device.kind === 'phone') await to.devices.issuePhone(device.deviceId, password);
  // Hashing a password takes its time: not again for those who are there.
  const { items } = await to.accounts.list({ offset: 0, limit: 500 });
  const known = new Set(items.map(({ login }) => login));
  for (const account of demo.accounts) if (!known.has(account.login)) await to.accounts.add({ ...account, password });
  if (to.directory.list('', { offset: 0, limit: 1 }).total === 0) await to.directory.import(demo.contactsCsv, false);
}

/** The numbers go to the party store, their references to the definition. */
async function rulesOf(
  given: Profile['demo']['partyRules'],
  { parties, numbers }: { readonly parties: PartyBook; readonly numbers: NumberPlan },
): Promise<PartyRule[]> {
  return Promise.all(
    given.map(async ({ number, treatment }): Promise<PartyRule> => {
      const partyRef = await parties.remember({ number: numbers.normalise(number) ?? number });
      return { partyRef, ...treatment };
    }),
  );
}

/** An organisation of before may lack the queues, tiers and skills that people of today have. */
function fitted(agent: AgentDefinition, { queues, skills }: DefinitionBody): AgentDefinition {
  const known = new Set<string>(skills.map(({ skillId }) => skillId));
  return {
    ...agent,
    queues: agent.queues.flatMap(({ tier, ...membership }) => {
      const queue = queues.find(({ queueId }) => queueId === membership.queueId);
      const opens = queue?.tiers?.some((each) => tier !== undefined && each.tier >= tier) ?? false;
      return queue ? [{ ...membership, ...(opens && tier !== undefined ? { tier } : {}) }] : [];
    }),
    ...(agent.skills
      ? { skills: Object.fromEntries(Object.entries(agent.skills).filter(([skillId]) => known.has(skillId))) }
      : {}),
  };
}
