import { z } from 'zod';
import { JournalRecord } from './envelope.ts';
import { AgentId, CallId, ServiceId, TicketId } from './ids.ts';
import { CallClass, ClassifiedCall } from './indicators.ts';
import { CallOutcome } from './call-outcome.ts';
import { CivilDate, Duration, Instant } from './time.ts';

/**
 * One end of a period in a query string: an instant (epoch ms), or a civil date in the definition's time zone.
 * A date as `from` is its first instant; as `to` it is included whole. `[from, to)` is half-open.
 */
export const PeriodBound = z.union([
  CivilDate,
  z
    .string()
    .regex(/^\d{1,15}$/, 'an instant in milliseconds, or a date as YYYY-MM-DD')
    .transform(Number)
    .pipe(Instant),
]);
export type PeriodBound = z.infer<typeof PeriodBound>;

/** `GET /api/reports/telephone`, `…/telephone/half-hours` and `…/telephone.csv`. Default: today. */
export const TelephoneQuery = z.object({
  from: PeriodBound.optional(),
  to: PeriodBound.optional(),
  serviceId: ServiceId.optional(),
});
export type TelephoneQuery = z.infer<typeof TelephoneQuery>;

/** `GET /api/reports/on-call`, `…/lines` and their `.csv`. Default: today. */
export const PeriodQuery = TelephoneQuery.omit({ serviceId: true });
export type PeriodQuery = z.infer<typeof PeriodQuery>;

/** Classes in a query string, separated by commas: `answeredOnTime,answeredLate`. */
export const CallClassList = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(CallClass).min(1));

/** `GET /api/reports/calls.csv`: the period's calls, narrowed. */
export const CallsFilter = TelephoneQuery.extend({
  class: CallClassList.optional(),
  outcome: CallOutcome.optional(),
  agentId: AgentId.optional(),
});
export type CallsFilter = z.infer<typeof CallsFilter>;

/** `GET /api/reports/calls` → {@link CallRecordPage}: the calls behind a figure, latest arrival first. */
export const CallsQuery = CallsFilter.extend({
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});
export type CallsQuery = z.infer<typeof CallsQuery>;

/** `GET /api/reports/calls/:callId`: a call with every journal line it was folded from (K5: the elements of the proof). */
export const CallProof = z.object({ record: ClassifiedCall, events: z.array(JournalRecord) });
export type CallProof = z.infer<typeof CallProof>;

/** Path parameters of one call. */
export const CallPath = z.object({ callId: CallId });

/**
 * Something that does not agree in the proof of a day: between the records and the journal, between a live figure and the
 * same one computed again, or within the journal itself.
 */
export const ProofFinding = z.discriminatedUnion('kind', [
  /** A call of the journal without a record. */
  z.object({ kind: z.literal('recordMissing'), callId: CallId }),
  /** A record of a call that the journal does not know, or of another day. */
  z.object({ kind: z.literal('recordUnknown'), callId: z.string() }),
  /** More than one record of a call. */
  z.object({ kind: z.literal('recordTwice'), callId: z.string() }),
  /** A record that says something else than its journal lines; `fields` are those that differ. */
  z.object({ kind: z.literal('recordDiffers'), callId: CallId, fields: z.array(z.string()) }),
  /** A call that is over and is not in exactly one class. */
  z.object({ kind: z.literal('notOneClass'), callId: CallId, classes: z.array(CallClass) }),
  /** A figure of the screens that the journal does not give: both as JSON. */
  z.object({ kind: z.literal('figureDiffers'), figure: z.string(), live: z.string(), proved: z.string() }),
  /** Journal lines that are nowhere, or cannot be read; both ends included. */
  z.object({ kind: z.literal('linesMissing'), fromSeq: z.number().int(), toSeq: z.number().int() }),
  /** A journal line whose hash does not follow from its text and the line before it. */
  z.object({ kind: z.literal('lineAltered'), seq: z.number().int() }),
  /** A call that is over and that no ticket carries (kpi.md: conservation). */
  z.object({ kind: z.literal('ticketMissing'), callId: CallId }),
  /** A call that several tickets were opened for. */
  z.object({ kind: z.literal('ticketTwice'), callId: CallId, ticketIds: z.array(TicketId) }),
]);
export type ProofFinding = z.infer<typeof ProofFinding>;

/** A line of the journal with its hash: one end of a chain that was checked. */
export const ChainLink = z.object({ seq: z.number().int(), hash: z.string() });
export type ChainLink = z.infer<typeof ChainLink>;

/** What was checked of one civil day, and what was found wrong. A later proof of the same day takes its place. */
export const DayProofSummary = z.object({
  /** The calls that arrived on this day, in the definition's time zone. */
  day: CivilDate,
  /** False when the day was still going on: the night proves it again. */
  complete: z.boolean(),
  provedAt: Instant,
  durationMs: Duration,
  /** Calls of the journal compared with their records. */
  checkedCalls: z.number().int(),
  /** Journal lines whose hashes were checked: those of the day, and later ones that belong to its calls. */
  checkedLines: z.number().int(),
  /** Calls that were looked for in the tickets' journal; fewer than all where it is not kept so far back. */
  checkedTickets: z.number().int().default(0),
  /** The stretch of the journal that was checked; absent when there was none. */
  chain: z.object({ first: ChainLink, last: ChainLink }).optional(),
  /** Journal line the live figures stood at. */
  journalSeq: z.number().int(),
  /** 0 = everything agrees. */
  differences: z.number().int(),
});
export type DayProofSummary = z.infer<typeof DayProofSummary>;

/** `GET /api/reports/proofs/:day`: a proof with what it found, the first thousand findings of it. */
export const DayProof = DayProofSummary.extend({ findings: z.array(ProofFinding) });
export type DayProof = z.infer<typeof DayProof>;

/** `GET /api/reports/proofs` → {@link DayProofSummary}[], latest day first. */
export const ProofsQuery = z.object({ limit: z.coerce.number().int().min(1).max(366).default(31) });

/** Path parameters of a day. */
export const DayPath = z.object({ day: CivilDate });

/** `POST /api/reports/proofs`: prove a day now. */
export const ProofOrder = z.object({ day: CivilDate });

/** Its 202 answer. Asking again for a day that is still waiting gives the same job. */
export const ProofJob = z.object({ jobId: z.string() });
