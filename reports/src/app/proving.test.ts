import { createLogger, Fault, ManualClock } from '@decroche/platform';
import type { CivilDate, DayProof } from '@decroche/protocol';
import { expect, it } from 'vitest';
import type { ProofStore } from './ports.ts';
import { proving } from './proving.ts';

const NIGHT = Date.parse('2026-11-21T01:30:00Z');

function memoryProofs(days: readonly CivilDate[]): ProofStore & { readonly days: () => CivilDate[] } {
  const kept = new Map(days.map((day) => [day, proofOf(day)]));
  const latestFirst = (): DayProof[] => [...kept.values()].sort((a, b) => (a.day < b.day ? 1 : -1));
  return {
    keep: async (proof) => void kept.set(proof.day, proof),
    find: async (day) => kept.get(day),
    list: async (limit) => latestFirst().slice(0, limit),
    complete: async (from) => latestFirst().flatMap(({ day, complete }) => (complete && day >= from ? [day] : [])),
    days: () => latestFirst().map(({ day }) => day),
  };
}

const proofOf = (day: CivilDate): DayProof => ({
  ...{ day, complete: true, provedAt: NIGHT, durationMs: 1, checkedCalls: 0, checkedLines: 0, checkedTickets: 0 },
  ...{ differences: 0, findings: [], journalSeq: 0 },
});

async function nights(proofs: ProofStore, proveDay = async (day: CivilDate) => proofOf(day)) {
  const ordered: CivilDate[] = [];
  const order = async (day: CivilDate) => ({ jobId: String(ordered.push(day)) });
  const made = await proving({
    ...{ proofs, proveDay, queue: { order }, timeZone: () => 'Europe/Paris' },
    ...{ recordsSince: () => Date.parse('2026-11-17T09:00:00Z') },
    ...{ clock: new ManualClock(NIGHT), logger: createLogger({ name: 'test', level: 'silent' }) },
  });
  return { ...made, ordered };
}

it('the night proves yesterday, and the days before that no night came for', async () => {
  const proofs = memoryProofs(['2026-11-17']);
  await (await nights(proofs)).prove(undefined);
  expect(proofs.days()).toEqual(['2026-11-20', '2026-11-19', '2026-11-18', '2026-11-17']);
});
it('a day that a stand-still left out is made up for, though a later one was ordered by hand', async () => {
  const proofs = memoryProofs(['2026-11-17', '2026-11-19', '2026-11-20']);
  await (await nights(proofs)).prove(undefined);
  expect(proofs.days()).toEqual(['2026-11-20', '2026-11-19', '2026-11-18', '2026-11-17']);
});
it('a night that fails half way goes on from there', async () => {
  const proofs = memoryProofs(['2026-11-17']);
  let away = true;
  const { prove } = await nights(proofs, async (day) => {
    if (away && day === '2026-11-19') throw new Fault('unavailable', 'away');
    return proofOf(day);
  });
  await expect(prove(undefined)).rejects.toThrow('away');
  away = false;
  await prove(undefined);
  expect(proofs.days()).toHaveLength(4);
});
it('a day that is or was is ordered; one ahead or of no calendar is refused', async () => {
  const { order, ordered } = await nights(memoryProofs([]));
  expect(await order('2026-11-21')).toEqual({ jobId: '1' });
  expect(await order('2026-11-22')).toBe('dayAhead');
  expect(await order('2026-02-30')).toBe('unknownDate');
  expect(ordered).toEqual(['2026-11-21']);
});
