import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { spread } from './processes.ts';

type Spread = ReturnType<typeof spread>;

/** What a row of the table is made from. */
export interface TableRow {
  readonly name: string;
  readonly rate: number;
  readonly calls: number;
  readonly failed: number;
  readonly refused: number;
  readonly inviteToInviteMs: Spread;
  readonly freeToOfferMs?: Spread;
  readonly usage: readonly { readonly name: string; readonly cpuMsPerCall: number; readonly rssMb: number }[];
}

const DOCUMENT = join(import.meta.dirname, '../../docs/performance.md');
const [BEGIN, END] = ['<!-- bench:calls begins -->', '<!-- bench:calls ends -->'];
const PROCESSES = ['drachtio', 'sip-gateway', 'acd', 'redis', 'rtpengine'];

/** Replaces the table between the two marks of docs/performance.md. */
export async function writeTable(words: string, rows: readonly TableRow[]): Promise<void> {
  const text = await readFile(DOCUMENT, 'utf8');
  const [before = '', rest = ''] = text.split(BEGIN);
  const after = rest.split(END)[1] ?? '';
  await writeFile(DOCUMENT, `${before}${BEGIN}\n${words}\n\n${table(rows)}\n${END}${after}`);
}

function table(rows: readonly TableRow[]): string {
  const head = [
    ...['run', 'calls/s', 'calls', 'failed', 'refused', 'INVITE→INVITE p50 / p95 / p99 ms', 'freed→offer p50 / p95 ms'],
    ...PROCESSES.map((name) => `${name} CPU ms a call / RSS MB`),
  ];
  const lines = rows.map((row) => {
    const { n, p50, p95, p99 } = row.inviteToInviteMs;
    const idle = row.freeToOfferMs;
    const used = PROCESSES.map((name) => {
      const one = row.usage.find((candidate) => candidate.name === name);
      return one ? `${one.cpuMsPerCall} / ${one.rssMb}` : '';
    });
    return [
      ...[row.name, row.rate, row.calls, row.failed, row.refused, n === 0 ? '' : `${p50} / ${p95} / ${p99}`],
      ...[idle && idle.n > 0 ? `${idle.p50} / ${idle.p95}` : '', ...used],
    ];
  });
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
