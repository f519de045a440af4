import { z } from 'zod';
import { CallerView } from './console.ts';
import { AgentId, CallId, PartyRef, QueueId, RecordingId, ServiceId } from './ids.ts';
import { Instant } from './time.ts';

/** People to be rung back, over the console's HTTP door. */

/** `scheduled`: its time has not come. `waiting`: in its queue. `offered`: rings at an agent. `dialling`: the caller's telephone rings. */
export const CallbackStage = z.enum(['scheduled', 'waiting', 'offered', 'dialling', 'talking']);
export type CallbackStage = z.infer<typeof CallbackStage>;

/** Somebody who is to be rung back. */
export const Callback = z.object({
  callId: CallId,
  serviceId: ServiceId,
  serviceName: z.string(),
  queueId: QueueId.optional(),
  caller: CallerView,
  placedAt: Instant,
  /** Not before then. */
  dueAt: Instant,
  mode: z.enum(['keepPlace', 'slot', 'now']),
  stage: CallbackStage,
  /** Dials made so far. */
  attempts: z.number().int().min(0),
  /** Why it was put off last. */
  postponed: z.enum(['closed', 'retry', 'asked']).optional(),
  /** Name of who asked; `caller` = by a key of the telephone. */
  by: z.string(),
  /** The call it answers. */
  answersCallId: CallId.optional(),
});
export type Callback = z.infer<typeof Callback>;
/** `GET /api/callbacks`, by due time. */
export const CallbackPage = z.object({ total: z.number().int().min(0), items: z.array(Callback) });
export type CallbackPage = z.infer<typeof CallbackPage>;

/** When and by whom: `me` = whoever asks. Absent time = now, in queue order. */
const wish = { dueAt: Instant.optional(), agentId: z.union([z.literal('me'), AgentId]).optional() };
/** `POST /api/voicemails/:recordingId/callback` → {@link CallbackPlaced}. */
export const CallbackWish = z.object(wish);
export type CallbackWish = z.infer<typeof CallbackWish>;

/**
 * `POST /api/callbacks`. `call`: a caller who gave up, or any recent call. `voicemail`: who left a message.
 * `party`: a known caller. `number`: typed by an agent, as dialled in France.
 */
export const CallbackInput = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('call'), callId: CallId, ...wish }),
    z.object({ kind: z.literal('voicemail'), recordingId: RecordingId, ...wish }),
    z.object({ kind: z.literal('party'), partyRef: PartyRef, serviceId: ServiceId, ...wish }),
    z.object({ kind: z.literal('number'), number: z.string().trim().min(2).max(40), serviceId: ServiceId, ...wish }),
  ])
  .describe('whom to ring back');
export type CallbackInput = z.infer<typeof CallbackInput>;
/** Its answer: the call that will be made. */
export const CallbackPlaced = z.object({ callId: CallId });
export type CallbackPlaced = z.infer<typeof CallbackPlaced>;
/** `PUT /api/callbacks/:callId`: another time. `DELETE` calls it off. */
export const CallbackChange = z.object({ dueAt: Instant });
export type CallbackChange = z.infer<typeof CallbackChange>;
