import { createHash } from 'node:crypto';
import { JournalRecord, type CallId, type Instant, type ProofFinding } from '@decroche/protocol';
import type { CallFile, WrapUps } from '../core/call-record.ts';
import { callOf, foldLine, wrapUpsAfter } from '../core/journal-fold.ts';
import type { Period } from '../core/period.ts';
import { checkLine, type ChainedLine, type ChainState } from '../core/proof/chain.ts';
import type { KeptRecord } from '../core/proof/compare.ts';
import { factOf } from './recorder.ts';
import { RollUp } from './roll-up.ts';

/** A call is journalled after it was received, by another clock: lines this much outside the day are looked at too. */
export const MARGIN_MS = 3_600_000;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What the proof of a day is held against. */
interface Held {
  readonly period: Period;
  /** Journal line the live figures stand at. */
  readonly journalSeq: number;
  readonly kept: readonly KeptRecord[];
}

/**
 * The calls of a day, made again from journal lines given in order. A record may have been folded further than the figures it is
 * proved with: each call is folded as far as its record says.
 */
export class DayAgain {
  /** The calls received in the day. */
  readonly files = new Map<CallId, CallFile>();
  /** What is wrong with the journal itself. */
  readonly findings: ProofFinding[] = [];
  /** True when lines of the day are there that the records have not read yet. */
  isAhead = false;
  readonly #held: Held;
  readonly #foldedUpTo: ReadonlyMap<unknown, number>;
  readonly #lastKept: number;
  readonly #going = new Set<CallId>();
  /** The latest line about a call of the day. */
  #lastHeardAt: Instant = 0;
  #wrapUps: WrapUps = new Map();
  #chain: ChainState;
  #figures: RollUp | undefined;

  /** @param before the trusted line before the first one, if any. */
  constructor(held: Held, before: ChainedLine | undefined) {
    this.#held = held;
    this.#chain = { before, checked: 0 };
    const places = held.kept.map(
      ({ callId, lastSeq }) => [callId, Number.isInteger(lastSeq) ? Number(lastSeq) : 0] as const,
    );
    this.#foldedUpTo = new Map(places);
    this.#lastKept = places.reduce((last, [, seq]) => Math.max(last, seq), 0);
  }

  get chain(): ChainState {
    return this.#chain;
  }

  /** The roll-up as it stood at `journalSeq`. */
  get figures(): RollUp {
    return this.#figures ?? rollUpOf(this.files);
  }

  /** Whether nothing from this line on can change what is proved. */
  endsBefore({ seq, at }: ChainedLine): boolean {
    const { journalSeq, period } = this.#held;
    if (seq <= this.#lastKept) return false;
    if (seq > journalSeq) {
      this.isAhead = at < period.to;
      return true;
    }
    const settled = this.#going.size === 0 && ![...this.#wrapUps.values()].some(({ callId }) => this.files.has(callId));
    return settled && at >= Math.max(period.to, this.#lastHeardAt) + MARGIN_MS;
  }

  /** Checks a line and folds it in. */
  take(raw: ChainedLine): void {
    const { state, finding } = checkLine(this.#chain, raw, sha256);
    this.#chain = state;
    if (finding) this.findings.push(finding);
    if (raw.seq > this.#held.journalSeq) this.#figures ??= rollUpOf(this.files);
    const line = JournalRecord.safeParse(raw);
    if (line.success) this.#fold(line.data);
  }

  /** No line is left: those that the records have read must all have come. */
  atEnd(): void {
    const { journalSeq } = this.#held;
    const last = this.#chain.before?.seq ?? 0;
    if (last < journalSeq) this.findings.push({ kind: 'linesMissing', fromSeq: last + 1, toSeq: journalSeq });
  }

  #fold(line: JournalRecord): void {
    const callId = callOf(line.event, this.#wrapUps);
    if (callId !== undefined && line.seq <= Math.max(this.#held.journalSeq, this.#foldedUpTo.get(callId) ?? 0)) {
      const file = foldLine(this.files.get(callId), line, this.#wrapUps);
      if (file && this.#isOfTheDay(file.record.receivedAt)) {
        this.files.set(callId, file);
        this.#lastHeardAt = line.at;
        if (file.record.endedAt === undefined) this.#going.add(callId);
        else this.#going.delete(callId);
      }
    }
    this.#wrapUps = wrapUpsAfter(this.#wrapUps, line);
  }

  #isOfTheDay(at: Instant): boolean {
    return at >= this.#held.period.from && at < this.#held.period.to;
  }
}

function rollUpOf(files: ReadonlyMap<CallId, CallFile>): RollUp {
  const rollUp = new RollUp();
  for (const file of files.values()) rollUp.add(factOf(file));
  return rollUp;
}
