import type { Clock } from '@decroche/platform';
import {
  Definition,
  JournalRecord,
  streams,
  type AgentId,
  type CallId,
  type CallRecord,
  type Duration,
  type WaitExplanation,
} from '@decroche/protocol';
import { agentAfter } from '../core/wait/agent-at.ts';
import { agentsConcerned, explainWait, waitEnd } from '../core/wait/explain.ts';
import { emptyFloor, type Floor } from '../core/wait/floor.ts';
import { journalLines, lastLineBefore, linesBackwards, type JournalSource } from './journal-lines.ts';
import type { RecordStore } from './ports.ts';

/** Callers who have waited longer than this before a call came are not looked for. */
const IN_LINE_BEFORE_MS: Duration = 2 * 3_600_000;
/** Lines looked through, backwards, for what agents were doing before: days of a busy centre. */
const LOOKED_BACK = 60_000;

/** Why a wait cannot be explained. */
export type WaitRefusal = 'unknownCall' | 'neverQueued';

/** Explains why a call waited. */
export type WhyWait = (callId: CallId) => Promise<WaitExplanation | WaitRefusal>;

/** What the explanation works with. */
export interface WhyWaitOptions {
  readonly store: Pick<RecordStore, 'find'>;
  readonly journal: JournalSource;
  readonly definition: () => Definition | undefined;
  readonly clock: Clock;
}

type Waited = CallRecord & { readonly queuedAt: number };
const hasWaited = (record: CallRecord): record is Waited => record.queuedAt !== undefined;

/** Makes it. Faults: `unavailable`, `storage`. */
export function whyWait(options: WhyWaitOptions): WhyWait {
  const { store, journal, clock } = options;
  return async (callId) => {
    const found = await store.find(callId);
    if (!found) return 'unknownCall';
    const { record, lines: own } = found;
    if (!hasWaited(record)) return 'neverQueued';
    const before = await lastLineBefore(record.queuedAt - IN_LINE_BEFORE_MS, record.firstSeq, journal);
    const endAt = waitEnd(record, own);
    const lines = await linesBetween(journal, before?.seq ?? 0, endAt);
    const floor = emptyFloor(await definitionBefore(lines[0], options));
    await recall(floor, { journal, beforeSeq: (before?.seq ?? 0) + 1, record, lines });
    return explainWait({ record, floor, lines, now: clock.now() });
  };
}

/** Readable lines after one, up to the end of the wait; all there are while it lasts. */
async function linesBetween(
  journal: JournalSource,
  afterSeq: number,
  endAt: number | undefined,
): Promise<JournalRecord[]> {
  const lines: JournalRecord[] = [];
  for await (const raw of journalLines(journal, afterSeq)) {
    if (endAt !== undefined && raw.at > endAt) break;
    const line = JournalRecord.safeParse(raw);
    if (line.success) lines.push(line.data);
  }
  return lines;
}

/** The definition in force before a line: the present one, or an earlier one that is still on the bus. */
async function definitionBefore(
  line: JournalRecord | undefined,
  { definition, journal }: WhyWaitOptions,
): Promise<Definition | undefined> {
  const present = definition();
  if (!line || present?.version === line.definitionVersion) return present;
  const { bus, domainId } = journal;
  const entries = await bus.read(streams.definitions(domainId), 'start', 1_000);
  const versions = entries.map(({ value }) => Definition.safeParse(value)).flatMap(({ data }) => data ?? []);
  return versions.findLast(({ version }) => version === line.definitionVersion);
}

/**
 * What agents of the queue were doing before the lines that were read: their latest line before them. Whoever is in none back
 * to the beginning of the journal, or to a definition that did not know them, has never logged in.
 */
async function recall(
  floor: Floor,
  past: { journal: JournalSource; beforeSeq: number; record: CallRecord; lines: readonly JournalRecord[] },
): Promise<void> {
  const unknown = new Set<AgentId>(agentsConcerned(floor.definition, past.record));
  let looked = 0;
  let earliest = past.lines[0]?.seq;
  for await (const raw of linesBackwards(past.journal, past.beforeSeq)) {
    if (unknown.size === 0 || looked === LOOKED_BACK) return;
    looked += 1;
    earliest = raw.seq;
    const line = JournalRecord.safeParse(raw);
    if (line.success) recallFrom(floor, unknown, line.data);
  }
  if (earliest !== 1) return;
  for (const agentId of unknown) floor.agents.set(agentId, { status: 'loggedOut', since: 0 });
}

function recallFrom(floor: Floor, unknown: Set<AgentId>, { event, at }: JournalRecord): void {
  const told = agentAfter(event);
  if (told && unknown.delete(told.agentId)) floor.agents.set(told.agentId, { ...told.doing, since: at });
  if (event.type !== 'definition.adopted') return;
  const known = new Set(event.definition.agents.map(({ agentId }) => agentId));
  for (const agentId of unknown) {
    if (known.has(agentId)) continue;
    unknown.delete(agentId);
    floor.agents.set(agentId, { status: 'loggedOut', since: at });
  }
}
