import type { Instant } from '@decroche/protocol';
import type { Catalog } from './catalog.ts';
import type { Call, Place } from './state.ts';

/** The clocks of a caller in line: the longest wait runs from the queue's door, announcements from now. */
export function waitTimers(
  catalog: Catalog,
  call: Call,
  place: Place,
  from: { at: Instant; set: number },
): Call['timers'] {
  const service = catalog.services.get(call.serviceId);
  if (!service) return {};
  const wait = { dueAt: place.queuedAt + service.maximumWaitMs, set: from.set };
  if (!service.announcements) return { wait };
  return { wait, announce: { dueAt: from.at + service.announcements.firstAfterMs, set: from.set } };
}
