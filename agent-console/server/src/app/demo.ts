import type { Accounts } from './accounts.ts';
import type { Definitions } from './definitions.ts';
import type { Devices } from './devices.ts';
import type { Directory } from './directory.ts';
import type { Profile } from './ports.ts';

/** Adds what a demonstration needs and is not there yet: agents, accounts and phones with one password, a directory. */
export async function installDemo(
  { demo }: Profile,
  password: string,
  to: {
    readonly accounts: Accounts;
    readonly definitions: Definitions;
    readonly devices: Devices;
    readonly directory: Directory;
  },
): Promise<void> {
  const present = new Set(to.definitions.current().agents.map((agent) => agent.agentId));
  const missing = demo.agents.filter((agent) => !present.has(agent.agentId));
  if (missing.length > 0) {
    await to.definitions.edit('system', (body) => ({ ...body, agents: [...body.agents, ...missing] }));
  }
  for (const { device } of missing) if (device.kind === 'phone') await to.devices.issuePhone(device.deviceId, password);
  for (const account of demo.accounts) await to.accounts.add({ ...account, password });
  if (to.directory.list('', { offset: 0, limit: 1 }).total === 0) await to.directory.import(demo.contactsCsv, false);
}
