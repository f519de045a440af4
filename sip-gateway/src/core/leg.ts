/**
 * One party's side of a call.
 *
 * ```
 *                 rang              answered            held
 *   inviting ───────────▶ ringing ───────────▶ answered ─────▶ held
 *      │  └──────────────── answered ────────────▲   ▲──────────┘
 *      │                      │                  │     retrieved
 *      └──────── released ────┴──── released ────┴──▶ released      (final: told once, whatever comes later)
 * ```
 */
import type { LegStatus } from '@decroche/protocol';

/** What happens to a leg. */
export type LegInput = 'rang' | 'answered' | 'held' | 'retrieved' | 'released';

const steps: Readonly<Record<LegStatus, Partial<Record<LegInput, LegStatus>>>> = {
  inviting: { rang: 'ringing', answered: 'answered', released: 'released' },
  ringing: { answered: 'answered', released: 'released' },
  answered: { held: 'held', released: 'released' },
  held: { retrieved: 'answered', released: 'released' },
  released: {},
};

/** The status after an input; `undefined` when the input meets nothing (late, repeated), and then nothing is to be told. */
export function advance(status: LegStatus, input: LegInput): LegStatus | undefined {
  return steps[status][input];
}
