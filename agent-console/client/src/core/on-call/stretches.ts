import type { OnCallCalendar } from '@decroche/protocol';

type Span = OnCallCalendar['spans'][number];

/** How somebody came to have it, as a mark on the calendar: each has a shape and a word of its own. */
export type StretchMark = 'rule' | 'override' | 'swap' | 'temporary' | 'backup' | 'gap';

/** A piece of a schedule as people see it: one person without a break, or a hole in what must be covered. */
export interface Stretch {
  readonly key: string;
  readonly fromAt: number;
  readonly toAt: number;
  readonly mark: StretchMark;
  readonly responderId?: string;
  readonly name?: string;
  /** Who is away, when it is a backup or when that left a hole. */
  readonly insteadOfName?: string;
  /** Of an override or a temporary schedule: what to undo. */
  readonly entryId?: string;
}

function markOf(span: Span): StretchMark {
  if (span.responderId === undefined) return 'gap';
  if (span.insteadOf !== undefined) return 'backup';
  if (span.because?.kind === 'temporary') return 'temporary';
  if (span.because?.kind === 'override') return span.because.why;
  return 'rule';
}

function entryOf({ because }: Span): string | undefined {
  if (because?.kind === 'temporary') return because.temporaryId;
  return because?.kind === 'override' ? because.overrideId : undefined;
}

function stretchOf(span: Span): Stretch {
  const entryId = entryOf(span);
  const name = span.name ?? span.responderId;
  const instead = span.insteadOfName ?? span.insteadOf;
  return {
    key: `${span.fromAt}-${span.responderId ?? 'gap'}`,
    ...{ fromAt: span.fromAt, toAt: span.toAt, mark: markOf(span) },
    ...(span.responderId !== undefined && { responderId: span.responderId }),
    ...(name !== undefined && { name }),
    ...(instead !== undefined && { insteadOfName: instead }),
    ...(entryId !== undefined && { entryId }),
  };
}

const goesOn = (before: Stretch | undefined, next: Stretch): before is Stretch =>
  before?.toAt === next.fromAt &&
  before.mark === next.mark &&
  before.responderId === next.responderId &&
  before.insteadOfName === next.insteadOfName &&
  before.entryId === next.entryId;

/** The spans of a calendar without those that nobody needs; a person who stays is one piece, whether or not somebody must be there all the time. */
export function stretches(calendar: OnCallCalendar): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const span of calendar.spans) {
    if (span.responderId === undefined && !span.required) continue;
    const next = stretchOf(span);
    const before = found.at(-1);
    if (goesOn(before, next)) found[found.length - 1] = { ...before, toAt: next.toAt };
    else found.push(next);
  }
  return found;
}
