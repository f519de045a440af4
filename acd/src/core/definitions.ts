import type { Definition } from '@decroche/protocol';
import { definitionFaults } from './definition-faults.ts';
import { withdrawFromService } from './devices.ts';
import { replaceCallback } from './queueing/callback.ts';
import { endWrapUp, settleAgent } from './queueing/agent.ts';
import { withdrawOffer, withdrawOffers } from './queueing/offer.ts';
import { overflow } from './queueing/overflow.ts';
import { moveOn, returnCall } from './queueing/returning.ts';
import { isLoggedIn, type Agent } from './agent.ts';
import { hasCaller, offerNamed, type Call } from './call.ts';
import type { Turn } from './turn.ts';

/** From here on the new definition holds; calls and agents under way are carried over, nobody is dropped. */
export function adoptDefinition(turn: Turn, definition: Definition): void {
  const faults = definitionFaults(definition, turn.state.domainId);
  if (faults.length > 0) return turn.refuse(faults.join('; '));
  if (definition.version === turn.state.definition?.version) return turn.ignore('the definition is in force');
  sayChangedDevices(turn, definition);
  turn.emit({ type: 'definition.adopted', definition });
  for (const agent of [...turn.state.agents.values()]) if (isLoggedIn(agent)) carryOverAgent(turn, agent);
  for (const [queueId, line] of [...turn.state.index.lines]) {
    if (turn.state.index.catalog.queues.has(queueId)) continue;
    for (const place of [...line.everyone.values()]) moveCaller(turn, place.callId);
  }
  for (const gatewayId of turn.state.gateways.keys()) turn.command(gatewayId, { type: 'takeCensus', gatewayId });
}

/** An agent given another telephone has lost the old one. */
function sayChangedDevices(turn: Turn, definition: Definition): void {
  for (const { agentId, device } of definition.agents) {
    const before = turn.state.index.catalog.agents.get(agentId)?.device;
    if (!before || before.kind === 'uri' || !turn.state.agents.get(agentId)?.reachable) continue;
    if (device.kind !== 'uri' && device.deviceId === before.deviceId) continue;
    turn.emit({ type: 'agent.deviceLost', agentId, deviceId: before.deviceId, reason: 'definition' });
  }
}

function carryOverAgent(turn: Turn, { agentId, activity, reachable }: Agent): void {
  if (turn.state.index.catalog.agents.has(agentId)) {
    if (!reachable) withdrawFromService(turn, agentId);
    return;
  }
  switch (activity.status) {
    case 'ready':
    case 'notReady':
      return settleAgent(turn, agentId);
    case 'wrapUp':
      return endWrapUp(turn, agentId);
    case 'offered': {
      const call = turn.state.calls.get(activity.callId);
      const offer = offerNamed(call, activity.offerId);
      if (!call || !offer) return settleAgent(turn, agentId);
      withdrawOffer(turn, call, offer, 'agentUnavailable');
      return returnCall(turn, call.callId, { cause: 'unavailable', answered: false });
    }
    default:
    // In conversation: they leave with its end.
  }
}

/**
 * The queue is gone: the caller keeps their time in the queue their service now has, or is sent to the overflow. Whoever is
 * being joined or rung, or hears who rings, goes there when that has come to its end.
 */
function moveCaller(turn: Turn, callId: Parameters<typeof overflow>[1]): void {
  const call = turn.state.calls.get(callId);
  if (!call?.place || UNDER_WAY.has(call.stage.status)) return;
  withdrawOffers(turn, callId, 'agentUnavailable');
  if (!hasCaller(call)) return replaceCallback(turn, callId);
  if (!moveOn(turn, call)) overflow(turn, callId, 'nobodyLoggedIn');
}

const UNDER_WAY: ReadonlySet<Call['stage']['status']> = new Set(['connecting', 'dialling', 'reached']);
