import { Counter, type JournalBatch, type Logger } from '@decroche/platform';
import type { CallId, JournalRecord } from '@decroche/protocol';
import { callOf, foldLine, wrapUpsAfter } from '../core/journal-fold.ts';
import { contributionOf } from '../core/kpi/contribution.ts';
import type { CallFile, WrapUps } from '../core/call-record.ts';
import type { CallFact, Ledger, RecordStore } from './ports.ts';
import { alertsOf, foldOnCall } from './on-call-recorder.ts';
import { RollUp } from './roll-up.ts';

const orphanLines = new Counter({
  name: 'decroche_reports_orphan_lines_total',
  help: 'Journal lines about a call or an alert whose beginning was never read',
});

/** What the recorder has made of the journal so far. */
interface Recorded {
  /** Last journal line folded in. */
  readonly seq: number;
  readonly rollUp: RollUp;
}

/** Folds the journal into records and roll-ups. */
export interface Recorder {
  /** The present roll-up and the line it stands at. */
  recorded(): Recorded;
  /** Folds a batch. Records and place are kept in one transaction: a kill loses nothing and doubles nothing. */
  record(batch: JournalBatch): Promise<void>;
}

/** What a batch changed. */
interface Change {
  readonly before: CallFile | undefined;
  readonly after: CallFile;
}

/** Starts from the stored records. */
export async function recorder(options: { store: RecordStore; logger: Logger }): Promise<Recorder> {
  const { store, logger } = options;
  let recorded = await reload(store);
  /** Set while it is not known whether the last transaction was kept: the records then say what the roll-up must be. */
  let doubtful = false;
  return {
    recorded: () => recorded,
    async record(batch) {
      if (doubtful) recorded = await reload(store);
      doubtful = true;
      const { changes, orphans } = await store.transact((ledger) => foldBatch(ledger, batch));
      const { rollUp } = recorded;
      for (const { before, after } of changes.values()) {
        if (before) rollUp.takeBack(factOf(before));
        rollUp.add(factOf(after));
      }
      recorded = { rollUp, seq: batch.place.seq };
      doubtful = false;
      if (orphans > 0) orphanLines.inc(orphans);
      logger.info(
        { lines: batch.lines.length, seq: batch.place.seq, calls: changes.size, orphans },
        'journal recorded',
      );
    },
  };
}

async function reload(store: RecordStore): Promise<Recorded> {
  const { place } = await store.state();
  const rollUp = new RollUp();
  for await (const fact of store.facts()) rollUp.add(fact);
  return { seq: place.seq, rollUp };
}

/** What a call brings to the roll-up. */
export function factOf({ record }: CallFile): CallFact {
  const { serviceId, receivedAt } = record;
  return { serviceId, receivedAt, contribution: contributionOf(record) };
}

async function foldBatch(
  ledger: Ledger,
  batch: JournalBatch,
): Promise<{ changes: Map<CallId, Change>; orphans: number }> {
  const lines = batch.lines.filter(({ seq }) => seq > ledger.state.place.seq);
  await ledger.load(callsOf(lines, ledger.state.wrapUps));
  await ledger.onCall.loadAlerts(alertsOf(lines));
  const changes = new Map<CallId, Change>();
  let { wrapUps, onCall } = ledger.state;
  let orphans = 0;
  for (const line of lines) {
    const callId = callOf(line.event, wrapUps);
    if (callId !== undefined) {
      const before = ledger.file(callId);
      const after = foldLine(before, line, wrapUps);
      if (!after) orphans += 1;
      else if (after !== before) {
        ledger.put(after, line);
        changes.set(callId, { before: changes.has(callId) ? changes.get(callId)?.before : before, after });
      }
    }
    wrapUps = wrapUpsAfter(wrapUps, line);
    const step = foldOnCall(ledger.onCall, line, onCall);
    onCall = step.state;
    if (step.isOrphan) orphans += 1;
  }
  if (batch.place.seq >= ledger.state.place.seq) ledger.moveTo({ place: batch.place, wrapUps, onCall });
  return { changes, orphans };
}

function callsOf(lines: readonly JournalRecord[], wrapUpsBefore: WrapUps): CallId[] {
  const callIds = new Set<CallId>();
  let wrapUps = wrapUpsBefore;
  for (const line of lines) {
    const callId = callOf(line.event, wrapUps);
    if (callId !== undefined) callIds.add(callId);
    wrapUps = wrapUpsAfter(wrapUps, line);
  }
  return [...callIds];
}
