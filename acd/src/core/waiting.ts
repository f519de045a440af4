import type { Instant, ServiceDefinition } from '@decroche/protocol';
import { isOpen, type Catalog } from './catalog.ts';
import { hasCaller, type Call, type Place, type Resting } from './call.ts';

/** From when on a clock runs, and the journal line that set it. */
export interface From {
  readonly at: Instant;
  readonly set: number;
}

/** The clocks of a caller in line: the longest wait runs from the queue's door, announcements from now. */
export function waitTimers(catalog: Catalog, call: Call, place: Place, from: From): Call['timers'] {
  const service = catalog.services.get(call.serviceId);
  const matching = matchTimers(catalog, call, place, from);
  if (!service) return matching;
  if (!hasCaller(call)) return { ...matching, ...closingTimer(catalog, service, from) };
  const wait = { dueAt: place.queuedAt + service.maximumWaitMs, set: from.set };
  if (!service.announcements) return { wait, ...matching };
  return { wait, announce: { dueAt: from.at + service.announcements.firstAfterMs, set: from.set }, ...matching };
}

/** The clocks that widen the choice of agents. Tiers count all the time waited, an overflow the present wait alone. */
function matchTimers(catalog: Catalog, call: Call, place: Place, { set }: From): Call['timers'] {
  return {
    ...tierTimer(catalog, call, place, set),
    ...overflowTimer(catalog, call, place, set),
    ...(call.preferred ? { preference: { dueAt: call.preferred.untilAt, set } } : {}),
    ...restTimer(call.resting, set),
  };
}

/** The clocks of a call that waits already, as a new definition has them; those that it leaves alone run on. */
export function rewound(catalog: Catalog, call: Call, from: From): Call['timers'] {
  if (!call.place || !STANDING.has(call.stage.status)) return call.timers;
  const { tier: _tier, overflow: _overflow, ...others } = call.timers;
  const widening = {
    ...tierTimer(catalog, call, call.place, from.set),
    ...overflowTimer(catalog, call, call.place, from.set),
  };
  const service = catalog.services.get(call.serviceId);
  if (hasCaller(call) || !service) return { ...others, ...widening };
  const { wait: _closing, ...open } = others;
  return { ...open, ...closingTimer(catalog, service, from), ...widening };
}

/** The stages in which the clocks of the wait run. */
const STANDING: ReadonlySet<Call['stage']['status']> = new Set(['queued', 'offered', 'toDial']);

function overflowTimer(catalog: Catalog, call: Call, place: Place, set: number): Call['timers'] {
  const overflow = catalog.queues.get(place.queueId)?.overflowTo;
  return overflow && hasCaller(call) ? { overflow: { dueAt: place.queuedAt + overflow.afterMs, set } } : {};
}

/** When the next tier of its queue opens for a call. */
export function tierTimer(catalog: Catalog, call: Call, place: Place, set: number): Call['timers'] {
  const next = nextTier(catalog, call, place);
  return next ? { tier: { dueAt: place.placeAt + next.afterMs, set } } : {};
}

/** The next tier of its queue that is not open for a call yet. */
export function nextTier(catalog: Catalog, call: Call, place: Place): { tier: number; afterMs: number } | undefined {
  const tiers = catalog.queues.get(place.queueId)?.tiers ?? [];
  const closed = tiers.filter((each) => each.tier > call.tier);
  return closed.sort((a, b) => a.afterMs - b.afterMs || a.tier - b.tier)[0];
}

/** When the first of those who declined a call may be asked again. */
export const restTimer = (resting: readonly Resting[], set: number): Call['timers'] =>
  resting.length === 0 ? {} : { rest: { dueAt: Math.min(...resting.map((each) => each.untilAt)), set } };

/** A call-back waits until its service closes: nobody is rung out of hours, nor after hours have become shorter. */
function closingTimer(catalog: Catalog, service: ServiceDefinition, { at, set }: From): Call['timers'] {
  const closes = catalog.calendars.get(service.calendarId)?.nextClosingAt(at);
  const dueAt = isOpen(catalog, service, at) ? closes : at;
  return dueAt === undefined ? {} : { wait: { dueAt, set } };
}
