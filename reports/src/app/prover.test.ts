import { ManualClock, memoryBus, type JournalArchive } from '@decroche/platform';
import {
  streams,
  type CallId,
  type DayProof,
  type JournalRecord,
  type ProofFinding,
  type TicketJournalRecord,
} from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../../tests/support/definitions.ts';
import { chained, journalOf, tell, type CallPlot } from '../../../tests/support/journal-story.ts';
import type { CallFile, WrapUps } from '../core/call-record.ts';
import { callOf, foldLine, wrapUpsAfter } from '../core/journal-fold.ts';
import { contributionOf } from '../core/kpi/contribution.ts';
import type { KeptRecord } from '../core/proof/compare.ts';
import { proveDay } from './prover.ts';
import { ticketLines } from './ticket-lines.ts';
import { factOf } from './recorder.ts';
import { RollUp } from './roll-up.ts';

const DAY = '2026-11-20';
const HOUR = 3_600_000;
const NOON = Date.parse('2026-11-20T11:00:00Z');
const LAST_MINUTE = Date.parse('2026-11-20T22:59:00Z');
const NIGHT = Date.parse('2026-11-21T01:30:00Z');

const plot = (callId: string, arrivedAt: number, more: Partial<CallPlot> = {}): CallPlot => ({
  ...{ callId, arrivedAt, waitMs: 9_000, outcome: 'answered', wrapUpMs: 20_000, agentId: `agent-${callId}` },
  ...more,
});
/** Three calls of the day, the last one of which goes on past midnight, between calls of the days around it. */
const PLOTS: readonly CallPlot[] = [
  ...[1, 2, 3, 4, 5, 6].map((hour) => plot(`eve-${hour}`, NOON - 24 * HOUR + hour * HOUR)),
  plot('one', NOON),
  plot('two', NOON + HOUR, { outcome: 'abandonedInQueue' }),
  plot('late', LAST_MINUTE, { talkMs: 2 * HOUR }),
  plot('next', NOON + 13 * HOUR),
];

/** What a test spoils before the proof. */
interface Planted {
  readonly journal?: (lines: JournalRecord[]) => unknown[];
  readonly kept?: (records: Record<string, unknown>[]) => KeptRecord[];
  /** Lines that the records have read; all of them when absent. */
  readonly readUpTo?: number;
  /** Line that the live figures stand at, when it is an earlier one. */
  readonly shownUpTo?: number;
  readonly live?: (rollUp: RollUp, files: readonly CallFile[]) => void;
  readonly now?: number;
  /** What tickets have told; nothing when absent. */
  readonly tickets?: readonly TicketJournalRecord[];
}

function folded(lines: readonly JournalRecord[]): CallFile[] {
  const files = new Map<CallId, CallFile>();
  let wrapUps: WrapUps = new Map();
  for (const line of lines) {
    const callId = callOf(line.event, wrapUps);
    const file = callId && foldLine(files.get(callId), line, wrapUps);
    if (file) files.set(file.record.callId, file);
    wrapUps = wrapUpsAfter(wrapUps, line);
  }
  return [...files.values()];
}

async function prove(planted: Planted = {}): Promise<DayProof> {
  const honest = chained(journalOf(PLOTS.map(tell)));
  const journal = (planted.journal ?? ((lines) => lines))(structuredClone(honest));
  const files = folded(honest.filter(({ seq }) => seq <= (planted.readUpTo ?? Infinity)));
  const records = files.map(({ record, handling }) => ({
    ...structuredClone(record),
    ...{ contribution: contributionOf(record), ...(handling && { handling }) },
  }));
  const kept = (planted.kept ?? ((all) => all))(records);
  const rollUp = new RollUp();
  const shown = planted.shownUpTo ?? planted.readUpTo ?? honest.length;
  for (const file of folded(honest.filter(({ seq }) => seq <= shown))) rollUp.add(factOf(file));
  planted.live?.(rollUp, files);
  const bus = memoryBus();
  const archived = journal.slice(0, Math.ceil(journal.length * 0.6));
  await bus.publish(streams.journal('main'), journal.slice(Math.floor(journal.length * 0.4)));
  await bus.publish(streams.ticketJournal('main'), planted.tickets ?? []);
  const archive: JournalArchive = {
    read: async (_domain, after, limit) =>
      archived.filter((line) => (line as JournalRecord).seq > after).slice(0, limit),
  };
  return proveDay(DAY, {
    store: {
      async *kept({ from, to }) {
        for (const one of kept) if (Number(one['receivedAt']) >= from && Number(one['receivedAt']) < to) yield one;
      },
    },
    recorder: {
      recorded: () => ({ rollUp, seq: shown }),
      record: () => Promise.reject(new Error('not asked for')),
    },
    journal: { bus, archive, domainId: 'main' },
    tickets: ticketLines({ bus, domainId: 'main' }),
    definition: () => definitionOf([]),
    timeZone: () => 'Europe/Paris',
    clock: new ManualClock(planted.now ?? NIGHT),
  });
}

