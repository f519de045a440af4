import type { AcdRequestOf, DomainId, Reply } from '@decroche/protocol';
import { definitionFaults } from '../core/definition-faults.ts';
import { readPast, type Past } from '../core/dry-run/past.ts';
import { openTrial } from '../core/dry-run/trial.ts';
import type { EngineState } from '../core/state.ts';
import type { Journal } from './ports.ts';

/** Journal lines that a call takes, its agents' included, at most as a rule. */
const LINES_PER_CALL = 40;
/** Lines before the first call that counts, so that it is known who was where. */
const LINES_BEFORE = 1_000;
/** No trial looks further back: what a trial may cost has an end. */
const MOST_LINES = 60_000;
/** Few, because the engine decides nothing while they are parsed or lived: a millisecond or two. */
const AT_ONCE = 50;

/**
 * Answers "who would have got the last calls under this definition?" from the journal, a piece at a time, so that the
 * engine goes on deciding in between. Nothing changes.
 *
 * @throws Fault when the journal can not be read.
 */
export async function tryDefinition(
  domainId: DomainId,
  { definition, calls }: AcdRequestOf<'definition.tryRequested'>,
  { journal, state }: { readonly journal: Pick<Journal, 'read'>; readonly state: EngineState },
): Promise<Reply> {
  const faults = definitionFaults(definition, domainId);
  if (faults.length > 0) {
    return { result: 'refused', reason: 'invalidDefinition', detail: faults.join('; ').slice(0, 2_000) };
  }
  const past = await lastCalls(journal, state.seq, calls);
  const trial = openTrial(domainId, definition, past, state);
  for (let at = AT_ONCE; trial.liveUntil(at); at += AT_ONCE) await breath();
  return { result: 'accepted', dryRun: trial.result(calls) };
}

/** The stretch that holds the last calls; a longer one when their lines were more than usual. */
async function lastCalls(journal: Pick<Journal, 'read'>, lastSeq: number, calls: number): Promise<Past> {
  for (let lines = LINES_BEFORE + LINES_PER_CALL * calls; ; lines = 2 * lines) {
    const past = await readFrom(journal, Math.max(0, lastSeq - lines), lastSeq);
    if (past.calls.length >= calls || lines >= Math.min(lastSeq, MOST_LINES)) return past;
  }
}

async function readFrom(journal: Pick<Journal, 'read'>, from: number, upTo: number): Promise<Past> {
  const reader = readPast();
  for (let seq = from; seq < upTo;) {
    const records = await journal.read(seq, AT_ONCE);
    const last = records.at(-1);
    if (!last) break;
    reader.take(records);
    seq = last.seq;
    await breath();
  }
  return reader.past();
}

/** Lets whatever waits be decided first. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
