import { readFileSync } from 'node:fs';

/** What one process used between two readings. */
export interface Usage {
  readonly name: string;
  /** User and system time, in milliseconds of one core. */
  readonly cpuMs: number;
  readonly rssMb: number;
}

/** Clock ticks a second of /proc/<pid>/stat on Linux. */
const TICKS = 100;

/** Processor time in ms and resident memory in MB of a process, from /proc. */
function readingOf(pid: number): { cpuMs: number; rssMb: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const cpuMs = ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
  const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return { cpuMs, rssMb: Number(rss) / 1024 };
}

/** Starts to measure; the function given back tells what was used since. */
export function measure(processes: readonly { readonly name: string; pid(): number }[]): () => readonly Usage[] {
  const before = processes.map((one) => readingOf(one.pid()).cpuMs);
  return () =>
    processes.map((one, index) => {
      const now = readingOf(one.pid());
      return { name: one.name, cpuMs: now.cpuMs - (before[index] ?? 0), rssMb: Math.round(now.rssMb) };
    });
}

/** The value below which this share of the numbers lies. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** p50, p95, p99 and the number of values, in ms with two decimals. */
export function spread(values: readonly number[]): { n: number; p50: number; p95: number; p99: number; max: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => Math.round(percentile(sorted, share) * 100) / 100;
  return {
    n: sorted.length,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    max: Math.round((sorted.at(-1) ?? NaN) * 100) / 100,
  };
}