/** Where the record of the last call stands once it is picked up. */
function answeredLate(): { lastSeq: number } {
  return { lastSeq: journalOf(PLOTS.map(tell)).find(about('late', 'call.answered'))!.seq };
}
const without = (wrong: (line: JournalRecord) => boolean) => (lines: JournalRecord[]) =>
  lines.filter((one) => !wrong(one));
function about(callId: string, type: string) {
  return ({ event }: JournalRecord): boolean => event.type === type && 'callId' in event && event.callId === callId;
}

describe('the proof of an honest day', () => {
  it('finds nothing, in the calls of the day and no others', async () => {
    const proof = await prove();
    expect(proof).toMatchObject({ day: DAY, complete: true, checkedCalls: 3, differences: 0, findings: [] });
  });
  it('checks the journal from an hour before the day to the end of its last call', async () => {
    const lines = chained(journalOf(PLOTS.map(tell)));
    const { chain, checkedLines } = await prove();
    const first = lines.find(about('eve-6', 'call.arrived'))!;
    expect(chain!.first.seq).toBeLessThanOrEqual(lines.find(about('one', 'call.arrived'))!.seq);
    expect(chain!.first.seq).toBeGreaterThan(first.seq);
    expect(chain!.last.seq - chain!.first.seq + 1).toBe(checkedLines);
    expect(chain!.last).toEqual({ seq: chain!.last.seq, hash: lines[chain!.last.seq - 1]!.hash });
  });
  it('holds while the day goes on, wherever the records stand', async () => {
    const { length } = journalOf(PLOTS.map(tell));
    for (let readUpTo = 1; readUpTo <= length; readUpTo += 1) {
      const { findings, complete } = await prove({ readUpTo, now: NOON });
      expect([readUpTo, complete, findings]).toEqual([readUpTo, false, []]);
    }
  });
  it('holds when the records are ahead of the figures', async () => {
    const { length } = journalOf(PLOTS.map(tell));
    for (let shownUpTo = 1; shownUpTo <= length; shownUpTo += 1) {
      const { findings } = await prove({ shownUpTo, now: NOON });
      expect([shownUpTo, findings]).toEqual([shownUpTo, []]);
    }
  });
  it('waits for records that have not read the whole day', async () => {
    const lines = chained(journalOf(PLOTS.map(tell)));
    const { seq } = lines.find(about('two', 'call.arrived'))!;
    await expect(prove({ readUpTo: seq })).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });
});

