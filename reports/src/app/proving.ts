import { civilDay } from '@decroche/calendar';
import { Counter, Gauge, type Clock, type Logger } from '@decroche/platform';
import type { CivilDate, DayProof, DayProofSummary, Instant } from '@decroche/protocol';
import { daysToProve, firstDayToProve } from '../core/proof/nights.ts';
import type { ProofQueue, ProofStore } from './ports.ts';

const differences = new Counter({
  name: 'decroche_reports_proof_differences_total',
  help: 'What proofs of days found wrong, by kind: any increase is an alarm',
  labelNames: ['kind'],
});
const gauge = (name: string, help: string): Gauge => new Gauge({ name: `decroche_reports_last_proof_${name}`, help });
const lastProof = {
  provedAt: gauge('timestamp_seconds', 'When the latest day was proved'),
  differences: gauge('differences', 'What the proof of the latest day found wrong'),
  calls: gauge('calls', 'Calls checked in the proof of the latest day'),
  durationMs: gauge('duration_seconds', 'How long the proof of the latest day took'),
};

/** Findings named in the log; the others are in the proof. */
const LOGGED_FINDINGS = 20;

/** Why a day cannot be proved. */
export type ProofRefusal = 'unknownDate' | 'dayAhead';

/** The proofs of days. */
export interface Proving {
  /** The work of a job: proves a day, or what the night has to prove. Safe to repeat. */
  prove(day: CivilDate | undefined, signal?: AbortSignal): Promise<void>;
  /** Has a day proved as soon as possible. */
  order(day: CivilDate): Promise<{ readonly jobId: string } | ProofRefusal>;
  list(limit: number): Promise<readonly DayProofSummary[]>;
  find(day: CivilDate): Promise<DayProof | undefined>;
}

/** What proving works with. */
export interface ProvingOptions {
  readonly proofs: ProofStore;
  readonly queue: ProofQueue;
  readonly proveDay: (day: CivilDate, signal?: AbortSignal) => Promise<DayProof>;
  /** When the earliest call was received. */
  readonly recordsSince: () => Instant | undefined;
  readonly timeZone: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Proves days, keeps the proofs and raises the alarm when something does not agree. */
export async function proving(options: ProvingOptions): Promise<Proving> {
  const { proofs, timeZone, clock, logger } = options;
  const [latest] = await proofs.list(1);
  if (latest) show(latest);
  const missing = async (): Promise<CivilDate[]> => {
    const [now, zone] = [clock.now(), timeZone()];
    const proved = new Set(await proofs.complete(firstDayToProve(now, zone)));
    return daysToProve({ proved, recordsSince: options.recordsSince() }, now, zone);
  };
  return {
    async prove(day, signal) {
      const days = day === undefined ? await missing() : [day];
      for (const one of days) {
        logger.info({ day: one }, 'proving a day');
        const proof = await options.proveDay(one, signal);
        await proofs.keep(proof);
        tell(proof, logger);
        const [last] = await proofs.list(1);
        if (last) show(last);
      }
    },
    async order(day) {
      const window = civilDay(day, timeZone());
      if (!window) return 'unknownDate';
      return window.fromAt > clock.now() ? 'dayAhead' : options.queue.order(day);
    },
    list: (limit) => proofs.list(limit),
    find: (day) => proofs.find(day),
  };
}

function show(proof: DayProofSummary): void {
  lastProof.provedAt.set(proof.provedAt / 1_000);
  lastProof.differences.set(proof.differences);
  lastProof.calls.set(proof.checkedCalls);
  lastProof.durationMs.set(proof.durationMs / 1_000);
}

function tell({ findings, ...proof }: DayProof, logger: Logger): void {
  logger.info(proof, 'day proved');
  if (findings.length === 0) return;
  for (const { kind } of findings) differences.inc({ kind });
  const { day, differences: count } = proof;
  logger.error({ day, differences: count, findings: findings.slice(0, LOGGED_FINDINGS) }, 'the journal disagrees');
}
