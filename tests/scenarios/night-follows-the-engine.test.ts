import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallRecord, type AlertId, type JournalEventOf, type JournalRecord } from '@decroche/protocol';
import { classOf, DEFAULT_PROMISE } from '../../reports/src/core/kpi/call-class.ts';
import { contributionOf } from '../../reports/src/core/kpi/contribution.ts';
import { foldLines } from '../../reports/src/core/lines/line-fold.ts';
import { nothingKnown, type Outage } from '../../reports/src/core/lines/line-state.ts';
import { alertOf, foldAlert, targetsOf, type AlertRecord } from '../../reports/src/core/on-call/alert-record.ts';
import { checkTickets, foldTickets, nothingTold } from '../../reports/src/core/proof/tickets.ts';
import { recordsOf } from './office.ts';
import { PaperTickets } from './paper-tickets.ts';
import { aNight, NightOffice } from './random-night.ts';

const eventsOf = <T extends JournalRecord['event']['type']>(
  lines: readonly JournalRecord[],
  type: T,
): JournalEventOf<T>[] => lines.flatMap(({ event }) => (event.type === type ? [event as JournalEventOf<T>] : []));

function alertsOf(lines: readonly JournalRecord[]): Map<AlertId, AlertRecord> {
  const records = new Map<AlertId, AlertRecord>();
  let targets = {};
  for (const line of lines) {
    if (line.event.type === 'onCallPlan.adopted') targets = targetsOf(line.event.plan);
    const alertId = alertOf(line.event);
    const record = alertId && foldAlert(records.get(alertId), line, targets);
    if (alertId && record) records.set(alertId, record);
  }
  return records;
}

test('every call of a night has one record in one class; taken by somebody on call, it says by whom', () => {
  let taken = 0;
  fc.assert(
    fc.property(aNight, (night) => {
      const { engine, lines } = new NightOffice().live(night);
      const records = recordsOf(lines);
      expect(records.size).toBe(eventsOf(lines, 'call.arrived').length);
      const answers = new Map(eventsOf(lines, 'call.onCallAnswered').map((event) => [event.callId, event] as const));
      for (const { record } of records.values()) {
        expect(CallRecord.parse(record)).toEqual(record);
        expect(record.endedAt === undefined).toBe(engine.calls.has(record.callId));
        expect(lines.find(({ seq }) => seq === record.lastSeq)?.event.type).toMatch(/^call\./);
        expect(record.onCall?.answeredAt).toBe(answers.get(record.callId)?.answeredAt);
        const one = classOf(contributionOf(record), DEFAULT_PROMISE);
        // Nobody promises a pick-up at night: none of these calls may enter a rate.
        expect(one).not.toMatch(/^answered|^abandoned(Early|Late)/);
        if (record.onCall?.answeredAt !== undefined) expect(one).toBe('onCall');
        if (record.outcome === 'onCallAnswered') expect(record.onCall?.responderId).toBeDefined();
        taken += Number(record.outcome === 'onCallAnswered');
      }
    }),
    { numRuns: 60 },
  );
  // The stories do reach what they are about.
  expect(taken).toBeGreaterThan(0);
});

test('every call that is over and every alert is in exactly one ticket, read once or again, in batches of any size', async () => {
  await fc.assert(
    fc.asyncProperty(aNight, fc.integer({ min: 1, max: 40 }), async (night, batchSize) => {
      const { engine, lines } = new NightOffice().live(night);
      const paper = await new PaperTickets().read(lines, batchSize);
      const opened = eventsOf(lines, 'alert.opened');
      for (const { callId } of eventsOf(lines, 'call.ended')) expect(paper.ofCall(callId)).toHaveLength(1);
      for (const { alertId, callId, content } of opened) {
        const [ticket, ...others] = paper.ofAlert(alertId);
        expect(others).toEqual([]);
        if (callId === undefined) expect(ticket).toMatchObject({ origin: 'alert', subject: content.title });
        else expect(ticket!.callIds).toEqual([callId]);
        const closed = !engine.alerts.has(alertId) || engine.alerts.get(alertId)?.status === 'closed';
        expect(ticket!.status).toBe(closed ? 'resolved' : 'toComplete');
        const accepted = eventsOf(lines, 'alert.accepted').filter((event) => event.alertId === alertId);
        const told = ticket!.timeline.filter(
          ({ change }) => change.type === 'alertMoved' && change.what === 'accepted',
        );
        expect(new Set(told.map(({ actor }) => actor))).toEqual(new Set(accepted.map((event) => event.responderId)));
      }
      const ended = new Set(eventsOf(lines, 'call.ended').map(({ callId }) => callId));
      const alone = [...ended].filter((callId) => !opened.some((event) => event.callId === callId));
      expect(paper.tickets.size).toBe(opened.length + alone.length);
      const told = paper.told.map((event, at) => ({ id: `main:ticket:${at}`, at: 0, event }));
      // The nightly proof agrees: every call that is over is in exactly one ticket.
      const proof = checkTickets(recordsOf(lines).values(), foldTickets(nothingTold, told), Infinity);
      expect(proof).toEqual({ findings: [], checked: told.length === 0 ? 0 : ended.size });
      const before = structuredClone([...paper.tickets.values()]);
      await paper.read(lines, 1 + (batchSize % 5));
      await paper.forgetPlace().read(lines, batchSize);
      expect([...paper.tickets.values()]).toEqual(before);
    }),
    { numRuns: 40 },
  );
});

test('the record of an alert says what the engine says: who has it, who is at work, and whether it is over', () => {
  fc.assert(
    fc.property(aNight, (night) => {
      const { engine, lines } = new NightOffice().live(night);
      const records = alertsOf(lines);
      expect(records.size).toBe(eventsOf(lines, 'alert.opened').length);
      for (const [alertId, record] of records) {
        const alert = engine.alerts.get(alertId);
        expect(record.closedAt === undefined).toBe(alert !== undefined && alert.status !== 'closed');
        expect(record.pages).toBe(eventsOf(lines, 'alert.paged').filter((event) => event.alertId === alertId).length);
        if (!alert) continue;
        const there = record.stretches.filter(({ leftAt }) => leftAt === undefined).map((one) => one.responderId);
        expect(there.toSorted()).toEqual([...alert.joined].toSorted());
        if (alert.acceptedBy !== undefined) expect(record.acceptedAt).toBeDefined();
      }
    }),
    { numRuns: 60 },
  );
});

test('an outage that the engine alerted somebody of is in the report, and every probe is kept once', () => {
  fc.assert(
    fc.property(aNight, (night) => {
      const { lines } = new NightOffice().live(night);
      let state = nothingKnown;
      const outages = new Map<number, Outage>();
      let signs = 0;
      for (const line of lines) {
        const step = foldLines(state, line);
        state = step.state;
        signs += Number(step.sign?.kind === 'probe' || step.sign?.kind === 'trunk');
        if (step.outage) outages.set(step.outage.seq, step.outage);
        // Whoever is told that the lines are down is told of an outage that runs.
        const { event } = line;
        if (event.type === 'alert.opened' && event.dedupKey === 'lines') expect(state.outage).toBeDefined();
      }
      expect(signs).toBe(eventsOf(lines, 'line.probed').length + eventsOf(lines, 'trunk.changed').length);
      const spans = [...outages.values()];
      for (const [at, span] of spans.entries())
        if (at > 0) expect(span.fromAt).toBeGreaterThanOrEqual(spans[at - 1]!.toAt!);
    }),
    { numRuns: 60 },
  );
});
