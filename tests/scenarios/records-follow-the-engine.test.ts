import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  CallRecord,
  type CallClass,
  type CallId,
  type DomainId,
  type JournalRecord,
  type Ticket,
  type TicketId,
} from '@decroche/protocol';
import { decide } from '../../acd/src/core/decide.ts';
import { timerInput, type CoreInput } from '../../acd/src/core/inputs.ts';
import { emptyState } from '../../acd/src/core/snapshot.ts';
import type { OwnedState } from '../../acd/src/core/state-index.ts';
import { nextTimer } from '../../acd/src/core/timers.ts';
import type { CallFile, WrapUps } from '../../reports/src/core/call-record.ts';
import { callOf, foldLine, wrapUpsAfter } from '../../reports/src/core/journal-fold.ts';
import { classOf, DEFAULT_PROMISE } from '../../reports/src/core/kpi/call-class.ts';
import { contributionOf } from '../../reports/src/core/kpi/contribution.ts';
import { consign, isConsigned, type PresentCall } from '../../tickets/src/core/consign.ts';
import { fromDraft, withNote } from '../../tickets/src/core/ticket.ts';
import { MONDAY_10H } from './builders.ts';
import { aStory, inputOf, organisation, prologue, type Happening, type Memory } from './random-story.ts';

const MAIN = 'main' as DomainId;

/** The engine living a story; tickets and reports are told of it only by the journal. */
class Office {
  readonly engine: OwnedState = emptyState(MAIN);
  readonly lines: JournalRecord[] = [];
  readonly #memory: Memory = { inputs: [], legs: [], count: 0, now: MONDAY_10H };

  constructor() {
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
    for (const fact of decide(this.engine, input, this.#memory.now).facts) {
      this.lines.push({ ...fact, domainId: MAIN, definitionVersion: 1, hash: '' });
    }
  }

  records(): Map<CallId, CallFile> {
    const files = new Map<CallId, CallFile>();
    let wrapUps: WrapUps = new Map();
    for (const line of this.lines) {
      const callId = callOf(line.event, wrapUps);
      const file = callId && foldLine(files.get(callId), line, wrapUps);
      if (callId && file) files.set(callId, file);
      wrapUps = wrapUpsAfter(wrapUps, line);
    }
    return files;
  }

  tickets(): Map<CallId, Ticket> {
    const present = new Map<CallId, PresentCall | undefined>();
    const tickets = new Map<CallId, Ticket>();
    for (const { event, at } of this.lines) {
      if (!isConsigned(event)) continue;
      const { callId } = event;
      const ticket = tickets.get(callId);
      const file = { call: present.get(callId), hasTicket: ticket !== undefined, serviceName: undefined };
      const { call, consignment } = consign(file, event, at);
      present.set(callId, call);
      if (consignment?.type === 'open') {
        expect(ticket, 'a call has one ticket').toBeUndefined();
        tickets.set(callId, fromDraft(consignment.draft, `INC-2026-${tickets.size + 1}` as TicketId));
      } else if (consignment) tickets.set(callId, withNote(ticket!, consignment.entry));
    }
    return tickets;
  }
}

test('every call has exactly one record, which says of it what the engine says', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const office = new Office().live(story);
      const records = office.records();
      const arrived = office.lines.filter(({ event }) => event.type === 'call.arrived');
      expect(records.size).toBe(arrived.length);
      const counts = new Map<CallClass, number>();
      for (const { record, handling } of records.values()) {
        expect(CallRecord.parse(record)).toEqual(record);
        const call = office.engine.calls.get(record.callId);
        expect(record.endedAt === undefined).toBe(call !== undefined);
        if (call) {
          expect(record.answeredAt).toBe(call.answeredAt);
          expect(handling?.doing === 'talking').toBe(call.stage.status === 'talking' && talksToAgent(call.stage));
        }
        const { answeredAt, endedAt, talkMs, holdMs } = record;
        if (answeredAt !== undefined && endedAt !== undefined) {
          expect(talkMs + holdMs).toBeLessThanOrEqual(endedAt - answeredAt);
        }
        const one = classOf(contributionOf(record), DEFAULT_PROMISE);
        counts.set(one, (counts.get(one) ?? 0) + 1);
        expect(one === 'inProgress').toBe(call !== undefined && record.answeredAt === undefined);
        expect(one.startsWith('answered')).toBe(record.answeredAt !== undefined);
        if (one === 'failed') expect(record.outcome).toBe('technicalFailure');
      }
      expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(arrived.length);
    }),
    { numRuns: 60 },
  );
});

function talksToAgent(stage: object): boolean {
  return 'party' in stage ? (stage.party as { kind: string }).kind === 'agent' : true;
}

test('every call that was answered or is over has exactly one ticket, and no other has one', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const office = new Office().live(story);
      const tickets = office.tickets();
      const due = office.lines.flatMap(({ event }) =>
        event.type === 'call.answered' || event.type === 'call.ended' ? [event.callId] : [],
      );
      expect(new Set(tickets.keys())).toEqual(new Set(due));
      for (const [callId, ticket] of tickets) {
        const over = !office.engine.calls.has(callId);
        expect(ticket.timeline.filter(({ change }) => change.type === 'callEnded')).toHaveLength(over ? 1 : 0);
      }
    }),
    { numRuns: 60 },
  );
});
