import type { EngineInput } from '@decroche/protocol';
import type { TimerOwner } from './timer.ts';

/** A deadline has come. `set` is the journal line that set it: if the owner has moved on, it means nothing. */
export interface TimerInput {
  readonly kind: 'timer';
  /** `timer:…`, the cause of what follows. */
  readonly id: string;
  readonly owner: TimerOwner;
  readonly set: number;
}

/** Once a second: is a caller waiting although a matching agent is free? */
interface WatchdogInput {
  readonly kind: 'watchdog';
  readonly id: string;
}

/** Everything the engine decides upon. */
export type CoreInput = EngineInput | TimerInput | WatchdogInput;

/** The timer input for an entry of the heap. */
export function timerInput(entry: { readonly owner: TimerOwner; readonly set: number }): TimerInput {
  const { owner, set } = entry;
  return { kind: 'timer', id: `timer:${nameOf(owner)}:${set}`, owner, set };
}

/**
 * What it is and whose. One line of the journal may set many: a roster those of its shifts, a definition those of the calls
 * that wait. Two that shared a name would give their commands one name, and a gateway obeys it once.
 */
function nameOf(owner: TimerOwner): string {
  if (owner.kind === 'call') return `${owner.name}:${owner.callId}`;
  if (owner.kind === 'alert') return `alert:${owner.alertId}`;
  if (owner.kind === 'page') return `page:${owner.pageId}`;
  return owner.kind === 'shift' ? `shift:${owner.shiftId}` : `agent:${owner.agentId}`;
}
