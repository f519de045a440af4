import type { CallRecord, Definition, ServiceId } from '@decroche/protocol';
import { CallOutcome } from '@decroche/protocol';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { definitionOf } from '../../../tests/support/definitions.ts';
import { classOf } from '../core/kpi/call-class.ts';
import { contributionOf } from '../core/kpi/contribution.ts';
import { halfHours, promiseOf, telephoneFigures, type Scope } from '../core/telephone-figures.ts';
import type { CallFact } from './ports.ts';
import { RollUp } from './roll-up.ts';

const DAY = 86_400_000;
const services = ['plain', 'welcoming', 'forgotten'] as ServiceId[];

/** A call before and after something happened to it. */
const change = fc
  .record({
    serviceId: fc.constantFrom(...services),
    receivedAt: fc.nat(2 * DAY),
    wait: fc.nat(40_000),
    talk: fc.nat(100_000),
    outcome: fc.constantFrom(...CallOutcome.options),
    direction: fc.constantFrom('inbound', 'inbound', 'callback'),
  })
  .map(({ serviceId, receivedAt, wait, talk, outcome, direction }) => {
    const arrived = {
      serviceId,
      direction,
      receivedAt,
      queuedAt: receivedAt + 1_000,
      talkMs: 0,
      holdMs: 0,
      wrapUpMs: 0,
    } as CallRecord;
    const until = receivedAt + 1_000 + wait;
    const after: CallRecord =
      outcome === 'answered'
        ? { ...arrived, answeredAt: until, endedAt: until + talk, talkMs: talk, outcome }
        : { ...arrived, endedAt: until, outcome };
    return { before: arrived, after };
  });

const factOf = (record: CallRecord): CallFact => ({
  serviceId: record.serviceId,
  receivedAt: record.receivedAt,
  contribution: contributionOf(record),
});

function definition(clockStartsAt: 'queued' | 'received'): Definition {
  const made = definitionOf([]);
  made.services[1]!.serviceLevel = { ...made.services[1]!.serviceLevel, thresholdMs: 20_000, clockStartsAt };
  return made;
}

it('kept up call by call, it gives the figures of a scan of the records', () => {
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 40 }),
      fc.nat(3),
      fc.nat(3),
      fc.boolean(),
      (changes, first, length, later) => {
        const scope: Scope = {
          from: (first * DAY) / 2,
          to: ((first + length + 1) * DAY) / 2,
          ...(later ? { serviceId: services[1] } : {}),
        };
        const context = { definition: definition(later ? 'received' : 'queued'), journalSeq: 1 };

        const kept = new RollUp();
        for (const { before } of changes) kept.add(factOf(before));
        for (const { before, after } of changes) {
          kept.takeBack(factOf(before));
          kept.add(factOf(after));
        }
        const scanned = new RollUp();
        const inScope = changes
          .map(({ after }) => after)
          .filter(
            ({ receivedAt, serviceId }) =>
              receivedAt >= scope.from && receivedAt < scope.to && (!later || serviceId === services[1]),
          );
        for (const record of inScope) scanned.add(factOf(record));

        const figures = telephoneFigures(scope, kept.within(scope), context);
        expect(figures).toEqual(telephoneFigures(scope, scanned.all(), context));

        const counts = { ...figures.counts };
        for (const record of inScope) {
          counts[classOf(contributionOf(record), promiseOf(record.serviceId, context.definition))] -= 1;
        }
        expect(Object.values(counts).every((left) => left === 0)).toBe(true);
        expect(figures.calls).toBe(inScope.length);

        const rows = halfHours(scope, kept.within(scope), context.definition);
        expect(rows).toHaveLength((scope.to - scope.from) / 1_800_000);
        const total = rows.flatMap((row) => Object.values(row.counts)).reduce((sum, count) => sum + count, 0);
        expect(total).toBe(inScope.length);
      },
    ),
  );
});

/** Everything of a set of figures that a contract is judged by. */
const judged = (records: readonly CallRecord[], clockStartsAt: 'queued' | 'received') => {
  const rollUp = new RollUp();
  for (const record of records) rollUp.add(factOf(record));
  const context = { definition: definition(clockStartsAt), journalSeq: 1 };
  const figures = telephoneFigures({ from: 0, to: 3 * DAY }, rollUp.all(), context);
  const { denominator, pickUpRate, abandonRate, readings, abandonReadings, asaMs, ahtMs, counts } = figures;
  const { answeredOnTime, answeredLate, abandonedLate } = counts;
  return {
    ...{ denominator, pickUpRate, abandonRate, readings, abandonReadings, asaMs, ahtMs },
    d: answeredOnTime + answeredLate + abandonedLate,
  };
};

it('call-backs, callers informed, asking to be rung back or blocked, closings and refusals never enter a rate', () => {
  // Said by hand, apart from the code under test: received, and picked up or given up after the welcome had begun.
  const counts = ({ direction, answeredAt, outcome }: CallRecord): boolean =>
    direction === 'inbound' && (answeredAt !== undefined || (outcome?.startsWith('abandoned') ?? true));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), fc.constantFrom('queued', 'received'), (changes, clock) => {
      const all = changes.map(({ after }) => after);
      const plain = all.filter(counts);
      expect(judged(all, clock)).toEqual(judged(plain, clock));
      expect(judged(all, clock).denominator).toBe(judged(all, clock).d);
    }),
  );
});

it('says that the promises differ, and prints the strictest targets', () => {
  const context = { definition: definition('queued'), journalSeq: 0 };
  context.definition.services[1]!.serviceLevel.pickUpTarget = 0.95;
  const all = telephoneFigures({ from: 0, to: DAY }, [], context);
  expect(all).toMatchObject({ promisesDiffer: true, pickUpTarget: 0.95, thresholdMs: 15_000, calls: 0 });
  expect(all.pickUpRate).toBeUndefined();
  const one = telephoneFigures({ from: 0, to: DAY, serviceId: services[1] }, [], context);
  expect(one).toMatchObject({ promisesDiffer: false, thresholdMs: 20_000 });
});
