import { z } from 'zod';
import { AccountId, CallId } from './ids.ts';
import { Instant } from './time.ts';

/**
 * Opening the sealed number of a child-protection call (C9): one person asks with a written reason, another one agrees, the
 * first one reads it once within a short time. Every step stands in the audit; the number stands nowhere.
 */
export const SealedOpeningStatus = z.enum(['asked', 'granted', 'refused', 'read', 'expired']);
export type SealedOpeningStatus = z.infer<typeof SealedOpeningStatus>;

/** `POST /api/sealed-openings` (supervisors). */
export const SealedOpeningInput = z.object({
  callId: CallId,
  reason: z.string().trim().min(20, 'at least 20 characters').max(2000),
});
export type SealedOpeningInput = z.infer<typeof SealedOpeningInput>;

/** `GET /api/sealed-openings`, newest first; `POST …/:openingId/grant` and `…/refuse` by another supervisor than who asked. */
export const SealedOpening = z.object({
  openingId: z.string(),
  callId: CallId,
  calledAt: Instant,
  reason: z.string(),
  status: SealedOpeningStatus,
  askedBy: AccountId,
  askedByName: z.string(),
  askedAt: Instant,
  decidedBy: AccountId.optional(),
  decidedByName: z.string().optional(),
  decidedAt: Instant.optional(),
  /** Until when it may be read, once granted. */
  readableUntilAt: Instant.optional(),
  readAt: Instant.optional(),
});
export type SealedOpening = z.infer<typeof SealedOpening>;
export const SealedOpeningPage = z.object({ total: z.number().int(), items: z.array(SealedOpening) });
export type SealedOpeningPage = z.infer<typeof SealedOpeningPage>;

/** `POST /api/sealed-openings/:openingId/read` by who asked: once. */
export const SealedNumber = z.object({ number: z.string() });
export type SealedNumber = z.infer<typeof SealedNumber>;
