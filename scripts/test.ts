import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { buildClient } from './launch/client-build.ts';
import { ROOT } from './launch/program.ts';

/** What one part of the proof came to. */
interface Outcome {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

const CHECKS = ['types', 'lint', 'imports', 'unused', 'format'];
const SUITES = ['unit', 'wire', 'e2e'];

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number().default(0),
  numFailedTestSuites: z.number(),
  success: z.boolean(),
});

/** Runs a command, its words on our terminal and no input. Gives back its exit code. */
async function run(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

async function timed(name: string, work: () => Promise<Omit<Outcome, 'name' | 'seconds'>>): Promise<Outcome> {
  process.stdout.write(`\n━━ ${name} ${'━'.repeat(Math.max(0, 70 - name.length))}\n`);
  const since = performance.now();
  const counts = await work();
  return { name, ...counts, seconds: (performance.now() - since) / 1000 };
}

async function check(name: string): Promise<Omit<Outcome, 'name' | 'seconds'>> {
  const code = await run('npm', ['run', '--silent', `check:${name}`]);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** A file that can not even be loaded has no tests: it counts as one failure, and so does a runner that dies. */
async function suite(project: string, folder: string): Promise<Omit<Outcome, 'name' | 'seconds'>> {
  const file = join(folder, `${project}.json`);
  const code = await run(join(ROOT, 'node_modules/.bin/vitest'), [
    ...['run', '--project', project, '--passWithNoTests'],
    ...['--reporter', 'default', '--reporter', 'json', `--outputFile.json=${file}`],
  ]);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const report = VitestReport.parse(JSON.parse(text));
  const failed = code === 0 ? report.numFailedTests : Math.max(1, report.numFailedTests);
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests };
}

function table(outcomes: readonly Outcome[]): string {
  const lines = outcomes.map(({ name, passed, failed, skipped, seconds }) => {
    const verdict = failed === 0 ? 'ok    ' : 'FAILED';
    const left = skipped === 0 ? '' : `, ${skipped} skipped`;
    return `${verdict}  ${name.padEnd(16)} ${String(passed).padStart(5)} passed, ${failed} failed${left}  (${seconds.toFixed(1)} s)`;
  });
  return lines.join('\n');
}

const folder = await mkdtemp(join(tmpdir(), 'decroche-tests-'));
const outcomes: Outcome[] = [];
for (const name of CHECKS) outcomes.push(await timed(`check:${name}`, () => check(name)));
await buildClient((text) => process.stdout.write(`${text}\n`));
for (const name of SUITES) outcomes.push(await timed(`test:${name}`, () => suite(name, folder)));
await rm(folder, { recursive: true, force: true });

const sum = (field: 'passed' | 'failed'): number => outcomes.reduce((total, outcome) => total + outcome[field], 0);
process.stdout.write(`\n${table(outcomes)}\n\n${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
