import type { AlarmKind, QueueDefinition, QueueId } from '@decroche/protocol';
import { isOpen } from './catalog.ts';
import { hasLetGo } from './letting-go.ts';
import { longestWait } from './longest-wait.ts';
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
  const { catalog, calm } = turn.state.index;
  const current = new Set<string>();
  for (const queue of catalog.alarmed) {
    for (const reading of readingsOf(turn, queue, everything)) {
      const { kind, threshold, value, holds } = reading;
      const { queueId } = queue;
      const alarmId = `${queueId}.${kind}`;
      current.add(alarmId);
      const raised = turn.state.alarms.has(alarmId);
      if (!raised && holds) turn.emit({ type: 'alarm.raised', alarmId, kind, queueId, value, threshold });
      if (raised && everything && hasLetGo(calm, { name: alarmId, holds }, turn.at)) {
        turn.emit({ type: 'alarm.cleared', alarmId });
      }
    }
  }
  if (everything) clearForgotten(turn, current);
}

/** Limits that no longer exist. */
function clearForgotten(turn: Turn, current: ReadonlySet<string>): void {
  for (const alarmId of [...turn.state.alarms.keys()]) {
    if (!current.has(alarmId)) turn.emit({ type: 'alarm.cleared', alarmId });
  }
}

function readingsOf(turn: Turn, { queueId, alarms }: QueueDefinition, everything: boolean): readonly Reading[] {
  const { state, at } = turn;
  const readings: Reading[] = [];
  const read = (
    kind: AlarmKind,
    threshold: number | undefined,
    of: () => number,
    passed: (value: number) => boolean,
  ) => {
    if (threshold === undefined) return;
    const value = of();
    readings.push({ kind, threshold, value, holds: passed(value) });
  };
  const { waiting, longestWaitMs, presentBelow } = alarms ?? {};
  read(
    'waiting',
    waiting,
    () => state.index.lines.get(queueId)?.waiting.size ?? 0,
    (value) => value >= (waiting ?? 0),
  );
  if (!everything) return readings;
  read(
    'longestWait',
    longestWaitMs,
    () => longestWait(state, queueId, at),
    (value) => value >= (longestWaitMs ?? 0),
  );
  const open = presentBelow !== undefined && servesNow(state, queueId, at);
  read(
    'presentBelow',
    presentBelow,
    () => state.index.present.get(queueId) ?? 0,
    (value) => open && value < (presentBelow ?? 0),
  );
  return readings;
}

/** Whether any service of the queue is open. */
function servesNow({ index: { catalog } }: EngineState, queueId: QueueId, at: number): boolean {
  return [...catalog.services.values()].some((service) => service.queueId === queueId && isOpen(catalog, service, at));
}
