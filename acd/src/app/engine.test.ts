import { createLogger, ManualClock, memoryBus } from '@decroche/platform';
import { streams, type DomainId, type EngineInput } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { aDefinition, MONDAY_10H } from '../../../tests/scenarios/builders.ts';
import { manualAlarm } from '../adapters/memory/alarm-clock.ts';
import { memoryJournal } from '../adapters/memory/journal.ts';
import { decide } from '../core/decide.ts';
import { snapshotOf } from '../core/snapshot.ts';
import { startEngine, type EngineOptions } from './engine.ts';

const domainId = 'main' as DomainId;
const envelope = { domainId, at: MONDAY_10H };
const definition = { ...envelope, id: 'd1', kind: 'definition', definition: aDefinition() } as EngineInput;
const login = (id: string): EngineInput =>
  ({
    ...{ ...envelope, id, kind: 'request', actor: 'test', replyTo: 'replies' },
    request: { type: 'agent.loginRequested', agentId: aDefinition().agents[0]!.agentId },
  }) as EngineInput;

/** One domain that several engines hold in turn. */
function domain() {
  const bus = memoryBus();
  const journal = memoryJournal(bus, domainId);
  const clock = new ManualClock(MONDAY_10H);
  const logger = createLogger({ name: 'acd', level: 'silent' });
  let epoch = 0;
  const open = (change: Partial<EngineOptions> = {}) =>
    startEngine({ domainId, epoch: (epoch += 1), bus, journal, clock, logger, alarm: manualAlarm(clock), ...change });
  return { bus, journal, open, say: (...inputs: EngineInput[]) => bus.publish(streams.inputs(domainId), inputs) };
}

/** Takes the facts of the poisoned input in, then fails: the worst place for a bug. */
const poisonedBy =
  (id: string): typeof decide =>
  (state, input, now) => {
    const decision = decide(state, input, now);
    if (input.id === id) throw new Error('a bug');
    return decision;
  };

test('an input that meets a bug is passed over: nothing of it is kept, and the next engine goes on after it', async () => {
  const { bus, journal, open, say } = domain();
  await say(definition, login('poison'), login('good'));
  const first = await open({ decide: poisonedBy('poison') });
  await expect(first.failed).rejects.toThrow('a bug');
  await first.stop();
  expect((await journal.read(0, 100)).map((line) => line.cause)).not.toContain('poison');
  expect((await journal.load()).snapshot).toBeUndefined();

  const second = await open();
  await second.idle();
  const causes = (await journal.read(0, 100)).map((line) => line.cause);
  expect(causes).toContain('good');
  expect(causes).not.toContain('poison');
  expect((await bus.read('replies', 'start', 10)).map((entry) => (entry.value as { to: string }).to)).toEqual(['good']);
  await second.stop();
});

test('what was decided before the bug is written', async () => {
  const { journal, open, say } = domain();
  await say(definition, login('poison'));
  const engine = await open({ decide: poisonedBy('poison') });
  await expect(engine.failed).rejects.toThrow();
  expect((await journal.read(0, 100)).map((line) => line.cause)).toContain('d1');
  await engine.stop();
});

test('an engine that stops in order leaves a snapshot of its state', async () => {
  const { journal, open, say } = domain();
  await say(definition, login('good'));
  const engine = await open();
  await engine.idle();
  const state = snapshotOf(engine.state);
  await engine.stop();
  expect((await journal.load()).snapshot?.state).toEqual(JSON.parse(JSON.stringify(state)));
});
