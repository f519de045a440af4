import type { AgentId, DeviceId, GatewayId } from '@decroche/protocol';
import { settleAgent } from './queueing/agent.ts';
import { failOffer } from './queueing/offer.ts';
import { offerNamed } from './call.ts';
import type { Turn } from './turn.ts';

/** A telephone has registered. Whoever was not ready only for want of it is ready again. */
export function deviceFound(turn: Turn, deviceId: DeviceId, gatewayId: GatewayId): void {
  const agentId = turn.state.index.catalog.agentByDevice.get(deviceId);
  const agent = agentId && turn.state.agents.get(agentId);
  if (!agent) return turn.ignore('no agent owns this device');
  const { agentId: owner, activity } = agent;
  if (agent.reachable?.at === gatewayId) return turn.ignore('known to be reachable');
  turn.emit({ type: 'agent.deviceFound', agentId: owner, deviceId, gatewayId });
  if (activity.status === 'notReady' && activity.reason === 'deviceLost') settleAgent(turn, owner);
}

/** A telephone has gone: its owner is offered nothing until it is back. A conversation under way goes on. */
export function deviceLost(turn: Turn, deviceId: DeviceId, gatewayId: GatewayId, reason: string): void {
  const agentId = turn.state.index.catalog.agentByDevice.get(deviceId);
  const agent = agentId && turn.state.agents.get(agentId);
  if (!agent) return turn.ignore('no agent owns this device');
  if (agent.reachable?.at !== gatewayId) return turn.ignore('reachable elsewhere, or already lost');
  turn.emit({ type: 'agent.deviceLost', agentId: agent.agentId, deviceId, reason });
  withdrawFromService(turn, agent.agentId);
}

/** Makes an agent without a telephone unavailable, before an offer rather than after (pains 15). */
export function withdrawFromService(turn: Turn, agentId: AgentId): void {
  const activity = turn.state.agents.get(agentId)?.activity;
  if (activity?.status === 'ready') turn.emit({ type: 'agent.becameNotReady', agentId, reason: 'deviceLost' });
  if (activity?.status !== 'offered') return;
  const call = turn.state.calls.get(activity.callId);
  const offer = offerNamed(call, activity.offerId);
  if (call && offer) failOffer(turn, call, offer, { cause: 'unavailable', legGone: false });
}
