/**
 * How fast reports answers over many calls: `node tests/load/reports-bench.ts [calls]` (default 100,000, spread over 90 days), on
 * private real stores. Prints one JSON object; times in milliseconds.
 */
import { reportModels } from '../../reports/src/adapters/mongo/models.ts';
import { contributionOf } from '../../reports/src/core/kpi/contribution.ts';
import { foldLine } from '../../reports/src/core/journal-fold.ts';
import type { CallFile } from '../../reports/src/core/call-record.ts';
import { collectionOf, connectMongo } from '@decroche/platform/mongo';
import { streams } from '@decroche/protocol';
import { definitionOf } from '../support/definitions.ts';
import { journalOf, tell, type CallPlot } from '../support/journal-story.ts';
import { layGround, type Ground, type ProgramUnderTest } from '../support/program-ground.ts';

const CALLS = Number(process.argv[2] ?? 100_000);
const DAYS = 90;
const FIRST_DAY = Date.parse('2026-07-01T06:00:00Z');
const BATCH = 5_000;
const REPEATS = 7;

/** Calls of working hours, answered or not, deterministic. */
function plotOf(index: number): CallPlot {
  const perDay = Math.ceil(CALLS / DAYS);
  const arrivedAt = FIRST_DAY + Math.floor(index / perDay) * 86_400_000 + ((index % perDay) * 36_000_000) / perDay;
  const outcome = (['answered', 'answered', 'answered', 'answered', 'abandonedInQueue', 'voicemailLeft'] as const)[
    index % 6
  ]!;
  return {
    callId: `bench-${index}`,
    arrivedAt: Math.floor(arrivedAt),
    waitMs: (index * 7_919) % 25_000,
    outcome,
    wrapUpMs: 0,
  };
}

/** Puts finished records straight into the store: the bench measures answers, the journal's speed is measured apart. */
async function fill(ground: Ground): Promise<void> {
  const connection = await connectMongo(ground.mongoUri);
  const { calls, proofs } = await reportModels(connection);
  for (let from = 0; from < CALLS; from += BATCH) {
    const made = Array.from({ length: Math.min(BATCH, CALLS - from) }, (_, offset) => {
      let file: CallFile | undefined;
      const lines = journalOf([tell(plotOf(from + offset))]);
      for (const line of lines) file = foldLine(file, line, new Map());
      return { record: file!.record, lines };
    });
    const options = { ordered: false, ignoreUndefined: true };
    await collectionOf(calls).insertMany(
      made.map(({ record }) => ({ ...record, _id: record.callId as string, contribution: contributionOf(record) })),
      options,
    );
    await collectionOf(proofs).insertMany(
      made.map(({ record, lines }) => ({ _id: record.callId as string, lines })),
      options,
    );
  }
  await connection.close();
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [ms: number, result: T]> {
  const since = performance.now();
  const result = await work();
  return [Math.round((performance.now() - since) * 10) / 10, result];
}

/** Median and worst of some asks. */
async function ask(reports: ProgramUnderTest, headers: Record<string, string>, path: string): Promise<object> {
  const times: number[] = [];
  let bytes = 0;
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const [ms] = await timed(async () => {
      const answer = await fetch(`${reports.baseUrl}${path}`, { headers });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      bytes = (await answer.arrayBuffer()).byteLength;
    });
    times.push(ms);
  }
  times.sort((a, b) => a - b);
  return { medianMs: times[Math.floor(REPEATS / 2)], worstMs: times.at(-1), bytes };
}

/** From the journal to the records, live: lines a second. */
async function ingest(ground: Ground, reports: ProgramUnderTest): Promise<object> {
  const plots = Array.from({ length: 2_000 }, (_, index) => ({ ...plotOf(index), callId: `live-${index}` }));
  const lines = journalOf(plots.map(tell));
  const [ms] = await timed(async () => {
    await ground.bus.publish(streams.journal('main'), lines);
    await reports.logged(({ msg, seq }) => msg === 'journal recorded' && Number(seq) >= lines.length);
  });
  return { lines: lines.length, calls: plots.length, ms, linesPerSecond: Math.round((lines.length / ms) * 1_000) };
}

const ground = await layGround();
try {
  await ground.bus.publish(streams.definitions('main'), [definitionOf([])]);
  const [fillMs] = await timed(() => fill(ground));
  const [startMs, reports] = await timed(() =>
    ground.start('reports/src/main.ts', { environment: { LOG_LEVEL: 'info' } }),
  );
  const headers = await ground.signIn('supervisor');
  const quarter = 'from=2026-07-01&to=2026-09-30';
  const answers: Record<string, object> = {};
  for (const [name, path] of Object.entries({
    figuresOfTheQuarter: `/api/reports/telephone?${quarter}`,
    figuresOfADay: '/api/reports/telephone?from=2026-08-03&to=2026-08-03',
    figuresCuttingHalfHours: `/api/reports/telephone?from=${FIRST_DAY + 1}&to=${FIRST_DAY + 80 * 86_400_000 + 1}`,
    halfHoursOfADay: '/api/reports/telephone/half-hours?from=2026-08-03&to=2026-08-03',
    lateCallsOfTheQuarter: `/api/reports/calls?${quarter}&class=answeredLate&limit=50`,
    oneCall: '/api/reports/calls/bench-77',
  })) {
    answers[name] = await ask(reports, headers, path);
  }
  const live = await ingest(ground, reports);
  process.stdout.write(`${JSON.stringify({ calls: CALLS, fillMs, startMs, answers, ingest: live }, null, 2)}\n`);
} finally {
  await ground.close();
}