describe('the proof of a day finds', () => {
  const change =
    (callId: string, fields: object) =>
    (records: Record<string, unknown>[]): KeptRecord[] =>
      records.map((one) => (one['callId'] === callId ? { ...one, ...fields } : one));
  it.each<[string, Planted, ProofFinding[]]>([
    [
      'a record that was changed',
      { kept: change('one', { talkMs: 1, agentId: 'other' }) },
      [{ kind: 'recordDiffers', callId: 'one' as CallId, fields: ['agentId', 'talkMs'] }],
    ],
    [
      'what a record counts as, changed apart from it',
      { kept: change('two', { contribution: { kind: 'answered' } }) },
      [{ kind: 'recordDiffers', callId: 'two' as CallId, fields: ['contribution'] }],
    ],
    [
      'a field that was added',
      { kept: change('two', { note: 'x' }) },
      [{ kind: 'recordDiffers', callId: 'two' as CallId, fields: ['note'] }],
    ],
    [
      'a record that misses the end of a call long after midnight',
      { kept: change('late', { ...answeredLate(), endedAt: undefined, outcome: undefined }) },
      [{ kind: 'recordDiffers', callId: 'late' as CallId, fields: ['endedAt', 'lastSeq', 'outcome'] }],
    ],
    [
      'a record that was deleted',
      { kept: (records) => records.filter(({ callId }) => callId !== 'two') },
      [{ kind: 'recordMissing', callId: 'two' as CallId }],
    ],
    [
      'a record moved to another day',
      { kept: change('two', { receivedAt: NOON - 30 * HOUR }) },
      [{ kind: 'recordMissing', callId: 'two' as CallId }],
    ],
    [
      'a record twice',
      { kept: (records) => records.flatMap((one) => (one['callId'] === 'one' ? [one, one] : [one])) },
      [{ kind: 'recordTwice', callId: 'one' }],
    ],
    [
      'a record of a call that never was',
      { kept: (records) => [...records, { callId: 'ghost', receivedAt: NOON }] },
      [{ kind: 'recordUnknown', callId: 'ghost' }],
    ],
    [
      'a hole in the journal',
      { journal: without(about('one', 'offer.made')) },
      [
        { kind: 'linesMissing', fromSeq: 0, toSeq: 0 },
        { kind: 'recordDiffers', callId: 'one' as CallId, fields: ['offers'] },
      ],
    ],
  ])('%s', async (_name, planted, expected) => {
    const { findings, differences } = await prove(planted);
    const named = findings.map((one) => (one.kind === 'linesMissing' ? { ...one, fromSeq: 0, toSeq: 0 } : one));
    expect(named).toEqual(expected);
    expect(differences).toBe(expected.length);
  });
  it('an altered line, and the call it is about', async () => {
    const { findings } = await prove({
      journal: (lines) => {
        const line = lines.find(about('one', 'call.answered'))!;
        Object.assign(line.event, { answeredAt: NOON });
        return lines;
      },
    });
    expect(findings.map(({ kind }) => kind)).toContain('lineAltered');
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'recordDiffers', callId: 'one' }));
  });
  it('the end of the journal cut off', async () => {
    const { findings } = await prove({ journal: (lines) => lines.filter(({ at }) => at < NOON + HOUR) });
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'linesMissing' }));
    expect(findings).toContainEqual({ kind: 'recordUnknown', callId: 'late' });
  });
  it('a live figure that counts a call twice', async () => {
    const { findings } = await prove({
      live: (rollUp, files) => rollUp.add(factOf(files.find(({ record }) => record.callId === 'one')!)),
    });
    expect(findings).toContainEqual({ kind: 'figureDiffers', figure: 'answeredOnTime', live: '3', proved: '2' });
    expect(findings).toContainEqual({ kind: 'figureDiffers', figure: 'calls', live: '4', proved: '3' });
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['figureDiffers']));
  });
});

describe('one ticket for each call', () => {
  const FIRST_OF_ALL = NOON - 48 * HOUR;
  const line = (id: number, event: object, at = NOON): TicketJournalRecord =>
    ({ id: `main:ticket:${id}`, at, event }) as TicketJournalRecord;
  const opened = (id: number, callId: string, ticketId = `T-${callId}`, at = NOON): TicketJournalRecord =>
    line(id, { type: 'ticket.opened', ticketId, number: ticketId, callId, status: 'toComplete' }, at);
  const complete = [opened(1, 'eve', 'T0', FIRST_OF_ALL), opened(2, 'one'), opened(3, 'two'), opened(4, 'late')];

  it('is found in what tickets have told, once or again', async () => {
    const proof = await prove({ tickets: [...complete, opened(4, 'late')] });
    expect(proof).toMatchObject({ findings: [], checkedTickets: 3 });
  });
  it('a call-back on the ticket of the call it answers has its ticket', async () => {
    const joined = line(4, { type: 'ticket.callAttached', ticketId: 'T-one', number: 'T-one', callId: 'late' });
    expect((await prove({ tickets: [...complete.slice(0, 3), joined] })).findings).toEqual([]);
  });
  it('a call without a ticket, and one with two', async () => {
    const tickets = [...complete.filter(({ id }) => id !== 'main:ticket:3'), opened(9, 'one', 'T-other')];
    expect((await prove({ tickets })).findings).toEqual([
      { kind: 'ticketTwice', callId: 'one', ticketIds: ['T-one', 'T-other'] },
      { kind: 'ticketMissing', callId: 'two' },
    ]);
  });
  it('asks nothing of a time of which tickets have nothing to tell, nor of the last minute', async () => {
    expect(await prove()).toMatchObject({ findings: [], checkedTickets: 0 });
    const since = [opened(1, 'two', 'T-two', NOON + HOUR + 1), opened(2, 'late')];
    expect(await prove({ tickets: since })).toMatchObject({ findings: [], checkedTickets: 2 });
    const lines = journalOf(PLOTS.map(tell));
    const endOfTwo = lines.find(about('two', 'call.ended'))!.at;
    const early = { tickets: complete.slice(0, 2), readUpTo: lines.findLast(({ at }) => at <= endOfTwo)!.seq };
    expect(await prove({ ...early, now: endOfTwo + 1_000 })).toMatchObject({ findings: [], checkedTickets: 1 });
  });
});
