import type { AlarmKind, QueueDefinition, QueueId } from '@decroche/protocol';
import { isOpen } from './catalog.ts';
import { hasLetGo } from './letting-go.ts';
import { callersWaiting, longestWait } from './callers-waiting.ts';
import type { EngineState } from './state.ts';
import type { Turn } from './turn.ts';

/** One limit of a queue, and where it stands. */
interface Reading {
  readonly kind: AlarmKind;
  readonly threshold: number;
  readonly value: number;
  readonly holds: boolean;
}

/**
 * Raises an alarm when a limit of its queue is passed, clears it when it has not been passed for a minute. The number of
 * waiting callers is looked at after every decision, everything else once a second.
 */
export function watchAlarms(turn: Turn, everything: boolean): void {
  const { alarmed } = turn.state.index.catalog;
  for (const queue of alarmed) {
    for (const reading of everything ? readingsOf(turn, queue) : waitingOf(turn, queue)) follow(turn, queue, reading);
  }
  if (everything) clearForgotten(turn);
}

const nameOf = (queueId: QueueId, kind: AlarmKind): string => `${queueId}.${kind}`;

function follow(turn: Turn, { queueId }: QueueDefinition, { kind, threshold, value, holds }: Reading): void {
  const alarmId = nameOf(queueId, kind);
  if (!turn.state.alarms.has(alarmId)) {
    if (holds) turn.emit({ type: 'alarm.raised', alarmId, kind, queueId, value, threshold });
  } else if (hasLetGo(turn.state.index.calm, { name: alarmId, holds }, turn.at)) {
    turn.emit({ type: 'alarm.cleared', alarmId });
  }
}

/** Limits that no longer exist. */
function clearForgotten(turn: Turn): void {
  const { queues } = turn.state.index.catalog;
  for (const { alarmId, queueId, kind } of [...turn.state.alarms.values()]) {
    if (queues.get(queueId)?.alarms?.[LIMIT[kind]] === undefined) turn.emit({ type: 'alarm.cleared', alarmId });
  }
}

const LIMIT = { waiting: 'waiting', longestWait: 'longestWaitMs', presentBelow: 'presentBelow' } as const;

/** One that rings already is looked at once a second, like the others. */
function waitingOf({ state }: Turn, { queueId, alarms }: QueueDefinition): readonly Reading[] {
  const threshold = alarms?.waiting;
  if (threshold === undefined || state.alarms.has(nameOf(queueId, 'waiting'))) return [];
  const value = callersWaiting(state, queueId);
  return [{ kind: 'waiting', threshold, value, holds: value >= threshold }];
}

function readingsOf({ state, at }: Turn, { queueId, alarms }: QueueDefinition): readonly Reading[] {
  const readings: Reading[] = [];
  const read = (kind: AlarmKind, valueNow: () => number, passed: (value: number, limit: number) => boolean): void => {
    const threshold = alarms?.[LIMIT[kind]];
    if (threshold === undefined) return;
    const value = valueNow();
    readings.push({ kind, threshold, value, holds: passed(value, threshold) });
  };
  const reached = (value: number, limit: number): boolean => value >= limit;
  read('waiting', () => callersWaiting(state, queueId), reached);
  read('longestWait', () => longestWait(state, queueId, at), reached);
  read(
    'presentBelow',
    () => state.index.present.get(queueId) ?? 0,
    (value, limit) => value < limit && servesNow(state, queueId, at),
  );
  return readings;
}

/** Whether any service of the queue is open. */
function servesNow({ index: { catalog } }: EngineState, queueId: QueueId, at: number): boolean {
  return [...catalog.services.values()].some((service) => service.queueId === queueId && isOpen(catalog, service, at));
}
