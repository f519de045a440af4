import { civilDay } from '@decroche/calendar';
import { Fault, type Clock } from '@decroche/platform';
import type { CivilDate, DayProof, Definition, Instant } from '@decroche/protocol';
import type { Period } from '../core/period.ts';
import { checkClasses, compareFigures, compareRecords, type KeptRecord } from '../core/proof/compare.ts';
import { checkTickets, type TicketsTold } from '../core/proof/tickets.ts';
import { telephoneFigures } from '../core/telephone-figures.ts';
import { DayAgain, MARGIN_MS } from './day-again.ts';
import { journalLines, lastLineBefore, type JournalSource } from './journal-lines.ts';
import type { RecordStore } from './ports.ts';
import type { Recorder } from './recorder.ts';

/** What a proof is made of. */
export interface ProverOptions {
  readonly store: Pick<RecordStore, 'kept'>;
  readonly recorder: Recorder;
  readonly journal: JournalSource;
  /** What the tickets' journal says of calls received from an instant on. */
  readonly tickets: (from: Instant) => Promise<TicketsTold>;
  readonly definition: () => Definition | undefined;
  readonly timeZone: () => string;
  readonly clock: Clock;
}

/** Findings that are kept; all of them are counted. */
const KEPT_FINDINGS = 1_000;

/**
 * Computes a civil day again from the journal, holds records and live figures against it, and checks the journal's own chain on
 * the way. Each call that is over must be in exactly one ticket. The day's calls are those received in it, whenever they ended.
 *
 * @param signal ends the work between two lines.
 * @throws Fault `unavailable` while a store is away, while the records do not reach the end of a day that is over, and when
 *   `signal` ended the work; `refused` for a date that does not exist.
 */
export async function proveDay(day: CivilDate, options: ProverOptions, signal?: AbortSignal): Promise<DayProof> {
  const startedAt = options.clock.now();
  const window = civilDay(day, options.timeZone());
  if (!window) throw new Fault('refused', `there is no ${day}`);
  const period: Period = { from: window.fromAt, to: window.toAt };
  const complete = period.to <= startedAt;

  // In one turn: these very figures are what the journal has to give up to `journalSeq`.
  const definition = options.definition();
  const { rollUp, seq: journalSeq } = options.recorder.recorded();
  const live = telephoneFigures(period, rollUp.within(period), { definition, journalSeq });

  const kept: KeptRecord[] = [];
  for await (const record of options.store.kept(period)) kept.push(record);
  const again = await foldAgain({ period, journalSeq, kept }, options.journal, signal);
  if (again.isAhead && complete) throw new Fault('unavailable', 'the records do not reach the end of the day yet');

  const proved = telephoneFigures(period, again.figures.within(period), { definition, journalSeq });
  const tickets = checkTickets(again.files.values(), await options.tickets(period.from), startedAt);
  const findings = [
    ...tickets.findings,
    ...again.findings,
    ...compareRecords(kept, again.files),
    ...checkClasses(again.files.values(), definition),
    ...compareFigures(live, proved),
  ];
  const { first, before: last, checked } = again.chain;
  const provedAt = options.clock.now();
  return {
    ...{ day, complete, provedAt, durationMs: Math.max(0, provedAt - startedAt), journalSeq },
    ...{
      checkedCalls: again.files.size,
      checkedLines: checked,
      checkedTickets: tickets.checked,
      differences: findings.length,
    },
    ...(first && last ? { chain: { first, last: { seq: last.seq, hash: last.hash } } } : {}),
    findings: findings.slice(0, KEPT_FINDINGS),
  };
}

async function foldAgain(
  held: ConstructorParameters<typeof DayAgain>[0],
  journal: JournalSource,
  signal: AbortSignal | undefined,
): Promise<DayAgain> {
  const before = await lastLineBefore(held.period.from - MARGIN_MS, held.journalSeq, journal);
  const again = new DayAgain(held, before);
  for await (const line of journalLines(journal, before?.seq ?? 0)) {
    if (signal?.aborted) throw new Fault('unavailable', 'stopped before the end of the proof');
    if (again.endsBefore(line)) return again;
    again.take(line);
  }
  again.atEnd();
  return again;
}
