import { streams } from '@decroche/protocol';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { definitionOf } from '../../support/definitions.ts';
import { layGround, type Ground, type ProgramUnderTest } from '../../support/program-ground.ts';
import { journalOf, tell } from '../../support/journal-story.ts';

/** Well under the ten seconds after which a program is forced to leave. */
const SOON_MS = 5_000;
let ground: Ground;
let programs: ProgramUnderTest[];

beforeEach(async () => {
  ground = await layGround();
  await ground.bus.publish(streams.definitions('main'), [definitionOf([])]);
  programs = await Promise.all(['tickets', 'reports'].map((name) => ground.start(`${name}/src/main.ts`)));
  const lines = journalOf([tell({ callId: 'c1', arrivedAt: 1_000, waitMs: 1, outcome: 'answered' })]);
  await ground.bus.publish(streams.journal('main'), lines);
  await Promise.all(
    programs.map((program) => program.logged(({ seq }) => typeof seq === 'number' && seq >= lines.length)),
  );
});
afterEach(() => ground.close());

async function expectSoonGone(): Promise<void> {
  const startedAt = performance.now();
  const codes = await Promise.all(programs.map((program) => program.stop()));
  expect(codes).toEqual([0, 0]);
  expect(performance.now() - startedAt).toBeLessThan(SOON_MS);
}

it('programs leave in time and order while Redis is away', async (context) => {
  if (!(await ground.killRedis())) return context.skip();
  await expectSoonGone();
});

it('programs leave in time and order while MongoDB is away', async (context) => {
  if (!(await ground.killMongo())) return context.skip();
  await ground.bus.publish(
    streams.journal('main'),
    journalOf([tell({ callId: 'c2', arrivedAt: 2_000, waitMs: 1, outcome: 'answered' })], 8),
  );
  await expectSoonGone();
});

it('a store that never answers ends the start with its address, not its password', async () => {
  const gone = ground.start('reports/src/main.ts', {
    environment: { MONGODB_URI: 'mongodb://user:hunter2@127.0.0.1:1/x' },
  });
  const said = await gone.then(
    () => 'it started',
    (error: unknown) => String(error),
  );
  expect(said).toContain('MongoDB does not answer at 127.0.0.1:1');
  expect(said).not.toContain('hunter2');
});
