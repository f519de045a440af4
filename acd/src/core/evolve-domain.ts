import type { AgentDefinition, Definition, JournalEventOf } from '@decroche/protocol';
import { NEW_TALLY } from './evolve-agent.ts';
import type { DomainEvent, Fact } from './fact.ts';
import { evolveTrunk, forgetTrunks, wasProbed } from './oncall/evolve-trunk.ts';
import { adoptRoster } from './roster/evolve-shift.ts';
import { strikeOut } from './set-aside.ts';
import { putCall, rebuildIndex, type OwnedState } from './state-index.ts';
import { isLoggedIn, type Agent } from './agent.ts';
import type { Retired } from './state.ts';
import { rewound, type From } from './waiting.ts';

/** Facts about the whole domain. */
export function evolveDomain(state: OwnedState, { event, at, seq }: Fact<DomainEvent>): void {
  switch (event.type) {
    case 'definition.adopted':
      return adopt(state, event, { at, set: seq });
    case 'roster.adopted':
      return adoptRoster(state, event.roster, { at, seq });
    case 'onCallPlan.adopted':
      state.onCallPlan = event.plan;
      return;
    case 'gateway.censusTaken':
      return gatewayTold(state, event);
    case 'trunk.changed':
    case 'line.probed':
      return evolveTrunk(state, event);
    case 'alarm.raised': {
      const { alarmId, queueId, kind } = event;
      state.alarms.set(alarmId, { alarmId, queueId, kind });
      return;
    }
    case 'timer.setAside':
      return strikeOut(state, event.timer);
    case 'alarm.cleared':
      state.alarms.delete(event.alarmId);
      return;
    default:
    // Told to the world; nothing here follows from it.
  }
}

/** A gateway is there, and is not lost. Whether its lines are probed outlives it. */
function gatewayTold(state: OwnedState, { gatewayId, bootId }: JournalEventOf<'gateway.censusTaken'>): void {
  const probed = wasProbed(state, gatewayId);
  if (state.gateways.get(gatewayId)?.bootId !== bootId) forgetTrunks(state, gatewayId);
  state.gateways.set(gatewayId, { gatewayId, bootId, ...(probed ? { probed } : {}) });
}

/** From here on the definition holds. Agents it no longer names stay until they log out, services until their calls end. */
function adopt(state: OwnedState, { definition }: { readonly definition: Definition }, from: From): void {
  const devicesBefore = new Map([...state.index.catalog.agents].map(([agentId, agent]) => [agentId, deviceOf(agent)]));
  state.retired = stillNeeded(state, definition);
  state.definition = definition;
  const named = new Set(definition.agents.map((agent) => agent.agentId));
  for (const agent of state.agents.values()) {
    if (!named.has(agent.agentId) && !isLoggedIn(agent)) state.agents.delete(agent.agentId);
  }
  for (const agent of definition.agents) {
    const known = state.agents.get(agent.agentId) ?? newAgent(agent);
    const moved = devicesBefore.get(agent.agentId) !== deviceOf(agent);
    state.agents.set(agent.agentId, moved ? { ...known, reachable: reachableAtFirst(agent) } : known);
  }
  rebuildIndex(state);
  for (const call of [...state.calls.values()]) {
    const timers = rewound(state.index.catalog, call, from);
    if (timers !== call.timers) putCall(state, { ...call, timers });
  }
}

const deviceOf = ({ device }: AgentDefinition): string => (device.kind === 'uri' ? device.uri : device.deviceId);

/** A registered device is reachable once a gateway has said so; a static address always is. */
const reachableAtFirst = ({ device }: AgentDefinition): Agent['reachable'] =>
  device.kind === 'uri' ? { at: 'static' } : undefined;

const newAgent = (definition: AgentDefinition): Agent => ({
  agentId: definition.agentId,
  activity: { status: 'loggedOut' },
  next: undefined,
  reachable: reachableAtFirst(definition),
  idle: undefined,
  misses: 0,
  failures: 0,
  timer: undefined,
  tally: NEW_TALLY,
});

/** Services of running calls that the new definition drops, with every prompt that it drops. */
function stillNeeded(state: OwnedState, definition: Definition): Retired {
  const named = new Set(definition.services.map((service) => service.serviceId));
  const needed = new Set([...state.calls.values()].map((call) => call.serviceId).filter((id) => !named.has(id)));
  if (needed.size === 0) return { services: [], prompts: [] };
  const { catalog } = state.index;
  const prompts = new Set(definition.prompts.map((prompt) => prompt.promptId));
  return {
    services: [...catalog.services.values()].filter((service) => needed.has(service.serviceId)),
    prompts: [...catalog.prompts.values()].filter((prompt) => !prompts.has(prompt.promptId)),
  };
}
