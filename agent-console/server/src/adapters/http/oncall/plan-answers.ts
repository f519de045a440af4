import type { PlanFault } from '@decroche/oncall';
import { Problem } from '@decroche/platform/http';
import { LONGEST_ASKED_MS, type Instant, type OnCallChanged, type OnCallSpan } from '@decroche/protocol';
import { z } from 'zod';
import type { PlanEdit } from '../../../app/oncall/book.ts';
import type { OnCallParts } from '../../../app/oncall/parts.ts';
import { GAPS_AHEAD_MS } from '../../../app/oncall/views.ts';

/** The version of the plan that a change was made on; a change of the same thing since then refuses it. */
export const Seen = z.object({ version: z.coerce.number().int().min(0).optional() });

/** `?dryRun=1` answers what a change would leave, and changes nothing. */
export const DryRun = z.object({
  dryRun: z
    .enum(['0', '1', 'true', 'false'])
    .default('0')
    .transform((given) => given === '1' || given === 'true'),
});

/** Statuses of routes that change the plan. */
export const planRefusals = {
  404: 'no such thing',
  409: 'the plan would not hold together (`issues`), the thing is in use, or changed meanwhile',
} as const;

/** What the one who edits is told of a plan that would not hold together. */
export function inconsistent(faults: readonly PlanFault[]): Problem {
  return new Problem(409, 'the plan would not hold together', {
    reason: 'inconsistent',
    detail: faults.map(({ path, message }) => `${path}: ${message}`).join('; '),
    more: { issues: faults },
  });
}

/** @throws Problem 409 with the places that still refer to what is to be removed. */
function inUse(faults: readonly PlanFault[]): Problem {
  return new Problem(409, 'in use', {
    reason: 'inUse',
    detail: faults.map(({ path, message }) => `${path}: ${message}`).join('; '),
    more: { issues: faults },
  });
}

/**
 * The version that an edit made.
 *
 * @throws Problem 409 when it was refused.
 */
export function versionOf(edit: PlanEdit, refused: 'inconsistent' | 'inUse' = 'inconsistent'): number {
  if (edit.result === 'changed') return edit.version;
  if (edit.result === 'refused') throw refused === 'inUse' ? inUse(edit.faults) : inconsistent(edit.faults);
  throw new Problem(409, 'changed meanwhile', {
    reason: 'stale',
    detail: 'somebody has changed this meanwhile: look at it again',
    more: { version: edit.version },
  });
}

/** A stretch of one schedule, or of all. */
export interface Affected {
  readonly scheduleId?: string;
  readonly fromAt: Instant;
  readonly toAt: Instant;
}

/** The answer to a change of overrides, temporary schedules and absences: what they leave without anybody. */
export function changed(
  { book }: Pick<OnCallParts, 'book'>,
  made: { readonly version: number; readonly id: string },
  affected: Affected,
): OnCallChanged {
  return { ...made, gaps: gapsIn(book.onCall(), scheduleIds(book, affected), affected) };
}

/** The answer to a change of the setup: what is without anybody in the next 90 days. */
export function setupChanged({ views }: Pick<OnCallParts, 'views'>, version: number, id: string): OnCallChanged {
  const gaps = views.gaps(GAPS_AHEAD_MS).map(({ scheduleName: _name, ...span }) => span);
  return { version, id, gaps };
}

/** The answer to a change that is only tried. */
export function tried(
  { book }: Pick<OnCallParts, 'book'>,
  change: Parameters<OnCallParts['book']['preview']>[0],
  affected: Affected,
): OnCallChanged {
  const preview = book.preview(change);
  if ('faults' in preview) throw inconsistent(preview.faults);
  const gaps = gapsIn(preview.onCall, scheduleIds(book, affected), affected);
  return { version: book.plan().version, id: '', gaps };
}

function gapsIn(
  onCall: ReturnType<OnCallParts['book']['onCall']>,
  ids: readonly string[],
  { fromAt, toAt }: Affected,
): OnCallSpan[] {
  return ids.flatMap((scheduleId) => onCall.gaps(scheduleId, fromAt, Math.min(toAt, fromAt + LONGEST_ASKED_MS)));
}

const scheduleIds = (book: OnCallParts['book'], { scheduleId }: Affected): string[] =>
  scheduleId === undefined ? book.plan().schedules.map((each) => each.scheduleId) : [scheduleId];
