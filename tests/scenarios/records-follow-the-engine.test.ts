import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallRecord, type CallClass } from '@decroche/protocol';
import { classOf, DEFAULT_PROMISE } from '../../reports/src/core/kpi/call-class.ts';
import { contributionOf } from '../../reports/src/core/kpi/contribution.ts';
import { Office } from './office.ts';
import { aStory } from './random-story.ts';

test('every call has exactly one record, which says of it what the engine says', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const office = new Office().live(story);
      const records = office.records();
      const arrived = office.lines.filter(({ event }) => event.type === 'call.arrived' || event.type === 'call.placed');
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
        expect(one === 'outbound').toBe(record.direction === 'callback');
        if (one === 'outbound') continue;
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

/** What must be consigned: a conversation, an end, a promise to ring back, a key that attaches to the incident. */
const OPENS: ReadonlySet<string> = new Set([
  ...['call.answered', 'call.ended', 'call.callbackRequested', 'call.attachedToIncident'],
]);

test('every call that was answered, asked for something or is over has exactly one ticket, and no other has one', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const office = new Office().live(story);
      const tickets = office.tickets();
      const due = office.lines.flatMap(({ event }) =>
        OPENS.has(event.type) && 'callId' in event ? [event.callId] : [],
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
