import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { JournalRecord } from '@decroche/protocol';
import { IN_LINE } from '../../acd/src/core/lines.ts';
import { explainWait } from '../../reports/src/core/wait/explain.ts';
import { emptyFloor, foldFloor, type Floor } from '../../reports/src/core/wait/floor.ts';
import { Office } from './office.ts';
import { aStory } from './random-story.ts';

// Thousands of decisions each, on machines that do other things as well.
vi.setConfig({ testTimeout: 60_000 });

function expectSame(floor: Floor, { engine }: Office): void {
  for (const { agentId, activity } of engine.agents.values()) {
    const seen = floor.agents.get(agentId);
    expect([agentId, seen?.status ?? 'loggedOut', seen?.callId]).toEqual([
      agentId,
      activity.status,
      'callId' in activity ? activity.callId : undefined,
    ]);
  }
  const waiting = [...engine.calls.values()].flatMap(({ place, stage }) =>
    place && IN_LINE.has(stage.status) ? [place] : [],
  );
  const inLine = [...floor.line.values()].filter(({ aside }) => !aside);
  expect(new Set(inLine.map(({ callId }) => callId))).toEqual(new Set(waiting.map(({ callId }) => callId)));
  for (const { callId, queueId, priority, queuedAt } of waiting) {
    expect(floor.line.get(callId)).toMatchObject({ queueId, priority, queuedAt });
  }
}

test('at every decision the floor read from the journal is the engine’s', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const floor = emptyFloor(undefined);
      new Office((office, news) => {
        for (const line of news) foldFloor(floor, line);
        expectSame(floor, office);
      }).live(story);
    }),
    { numRuns: 60 },
  );
});

test('the wait of every call is explained without a gap, and no agent is ever free and entitled for long', () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const office = new Office().live(story);
      const now = office.engine.at;
      for (const { record } of office.records().values()) {
        const { queuedAt } = record;
        if (queuedAt === undefined) continue;
        const lines: JournalRecord[] = office.lines;
        const explained = explainWait({ record: { ...record, queuedAt }, floor: emptyFloor(undefined), lines, now });
        const { untilAt, waitMs } = explained;
        expect(waitMs).toBe(untilAt - queuedAt);
        if (record.answeredAt !== undefined) expect(untilAt).toBe(record.answeredAt);
        for (const spans of [explained.call, ...explained.agents.map((lane) => lane.spans)]) {
          spans.forEach((span, index) => expect(span.fromAt).toBe(index === 0 ? span.fromAt : spans[index - 1]!.toAt));
          if (waitMs > 0) expect(spans.at(-1)?.toAt).toBe(untilAt);
        }
        if (waitMs > 0) expect(explained.call[0]?.fromAt).toBe(queuedAt);
        for (const { spans } of explained.agents) {
          for (const { why, fromAt, toAt } of spans) if (why === 'none') expect(toAt - fromAt).toBe(0);
        }
      }
    }),
    { numRuns: 40 },
  );
});
