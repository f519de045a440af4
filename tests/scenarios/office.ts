import { expect } from 'vitest';
import type { CallId, DomainId, JournalRecord, Ticket, TicketId } from '@decroche/protocol';
import { decide } from '../../acd/src/core/decide.ts';
import { timerInput, type CoreInput } from '../../acd/src/core/inputs.ts';
import { emptyState } from '../../acd/src/core/snapshot.ts';
import type { OwnedState } from '../../acd/src/core/state-index.ts';
import { nextTimer } from '../../acd/src/core/timers.ts';
import type { CallFile, WrapUps } from '../../reports/src/core/call-record.ts';
import { callOf, foldLine, wrapUpsAfter } from '../../reports/src/core/journal-fold.ts';
import { consign, isConsigned, type PresentCall } from '../../tickets/src/core/consign.ts';
import { joinedBy } from '../../tickets/src/core/solicitation.ts';
import { fromDraft, withNote } from '../../tickets/src/core/ticket.ts';
import { MONDAY_10H } from './builders.ts';
import { inputOf, organisation, prologue, type Happening, type Memory } from './random-story.ts';

const MAIN = 'main' as DomainId;

/** The engine living a story; tickets and reports are told of it only by the journal. */
export class Office {
  readonly engine: OwnedState = emptyState(MAIN);
  readonly lines: JournalRecord[] = [];
  readonly #memory: Memory = { inputs: [], legs: [], count: 0, now: MONDAY_10H };
  readonly #onDecision: (office: Office, news: readonly JournalRecord[]) => void;

  /** @param onDecision is shown each decision's lines, when the engine stands behind them. */
  constructor(onDecision: (office: Office, news: readonly JournalRecord[]) => void = () => undefined) {
    this.#onDecision = onDecision;
    this.#take({ kind: 'definition', id: 'first' as never, domainId: MAIN, at: 0, definition: organisation(4) });
    this.live(prologue);
  }

  live(story: readonly Happening[]): this {
    for (const happening of story) {
      const until = this.#memory.now + happening.afterMs;
      for (let due = nextTimer(this.engine); due && due.dueAt <= until; due = nextTimer(this.engine)) {
        this.#memory.now = Math.max(this.#memory.now, due.dueAt);
        this.#take(timerInput(due));
      }
      this.#memory.now = until;
      const input = inputOf(happening, this.engine, this.#memory);
      if (!input) continue;
      this.#memory.inputs.push(input);
      this.#take(input);
    }
    return this;
  }

  #take(input: CoreInput): void {
    const { facts } = decide(this.engine, input, this.#memory.now);
    const news = facts.map((fact) => ({ ...fact, domainId: MAIN, definitionVersion: 1, hash: '' }));
    this.lines.push(...news);
    this.#onDecision(this, news);
  }

  records(): Map<CallId, CallFile> {
    return recordsOf(this.lines);
  }

  tickets(): Map<CallId, Ticket> {
    return ticketsOf(this.lines);
  }
}

/** The record of each call, as a journal makes it. */
export function recordsOf(lines: readonly JournalRecord[]): Map<CallId, CallFile> {
  const files = new Map<CallId, CallFile>();
  let wrapUps: WrapUps = new Map();
  for (const line of lines) {
    const callId = callOf(line.event, wrapUps);
    const file = callId && foldLine(files.get(callId), line, wrapUps);
    if (callId && file) files.set(callId, file);
    wrapUps = wrapUpsAfter(wrapUps, line);
  }
  return files;
}

/** The ticket of each call, as a journal makes it. */
export function ticketsOf(lines: readonly JournalRecord[]): Map<CallId, Ticket> {
  const present = new Map<CallId, PresentCall | undefined>();
  const tickets = new Map<CallId, Ticket>();
  for (const { event, at } of lines) {
    if (!isConsigned(event)) continue;
    const { callId } = event;
    const ticket = tickets.get(callId);
    const call = present.get(callId);
    const answered = call?.answersCallId && tickets.get(call.answersCallId);
    const file = { call, hasTicket: ticket !== undefined, answersTicket: answered !== undefined };
    const { call: next, consignment } = consign({ ...file, serviceName: undefined }, event, at);
    present.set(callId, next);
    if (!consignment) continue;
    if (consignment.type === 'note') tickets.set(callId, withNote(ticket!, consignment.entry));
    else if (consignment.type !== 'wake') {
      expect(ticket, 'a call has one ticket').toBeUndefined();
      const made = `INC-2026-${tickets.size + 1}` as TicketId;
      tickets.set(
        callId,
        consignment.type === 'join' ? joinedBy(answered!, consignment) : fromDraft(consignment.draft, made),
      );
    }
  }
  return tickets;
}
