import type { Instant, QueueId, ServiceDefinition } from '@decroche/protocol';
import type { Call } from '../call.ts';
import type { EngineState } from '../state.ts';
import { isSpeaking, type Dissuasion } from './dissuasion.ts';

/** The messages that speak at an instant, the latest publication first. */
export function speakingAt(state: EngineState, at: Instant): readonly Dissuasion[] {
  if (state.dissuasions.size === 0) return [];
  return [...state.dissuasions.values()]
    .filter((message) => isSpeaking(message, state.index.hours.get(message.dissuasionId), at))
    .sort((a, b) => (b.published ?? 0) - (a.published ?? 0));
}

/** Whether a message is for this caller: of a service it names, bound for a queue it names. */
export function isFor(state: EngineState, { content }: Dissuasion, call: Call): boolean {
  const { serviceIds, queueIds } = content.scope;
  if (serviceIds.length > 0 && !serviceIds.includes(call.serviceId)) return false;
  const bound = call.place?.queueId ?? call.chosen?.queueId ?? serviceOf(state, call)?.queueId;
  return queueIds.length === 0 || (bound !== undefined && queueIds.includes(bound));
}

/** The queues whose callers may hear it. */
export function queuesOf(state: EngineState, { content }: Dissuasion): readonly QueueId[] {
  const { serviceIds, queueIds } = content.scope;
  const { queues, services } = state.index.catalog;
  if (queueIds.length > 0) return queueIds;
  if (serviceIds.length === 0) return [...queues.keys()];
  return [...new Set(serviceIds.flatMap((serviceId) => services.get(serviceId)?.queueId ?? []))];
}

/** What the caller hears next, if anything: no message twice. */
export function nextMessageFor(state: EngineState, call: Call, at: Instant): Dissuasion | undefined {
  return speakingAt(state, at).find(
    (message) => !call.told.dissuasions.includes(message.dissuasionId) && isFor(state, message, call),
  );
}

const serviceOf = (state: EngineState, call: Call): ServiceDefinition | undefined =>
  state.index.catalog.services.get(call.serviceId);
