import { CallRecord, type CallId, type JournalRecord } from '@decroche/protocol';
import { collectionOf } from '@decroche/platform/mongo';
import type { ClientSession } from 'mongoose';
import type { FoldState, Ledger } from '../../app/ports.ts';
import type { CallFile } from '../../core/call-record.ts';
import { contributionOf } from '../../core/kpi/contribution.ts';
import { noOnCallYet } from '../../core/on-call/on-call-state.ts';
import { type LedgerDocument, type ReportModels } from './models.ts';
import { MongoOnCallLedger } from './on-call-ledger.ts';

/** What a stored ledger says. */
export function stateOf({ seq, position, wrapUps, onCall = noOnCallYet }: LedgerDocument): FoldState {
  return { place: { seq, position }, wrapUps: new Map(wrapUps.map((wrapUp) => [wrapUp.agentId, wrapUp])), onCall };
}

/** Reads as it goes, keeps writes until the end, so that a batch of the journal costs four operations. */
export class MongoLedger implements Ledger {
  readonly onCall: MongoOnCallLedger;
  readonly #models: ReportModels;
  readonly #session: ClientSession;
  readonly #domainId: string;
  readonly #files = new Map<CallId, CallFile>();
  readonly #lines = new Map<CallId, JournalRecord[]>();
  #state: FoldState;
  #moved = false;

  constructor(models: ReportModels, session: ClientSession, before: LedgerDocument) {
    this.onCall = new MongoOnCallLedger(models.onCall, session);
    this.#models = models;
    this.#session = session;
    this.#domainId = before._id;
    this.#state = stateOf(before);
  }

  get state(): FoldState {
    return this.#state;
  }

  moveTo(state: FoldState): void {
    this.#state = state;
    this.#moved = true;
  }

  async load(callIds: readonly CallId[]): Promise<void> {
    if (callIds.length === 0) return;
    const found = await this.#models.calls.find({ _id: { $in: callIds } }, {}, { session: this.#session }).lean();
    for (const document of found) {
      const { handling } = document;
      const record = CallRecord.parse(document);
      this.#files.set(record.callId, { record, ...(handling ? { handling } : {}) });
    }
  }

  file(callId: CallId): CallFile | undefined {
    return this.#files.get(callId);
  }

  put(file: CallFile, line: JournalRecord): void {
    const { callId } = file.record;
    this.#files.set(callId, file);
    const lines = this.#lines.get(callId);
    if (lines) lines.push(line);
    else this.#lines.set(callId, [line]);
  }

  /** Writes everything; the transaction decides whether it stays. */
  async flush(): Promise<void> {
    // What is written was parsed at the door: the driver takes it as it is, without mongoose's second look.
    const options = { session: this.#session, ignoreUndefined: true };
    const { calls, proofs, ledgers } = this.#models;
    if (this.#lines.size > 0) {
      const changed = [...this.#lines.keys()].map((callId) => writeCall(this.#files.get(callId)!));
      await collectionOf(calls).bulkWrite(changed, options);
      await collectionOf(proofs).bulkWrite([...this.#lines].map(addLines), options);
    }
    await this.onCall.flush();
    if (!this.#moved) return;
    const { place, wrapUps, onCall } = this.#state;
    const after = { seq: place.seq, position: place.position, wrapUps: [...wrapUps.values()], onCall };
    await collectionOf(ledgers).replaceOne({ _id: this.#domainId }, after, { ...options, upsert: true });
  }
}

function writeCall({ record, handling }: CallFile) {
  const replacement = { ...record, contribution: contributionOf(record), ...(handling ? { handling } : {}) };
  return { replaceOne: { filter: { _id: record.callId }, replacement, upsert: true } };
}

function addLines([callId, lines]: [CallId, JournalRecord[]]) {
  return { updateOne: { filter: { _id: callId }, update: { $push: { lines: { $each: lines } } }, upsert: true } };
}
