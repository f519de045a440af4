/**
 * Time of agents spent on a call.
 *
 * ```
 *             answered            held / transfer to an agent or outside
 * (waiting) ──────────▶ talking ─────────────────────────────────────────▶ held
 *     ▲                    │  ◀───────────────────────────────────────────  │
 *     └─── queued again ───┘        retrieved / transferred / failed        └─▶ (left the house)
 * ```
 * Time in `talking` and `held` adds up to the agents' handling time; the journal's own instants are used, never the clock.
 */
import type { CallRecord, Instant, JournalEvent } from '@decroche/protocol';

/** What an agent's handling of the call is at an instant. */
export interface Handling {
  readonly doing: 'talking' | 'held';
  readonly since: Instant;
}

/** What is done from an instant on. */
export interface Turn {
  readonly doing: Handling['doing'] | undefined;
  readonly at: Instant;
}

/** Times of a record to which the time since the last change goes: to what was being done. */
export function spentUntil(
  record: CallRecord,
  handling: Handling | undefined,
  at: Instant,
): Partial<Pick<CallRecord, 'talkMs' | 'holdMs'>> {
  if (!handling) return {};
  const spentMs = Math.max(0, at - handling.since);
  return handling.doing === 'talking' ? { talkMs: record.talkMs + spentMs } : { holdMs: record.holdMs + spentMs };
}

/** What is done after an event of the call. */
export function handlingAfter(
  { record, handling }: { readonly record: CallRecord; readonly handling?: Handling },
  event: JournalEvent,
  at: Instant,
): Turn {
  const present = handling?.doing;
  const goOn = (doing: Handling['doing']): Turn => ({ doing: present && doing, at });
  switch (event.type) {
    case 'call.answered':
      // A second bridge is told by `call.transferred`.
      return record.answeredAt === undefined ? { doing: 'talking', at: event.answeredAt } : { doing: present, at };
    case 'call.held':
      return goOn('held');
    case 'call.retrieved':
    case 'call.transferFailed':
      return goOn('talking');
    case 'call.transferStarted':
      // The caller hears music while another party is rung; a queue frees the agent at once.
      return event.target.kind === 'queue' ? { doing: undefined, at } : goOn('held');
    case 'call.queued':
      // Back in the queue, by a transfer or because the agent's line was cut: nobody handles the call.
      return { doing: undefined, at };
    case 'call.transferred':
      return { doing: event.agentId === undefined ? undefined : 'talking', at: event.transferredAt };
    case 'call.ended':
      return { doing: undefined, at: event.endedAt };
    default:
      return { doing: present, at };
  }
}
