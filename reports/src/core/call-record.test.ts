import { JournalRecord, type AgentId, type CallId } from '@decroche/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { journalOf, tell, type CallPlot, type Told } from '../../../tests/support/journal-story.ts';
import type { CallFile, WrapUps } from './call-record.ts';
import { callOf, foldLine, wrapUpsAfter } from './journal-fold.ts';
import { classOf, DEFAULT_PROMISE } from './kpi/call-class.ts';
import { contributionOf } from './kpi/contribution.ts';

/** Folds a journal as the recorder does. */
function fold(lines: readonly JournalRecord[]): Map<CallId, CallFile> {
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

const at = (ms: number, event: object): Told => ({ at: ms, event: event as Told['event'] });
const on = { callId: 'c1', agentId: 'a1' };
const upTo = tell({
  callId: 'c1',
  arrivedAt: 1_000,
  welcomeMs: 500,
  waitMs: 2_500,
  outcome: 'answered',
  unfinished: true,
  agentId: 'a1',
});
const ended = (ms: number): Told =>
  at(ms, { type: 'call.ended', callId: 'c1', outcome: 'answered', cause: 'normal', by: 'caller', endedAt: ms });
const recordOf = (...more: Told[]) => fold(journalOf([[...upTo, ...more]])).get('c1' as CallId)!.record;

describe('a record', () => {
  it('keeps who, when and how', () => {
    expect(recordOf(ended(64_000))).toMatchObject({
      ...{ receivedAt: 1_000, queuedAt: 1_500, answeredAt: 4_000, endedAt: 64_000, agentId: 'a1', outcome: 'answered' },
      ...{ talkMs: 60_000, holdMs: 0, queueId: 'desk', endedBy: 'caller', firstSeq: 1, definitionVersion: 1 },
      offers: [{ agentId: 'a1', result: 'accepted' }],
    });
  });
  it('counts hold apart from talk, and the hold in which the caller leaves', () => {
    const held = [at(10_000, { type: 'call.held', ...on }), at(15_000, { type: 'call.retrieved', ...on })];
    expect(recordOf(...held, at(20_000, { type: 'call.held', ...on }), ended(27_000))).toMatchObject({
      talkMs: 6_000 + 5_000,
      holdMs: 5_000 + 7_000,
    });
  });
  it('adds the wrap-up when it ends, told by itself or by the state that follows', () => {
    const started = at(64_000, { type: 'agent.wrapUpStarted', ...on, endsAt: 90_000 });
    for (const type of ['agent.wrapUpEnded', 'agent.becameReady']) {
      expect(recordOf(ended(64_000), started, at(70_000, { type, agentId: 'a1' }))).toMatchObject({ wrapUpMs: 6_000 });
    }
    const loggedOut = at(71_000, { type: 'agent.loggedOut', agentId: 'a1', reason: 'asked' });
    expect(recordOf(ended(64_000), started, loggedOut)).toMatchObject({ wrapUpMs: 7_000 });
    const ofOther = at(71_000, { type: 'agent.wrapUpEnded', agentId: 'a2' });
    expect(recordOf(ended(64_000), started, ofOther)).toMatchObject({ wrapUpMs: 0 });
  });
  it('keeps the first queue, agent and pick-up through a transfer to a queue', () => {
    const target = { kind: 'queue', queueId: 'other' };
    expect(
      recordOf(
        at(10_000, { type: 'call.transferStarted', ...on, legId: 'l', target }),
        at(10_001, { type: 'call.queued', callId: 'c1', queueId: 'other', queuedAt: 10_001, priority: 0 }),
        at(16_000, { type: 'call.transferred', callId: 'c1', transferredAt: 16_000, agentId: 'a2' }),
        ended(20_000),
      ),
    ).toMatchObject({
      queueId: 'desk',
      queuedAt: 1_500,
      agentId: 'a1',
      talkMs: 6_000 + 4_000,
      holdMs: 0,
      transfers: 1,
    });
  });
  it('stops the handling when the agent’s line is cut and the caller waits again', () => {
    expect(
      recordOf(
        at(10_000, { type: 'call.queued', callId: 'c1', queueId: 'desk', queuedAt: 10_000, priority: 0 }),
        ended(50_000),
      ),
    ).toMatchObject({ queuedAt: 1_500, talkMs: 6_000, holdMs: 0 });
  });
  it('counts the ring of a transfer as hold, and nothing once the caller has left the house', () => {
    const target = { kind: 'agent', agentId: 'a2' };
    expect(
      recordOf(
        at(10_000, { type: 'call.transferStarted', ...on, legId: 'l', target }),
        at(13_000, { type: 'call.transferFailed', callId: 'c1', cause: 'busy' }),
        at(14_000, { type: 'call.transferStarted', ...on, legId: 'l', target }),
        at(15_000, { type: 'call.transferred', callId: 'c1', transferredAt: 15_000 }),
        ended(60_000),
      ),
    ).toMatchObject({ talkMs: 7_000, holdMs: 4_000, transfers: 1 });
  });
  it('tells how each offer ended', () => {
    const plot: CallPlot = { callId: 'c1', arrivedAt: 0, waitMs: 9_000, outcome: 'answered', missed: 2 };
    const { offers } = fold(journalOf([tell(plot)])).get('c1' as CallId)!.record;
    expect(offers.map(({ result }) => result)).toEqual(['expired', 'expired', 'accepted']);
  });
  it('is not made of lines about a call that never arrived', () => {
    expect(fold(journalOf([[ended(1)]])).size).toBe(0);
  });
});

describe('a record of the whole acd', () => {
  const arrived = upTo.slice(0, 1);
  const recordOfAll = (...more: Told[]) => fold(journalOf([[...arrived, ...more]])).get('c1' as CallId)!.record;
  const c1 = { callId: 'c1' };
  it('keeps messages with what was chosen after each, keys, and the incident', () => {
    const [d1, d2] = [{ dissuasionId: 'd1' }, { dissuasionId: 'd2' }];
    const target = { kind: 'queue', queueId: 'vpn' };
    expect(
      recordOfAll(
        at(2_000, { type: 'call.choiceMade', ...c1, where: 'menu', key: '1', target }),
        at(2_500, { type: 'call.choiceMade', ...c1, where: 'menu', target }),
        at(3_000, { type: 'call.dissuasionStarted', ...c1, ...d1 }),
        at(4_000, { type: 'call.dissuasionHeard', ...c1, ...d1 }),
        at(5_000, { type: 'call.dissuasionChoiceMade', ...c1, ...d1, choice: 'stay' }),
        at(6_000, { type: 'call.dissuasionStarted', ...c1, ...d2 }),
        at(6_500, { type: 'call.attachedToIncident', ...c1, ...d2, ticketId: 'INC-2026-00001' }),
      ),
    ).toMatchObject({
      choices: [
        { at: 2_000, where: 'menu', key: '1', target },
        { at: 2_500, where: 'menu', target },
      ],
      dissuasions: [
        { dissuasionId: 'd1', startedAt: 3_000, heard: true, choice: 'stay' },
        { dissuasionId: 'd2', startedAt: 6_000, heard: false },
      ],
      incidentTicketId: 'INC-2026-00001',
    });
  });
  it('keeps the wait announced last before the answer, and the priority it ended with', () => {
    const told = (ms: number, estimateMs: number, upToMs: number): Told =>
      at(ms, { type: 'call.waitAnnounced', ...c1, estimateMs, upToMs });
    const queued = at(2_000, { type: 'call.queued', ...c1, queueId: 'desk', queuedAt: 2_000, priority: 1 });
    const answered = at(9_000, { type: 'call.answered', ...on, offerId: 'o', answeredAt: 9_000 });
    const raised = at(8_000, { type: 'call.prioritised', ...c1, priority: 50, by: 'u1' });
    expect(
      recordOfAll(
        queued,
        told(3_000, 90_000, 120_000),
        told(7_000, 40_000, 60_000),
        raised,
        answered,
        told(9_500, 1, 1),
      ),
    ).toMatchObject({
      announcedWait: { at: 7_000, estimateMs: 40_000, upToMs: 60_000 },
      priority: 50,
    });
  });
  it('a message found after the end is kept, and the end stays what it was', () => {
    const cut = at(5_000, {
      type: 'call.ended',
      ...c1,
      outcome: 'technicalFailure',
      cause: 'gatewayFailure',
      by: 'system',
      endedAt: 5_000,
    });
    const found = { recordingId: 'r', file: 'f.wav.sealed', durationMs: 4_000 };
    expect(recordOfAll(cut, at(60_000, { type: 'call.voicemailRecovered', ...c1, ...found }))).toMatchObject({
      ...{
        outcome: 'technicalFailure',
        endedAt: 5_000,
        recordingId: 'r',
        voicemailFile: 'f.wav.sealed',
        voicemailMs: 4_000,
      },
    });
  });
  it('a call-back counts from its request; a retry does not move what was promised, a new appointment does', () => {
    const placed = at(1_000, {
      ...{ type: 'call.placed', callId: 'cb', legId: 'l', gatewayId: 'g', serviceId: 'plain', partyRef: 'p1' },
      ...{
        placedAt: 1_000,
        dueAt: 60_000,
        mode: 'keepPlace',
        dialling: 'agentFirst',
        answersCallId: 'c1',
        by: 'caller',
      },
    });
    const story = [
      placed,
      at(60_000, { type: 'call.dialled', callId: 'cb', legId: 'l', attempt: 1 }),
      at(70_000, { type: 'call.dialFailed', callId: 'cb', attempt: 1, cause: 'noAnswer' }),
      at(70_000, { type: 'call.postponed', callId: 'cb', dueAt: 300_000, why: 'retry', attempts: 1 }),
      at(300_000, { type: 'call.dialled', callId: 'cb', legId: 'l', attempt: 2 }),
      at(305_000, { type: 'call.callerReached', callId: 'cb', reachedAt: 305_000 }),
      at(306_000, { type: 'call.answered', callId: 'cb', agentId: 'a1', offerId: 'o', answeredAt: 306_000 }),
    ];
    const record = fold(journalOf([story])).get('cb' as CallId)!.record;
    expect(record).toMatchObject({
      ...{ direction: 'callback', receivedAt: 1_000, dueAt: 60_000, callbackMode: 'keepPlace', answersCallId: 'c1' },
      ...{ dials: 2, firstDialledAt: 60_000, reachedAt: 305_000, answeredAt: 306_000, dialled: '' },
    });
    expect(contributionOf(record)).toEqual({ kind: 'outbound' });
    const moved = at(2_000, { type: 'call.postponed', callId: 'cb', dueAt: 900_000, why: 'asked', attempts: 0 });
    expect(fold(journalOf([[placed, moved]])).get('cb' as CallId)!.record).toMatchObject({
      dueAt: 900_000,
      callbackMode: 'slot',
    });
  });
});

const plots = fc
  .array(
    fc.record({
      arrivedAt: fc.nat(100_000),
      welcomeMs: fc.constantFrom(null, 0, 4_000),
      waitMs: fc.nat(40_000),
      outcome: fc.constantFrom('answered', 'abandonedInQueue', 'voicemailLeft', 'refusedFull', 'technicalFailure'),
      talkMs: fc.nat(100_000),
      holdMs: fc.constantFrom(0, 5_000),
      wrapUpMs: fc.constantFrom(0, 10_000),
      missed: fc.nat(2),
      unfinished: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  )
  // An agent has one wrap-up at a time: each call its own agent.
  .map((some) => some.map((one, index) => ({ ...one, callId: `c${index}`, agentId: `a${index}` }) as CallPlot));

/** What must not depend on how the lines of different calls are interleaved: everything but sequence numbers. */
const told = (files: ReadonlyMap<CallId, CallFile>): unknown =>
  [...files]
    .map(
      ([
        callId,
        {
          record: { firstSeq: _first, lastSeq: _last, ...record },
          handling,
        },
      ]) => ({ callId, record, handling }),
    )
    .sort((a, b) => a.callId.localeCompare(b.callId));

it('folds each call the same, however the calls are interleaved', () => {
  fc.assert(
    fc.property(plots, fc.infiniteStream(fc.nat(7)), (some, choices) => {
      const stories = some.map(tell);
      const oneByOne = fold(stories.flatMap((story, index) => renumbered(story, 1 + 1_000 * index)));
      const left = stories.map((story) => [...story]);
      const mixed: Told[] = [];
      for (const choice of choices) {
        const open = left.filter((story) => story.length > 0);
        if (open.length === 0) break;
        mixed.push(open[choice % open.length]!.shift()!);
      }
      expect(told(fold(renumbered(mixed, 1)))).toEqual(told(oneByOne));
    }),
  );
});

it('folds a journal that is repeated from anywhere as one that is read once', () => {
  fc.assert(
    fc.property(plots, fc.nat(), fc.nat(), (some, from, to) => {
      const lines = journalOf(some.map(tell));
      const cut = (from % lines.length) + 1;
      const repeated = [...lines.slice(0, cut), ...lines.slice(to % cut)];
      expect(fold(repeated)).toEqual(fold(lines));
    }),
  );
});

it('every call is in one class, and handling time is never longer than the call and its wrap-up', () => {
  fc.assert(
    fc.property(plots, (some) => {
      const files = fold(journalOf(some.map(tell)));
      expect(files.size).toBe(some.length);
      for (const { record } of files.values()) {
        expect(classOf(contributionOf(record), DEFAULT_PROMISE)).toBeDefined();
        const { answeredAt, endedAt, talkMs, holdMs } = record;
        if (answeredAt !== undefined && endedAt !== undefined) expect(talkMs + holdMs).toBe(endedAt - answeredAt);
      }
    }),
  );
});

function renumbered(story: readonly Told[], firstSeq: number): JournalRecord[] {
  return story.map(({ at: instant, event }, index) =>
    JournalRecord.parse({
      ...{ seq: firstSeq + index, domainId: 'main', at: instant, cause: 'x', definitionVersion: 1, event, hash: '' },
    }),
  );
}

it('knows an agent by name only', () => {
  expect(callOf({ type: 'agent.wrapUpEnded', agentId: 'nobody' as AgentId }, new Map())).toBeUndefined();
});
