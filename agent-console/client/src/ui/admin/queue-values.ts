import { QueueDefinition, type QueueStrategy } from '@decroche/protocol';
import { typedMs } from './typed-number.ts';

/** A queue as its form shows it: seconds, and nothing where nothing is asked. */
export interface QueueValues {
  queueId: string;
  name: string;
  strategy: QueueStrategy;
  ringSeconds: number;
  missLimit: number;
  ringAtOnce: number;
  missRestSeconds: number;
  minimumPresent: number;
  tiers: { tier: number; afterSeconds: number }[];
  overflowQueueId: string | null;
  overflowSeconds: number;
  handOverTo: string | null;
  alarmWaiting: number | '';
  alarmWaitSeconds: number | '';
  alarmPresent: number | '';
}

const NEW: QueueDefinition = QueueDefinition.parse({
  ...{ queueId: 'new', name: '', strategy: 'longestIdle', ringTimeoutMs: 18_000, missLimit: 2 },
});

const secondsOf = (ms: number): number => ms / 1000;

/** What the form starts from; a new queue rings 18 s and forgives one miss. */
export function queueValues(queue: QueueDefinition | undefined): QueueValues {
  const { name, strategy, ringTimeoutMs, missLimit, ...rest } = queue ?? NEW;
  const { ringAtOnce = 5, missRestMs = 10_000, minimumPresent = 0, tiers = [] } = rest;
  return {
    ...{ queueId: queue?.queueId ?? '', name, strategy, missLimit, ringAtOnce, minimumPresent },
    ...{ ringSeconds: secondsOf(ringTimeoutMs), missRestSeconds: secondsOf(missRestMs) },
    tiers: tiers.map(({ tier, afterMs }) => ({ tier, afterSeconds: secondsOf(afterMs) })),
    overflowQueueId: rest.overflowTo?.queueId ?? null,
    handOverTo: rest.handOverTo ?? null,
    overflowSeconds: secondsOf(rest.overflowTo?.afterMs ?? 60_000),
    ...alarmValues(rest.alarms),
  };
}

function alarmValues({ waiting, longestWaitMs, presentBelow }: NonNullable<QueueDefinition['alarms']> = {}) {
  return {
    ...{ alarmWaiting: waiting ?? ('' as const), alarmPresent: presentBelow ?? ('' as const) },
    alarmWaitSeconds: longestWaitMs === undefined ? ('' as const) : secondsOf(longestWaitMs),
  };
}

/** The queue the values say, or what is wrong with them. */
export function queueOf(values: QueueValues) {
  const { alarmWaiting, alarmWaitSeconds, alarmPresent, overflowQueueId } = values;
  const alarms = {
    ...(alarmWaiting === '' ? {} : { waiting: alarmWaiting }),
    ...(alarmWaitSeconds === '' ? {} : { longestWaitMs: typedMs(alarmWaitSeconds) }),
    ...(alarmPresent === '' ? {} : { presentBelow: alarmPresent }),
  };
  return QueueDefinition.safeParse({
    ...{ queueId: values.queueId.trim(), name: values.name.trim(), strategy: values.strategy },
    ...{
      ringTimeoutMs: typedMs(values.ringSeconds),
      missLimit: values.missLimit,
      missRestMs: typedMs(values.missRestSeconds),
    },
    minimumPresent: values.minimumPresent,
    ...(values.strategy === 'ringAll' ? { ringAtOnce: values.ringAtOnce } : {}),
    ...(values.tiers.length === 0
      ? {}
      : { tiers: values.tiers.map(({ tier, afterSeconds }) => ({ tier, afterMs: typedMs(afterSeconds) })) }),
    ...(overflowQueueId === null
      ? {}
      : { overflowTo: { queueId: overflowQueueId, afterMs: typedMs(values.overflowSeconds) } }),
    ...(values.handOverTo === null ? {} : { handOverTo: values.handOverTo }),
    ...(Object.keys(alarms).length === 0 ? {} : { alarms }),
  });
}

/** The inputs of a queue that are not called as in its definition. */
export const queueInputs: Readonly<Record<string, string>> = {
  ...{ ringTimeoutMs: 'ringSeconds', missRestMs: 'missRestSeconds', afterMs: 'afterSeconds' },
  ...{ 'overflowTo.queueId': 'overflowQueueId', 'overflowTo.afterMs': 'overflowSeconds' },
  ...{ 'alarms.waiting': 'alarmWaiting', 'alarms.longestWaitMs': 'alarmWaitSeconds' },
  'alarms.presentBelow': 'alarmPresent',
};
