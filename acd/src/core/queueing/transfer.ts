import { isEmergencyNumber, type LegId, type QueueId, type RingTarget, type TransferTarget } from '@decroche/protocol';
import { handsOverTo, presentedAs } from '../child-protection.ts';
import { deadlines } from '../deadlines.ts';
import type { Call } from '../call.ts';
import type { AgentParty } from '../stage.ts';
import type { Turn, ShortVerdict } from '../turn.ts';
import { finishConversation } from './agent.ts';
import { parkCaller } from './conversation.ts';
import { enqueue } from './enqueue.ts';
import { playMusic } from './music.ts';
import { makeOffer } from './offer.ts';

/**
 * A blind transfer. The agent stays the caller's fall-back until an agent or an outside party has taken the call; a queue
 * takes it at once.
 */
export function transfer(turn: Turn, call: Call, from: AgentParty, target: TransferTarget): ShortVerdict {
  switch (target.kind) {
    case 'queue':
      return toQueue(turn, call, from, target.queueId);
    case 'agent':
      return toAgent(turn, call, from, target);
    case 'number':
      return toOutside(turn, call, from, { kind: 'number', number: target.number });
    case 'uri':
      return toOutside(turn, call, from, { kind: 'uri', uri: target.uri });
  }
}

function toQueue(turn: Turn, call: Call, from: AgentParty, queueId: QueueId): ShortVerdict {
  const { catalog, lines } = turn.state.index;
  if (!catalog.queues.has(queueId)) return 'unknownQueue';
  if (!lines.get(queueId)?.loggedIn) return 'targetUnavailable';
  const { callId } = call;
  const { agentId, legId } = from;
  turn.emit({ type: 'call.transferStarted', callId, agentId, legId, target: { kind: 'queue', queueId } });
  // Whoever transfers has chosen who is to take it: what the service asked for counts no longer. First reception only passes on.
  const needs = handsOverTo(catalog, agentId, queueId) ? call.needs : [];
  enqueue(turn, call, { queueId, queuedAt: turn.at, because: 'transfer', needs });
  turn.command(call.gatewayId, { type: 'releaseLeg', callId, legId, cause: 'normal' });
  playMusic(turn, callId);
  finishConversation(turn, agentId, callId);
  return 'accepted';
}

function toAgent(
  turn: Turn,
  call: Call,
  from: AgentParty,
  target: Extract<TransferTarget, { kind: 'agent' }>,
): ShortVerdict {
  if (!turn.state.index.catalog.agents.has(target.agentId)) return 'unknownAgent';
  if (turn.state.agents.get(target.agentId)?.activity.status !== 'ready') return 'targetUnavailable';
  turn.emit({ type: 'call.transferStarted', callId: call.callId, agentId: from.agentId, legId: from.legId, target });
  if (call.stage.status === 'talking') parkCaller(turn, call, from.legId);
  const parked = turn.state.calls.get(call.callId);
  const agent = turn.state.agents.get(target.agentId);
  if (parked && agent) makeOffer(turn, parked, agent, { because: 'transfer' });
  return 'accepted';
}

function toOutside(turn: Turn, call: Call, from: AgentParty, ring: RingTarget): ShortVerdict {
  const { callId } = call;
  const legId = `${turn.state.domainId}-l${turn.state.seq + 1}` as LegId;
  const target = { kind: 'external', ring } as const;
  turn.emit({ type: 'call.transferStarted', callId, agentId: from.agentId, legId, target });
  if (call.stage.status === 'talking') parkCaller(turn, call, from.legId);
  turn.command(call.gatewayId, {
    ...{ type: 'ringLeg', callId, legId, target: ring, timeoutMs: deadlines.outsideRingMs + deadlines.ringSlackMs },
    present: presentedAs(turn.state.index.catalog, call),
  });
  return 'accepted';
}

/** Reads the target of a REFER: a colleague's telephone, a service's number, any number, any address. */
export function readReferTarget(turn: Turn, text: string): TransferTarget | undefined {
  const uri = /sips?:[^\s<>"]+/.exec(text)?.[0];
  const user = uri ? (/^sips?:([^@;]+)@/.exec(uri)?.[1] ?? '') : text.trim();
  const { agentByDevice, services } = turn.state.index.catalog;
  const agentId = [...agentByDevice].find(([deviceId]) => deviceId === user)?.[1];
  if (agentId !== undefined) return { kind: 'agent', agentId };
  // An emergency number is one of the world outside, even where it is also ours.
  const service = isEmergencyNumber(user)
    ? undefined
    : [...services.values()].find((each) => each.numbers.includes(user));
  if (service) return { kind: 'queue', queueId: service.queueId };
  if (/^\+?[0-9*#]{2,20}$/.test(user)) return { kind: 'number', number: user };
  return uri === undefined ? undefined : { kind: 'uri', uri };
}
