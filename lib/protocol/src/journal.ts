import { z } from 'zod';
import { agentEvents, offerEvents, shiftEvents } from './agent-events.ts';
import { alertEvents } from './alerts.ts';
import { callEvents } from './call-events.ts';
import { dissuasionEvents } from './dissuasion.ts';
import { domainEvents } from './domain-events.ts';

/** What happened, decided by the acd: the single source of every call figure. */
export const JournalEvent = z.discriminatedUnion('type', [
  ...callEvents,
  ...offerEvents,
  ...agentEvents,
  ...shiftEvents,
  ...dissuasionEvents,
  ...alertEvents,
  ...domainEvents,
]);
export type JournalEvent = z.infer<typeof JournalEvent>;
export type JournalEventOf<T extends JournalEvent['type']> = Extract<JournalEvent, { type: T }>;
