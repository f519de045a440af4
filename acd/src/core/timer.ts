import type { AgentId, AlertId, CallId, Instant, PageId, ShiftId } from '@decroche/protocol';

/**
 * A deadline kept by its owner. `set` is the journal line that set it: a timer's input names it, so that one that fires
 * late meets nothing and changes nothing.
 */
export interface Timer {
  readonly dueAt: Instant;
  readonly set: number;
}

/**
 * What a call can wait for. `stage`: the end of its present stage. `wait`: its longest wait. `announce`: the next
 * position announcement. `prompt`: the end of the one being played. `tier`: agents of the next tier are asked as well.
 * `overflow`: on to another queue. `preference`: no longer for one agent alone. `rest`: someone who declined it may be
 * asked again.
 */
export const CALL_TIMERS = [
  ...(['stage', 'wait', 'announce', 'prompt', 'tier', 'overflow', 'preference', 'rest'] as const),
] as const;
export type CallTimerName = (typeof CALL_TIMERS)[number];

/** Whose timer it is. */
export type TimerOwner =
  | { readonly kind: 'call'; readonly callId: CallId; readonly name: CallTimerName }
  | { readonly kind: 'agent'; readonly agentId: AgentId }
  | { readonly kind: 'shift'; readonly shiftId: ShiftId }
  | { readonly kind: 'alert'; readonly alertId: AlertId }
  | { readonly kind: 'page'; readonly alertId: AlertId; readonly pageId: PageId };

/** A timer as the heap knows it. */
export interface TimerEntry extends Timer {
  readonly owner: TimerOwner;
}
