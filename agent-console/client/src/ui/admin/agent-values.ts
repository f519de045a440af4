import { AgentDefinition, type QueueDefinition } from '@decroche/protocol';
import { typedMs } from './typed-number.ts';

/** An agent as the form shows them. */
export interface AgentValues {
  agentId: string;
  name: string;
  kind: string;
  address: string;
  queues: { queueId: string; rank: number; tier: number }[];
  skills: Record<string, number>;
  wrapUpSeconds: number;
}

/** What the form starts from; someone new is in every queue. */
export function agentValues(agent: AgentDefinition | 'new', queues: readonly QueueDefinition[]): AgentValues {
  if (agent === 'new') {
    return {
      ...{ agentId: '', name: '', kind: 'browser', address: '', skills: {}, wrapUpSeconds: 30 },
      queues: queues.map(({ queueId }) => ({ queueId, rank: 1, tier: 0 })),
    };
  }
  const { device } = agent;
  return {
    ...{ agentId: agent.agentId, name: agent.name, kind: device.kind },
    address: device.kind === 'uri' ? device.uri : device.deviceId,
    queues: agent.queues.map(({ queueId, rank = 1, tier = 0 }) => ({ queueId, rank, tier })),
    skills: { ...agent.skills },
    wrapUpSeconds: agent.wrapUpMs / 1000,
  };
}

/** The definition the values say; each kind of device has its own address. */
export function agentOf({ agentId, name, kind, address, queues, skills, wrapUpSeconds }: AgentValues) {
  const where = address.trim() === '' ? agentId : address.trim();
  return AgentDefinition.safeParse({
    ...{ agentId, name: name.trim(), wrapUpMs: typedMs(wrapUpSeconds) },
    device: kind === 'uri' ? { kind, uri: where } : { kind, deviceId: where },
    queues: queues.map(({ queueId, rank, tier }) => ({
      queueId,
      ...(rank === 1 ? {} : { rank }),
      ...(tier === 0 ? {} : { tier }),
    })),
    ...(Object.keys(skills).length === 0 ? {} : { skills }),
  });
}

/** The inputs of an agent that are not called as in their definition. */
export const agentInputs: Readonly<Record<string, string>> = {
  ...{ wrapUpMs: 'wrapUpSeconds', device: 'address', 'device.uri': 'address', 'device.deviceId': 'address' },
};
