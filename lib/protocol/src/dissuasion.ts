import { z } from 'zod';
import { Key } from './definitions.ts';
import { AccountId, DissuasionId, QueueId, ServiceId, TicketId } from './ids.ts';
import { Duration, Instant, TimeOfDay } from './time.ts';

/**
 * What follows the message. `informThenQueue`: the caller goes on as usual. `informThenChoice`: they choose by keys; who
 * presses nothing stays. `informThenRelease`: the call ends.
 */
export const DissuasionMode = z.enum(['informThenQueue', 'informThenChoice', 'informThenRelease']);
export type DissuasionMode = z.infer<typeof DissuasionMode>;

/** What a caller may choose after the message. `attach`: "press 1 to be attached to this incident". */
export const DissuasionChoice = z.enum(['stay', 'voicemail', 'callback', 'attach']);
export type DissuasionChoice = z.infer<typeof DissuasionChoice>;

/** What a published message waits for before it speaks: any one of these. It rests again once none holds for a minute. */
export const DissuasionArming = z.object({
  /** Callers waiting in a queue of the scope. */
  waiting: z.number().int().min(1).optional(),
  /** Expected wait of a new caller. */
  expectedWaitMs: Duration.optional(),
  /** Longest present wait. */
  longestWaitMs: Duration.optional(),
});
export type DissuasionArming = z.infer<typeof DissuasionArming>;

/** An informational message that spares callers the wait (C4). */
export const DissuasionContent = z.object({
  title: z.string().trim().min(1).max(120),
  /** What it says. Written down even when a voice was recorded: screens and mails show it. */
  text: z.string().trim().min(1).max(2000),
  /** The sound in the media directory, made or converted by the console before it is sent here. */
  file: z.string().min(1),
  durationMs: Duration,
  scope: z.object({
    /** Callers of these services; empty = of every service. */
    serviceIds: z.array(ServiceId),
    /** Callers bound for these queues; empty = for every queue. */
    queueIds: z.array(QueueId),
    /** Times of the day at which it speaks; empty = at all times. Half-open. */
    hours: z.array(z.object({ from: TimeOfDay, to: TimeOfDay })),
    /** When it ends by itself: known to those who were told of the publication. */
    expiresAt: Instant.optional(),
  }),
  mode: DissuasionMode,
  /** For `informThenChoice`; empty otherwise. The message itself says which key is which. */
  keys: z.array(z.object({ key: Key, choice: DissuasionChoice })).max(12),
  /** The parent ticket that `attach` leads to; required when a key attaches. */
  incidentTicketId: TicketId.optional(),
  /** Absent = it speaks from its publication on. */
  arming: DissuasionArming.optional(),
  /** Said once to those who wait already when it begins to speak. */
  alsoToWaiting: z.boolean(),
});
export type DissuasionContent = z.infer<typeof DissuasionContent>;

/** draft → published → withdrawalAsked → withdrawn; published → expired; draft → discarded; a refused withdrawal is published again. */
export const DissuasionStatus = z.enum(['draft', 'published', 'withdrawalAsked', 'withdrawn', 'expired', 'discarded']);
export type DissuasionStatus = z.infer<typeof DissuasionStatus>;

const step = { dissuasionId: DissuasionId, by: z.union([AccountId, z.literal('system')]) };

/** Every step of a message's life, in the acd's journal: who, and when. */
export const dissuasionEvents = [
  z.object({ type: z.literal('dissuasion.drafted'), ...step, content: DissuasionContent }),
  z.object({ type: z.literal('dissuasion.revised'), ...step, content: DissuasionContent }),
  z.object({ type: z.literal('dissuasion.discarded'), ...step }),
  z.object({ type: z.literal('dissuasion.published'), ...step }),
  z.object({ type: z.literal('dissuasion.withdrawalAsked'), ...step, reason: z.string() }),
  /** No green light: it goes on speaking. */
  z.object({ type: z.literal('dissuasion.withdrawalRefused'), ...step, reason: z.string() }),
  /** The green light: `by` gave it. */
  z.object({ type: z.literal('dissuasion.withdrawn'), ...step }),
  z.object({ type: z.literal('dissuasion.expired'), ...step }),
  /** A threshold was passed: it speaks from here on. */
  z.object({
    type: z.literal('dissuasion.triggered'),
    ...step,
    threshold: z.enum(['waiting', 'expectedWaitMs', 'longestWaitMs']),
    value: z.number(),
  }),
  z.object({ type: z.literal('dissuasion.rested'), ...step }),
] as const;
