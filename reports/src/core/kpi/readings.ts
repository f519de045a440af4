/**
 * The published readings of "picked up in less than T" and "abandoned after T" (kpi.md). A answered, B abandoned; ≤T is under the
 * threshold, >T the threshold or more.
 *
 * | clause | pick-up rate | abandon rate |
 * |---|---|---|
 * | F1 | (A≤T + B≤T) / (A + B) | B>T / (A + B) |
 * | F2 | A≤T / A | B>T / (A + B) |
 * | F3 | A≤T / (A + B) | B>T / (A + B) |
 * | F4 | A≤T / (A + B>T) | B>T / (A + B>T) |
 * | F5 | A≤T / (A + B − short) | B>T / (A + B − short), short = abandoned under 5 s |
 *
 * F2 says nothing of abandons: the share of all who waited stands beside it.
 */
import { ServiceLevelClause } from '@decroche/protocol';
import type { Tally } from './tally.ts';

/** A share with what it was made of. */
export interface Share {
  readonly numerator: number;
  readonly denominator: number;
}

/** The share as a number, 0 to 1; `undefined` when there is nothing to divide by. */
export function rateOf({ numerator, denominator }: Share): number | undefined {
  return denominator > 0 ? numerator / denominator : undefined;
}

/** Calls each clause divides the pick-up rate by. */
export function pickUpDenominator({ counts, shortAbandons }: Tally, clause: ServiceLevelClause): number {
  const answered = counts.answeredOnTime + counts.answeredLate;
  const waited = answered + counts.abandonedEarly + counts.abandonedLate;
  switch (clause) {
    case 'F1':
    case 'F3':
      return waited;
    case 'F2':
      return answered;
    case 'F4':
      return answered + counts.abandonedLate;
    case 'F5':
      return waited - shortAbandons;
  }
}

/** A value for each published clause. */
export function forEachClause<T>(value: (clause: ServiceLevelClause) => T): Record<ServiceLevelClause, T> {
  const entries = ServiceLevelClause.options.map((clause) => [clause, value(clause)] as const);
  return Object.fromEntries(entries) as Record<ServiceLevelClause, T>;
}

/** Whether the same figures pass under one clause and fail under another. Clauses with nothing to divide by say neither. */
export function verdictDepends(
  readings: Readonly<Record<ServiceLevelClause, number | null>>,
  passes: (rate: number) => boolean,
): boolean {
  const verdicts = new Set(
    Object.values(readings)
      .filter((rate) => rate !== null)
      .map(passes),
  );
  return verdicts.size > 1;
}
