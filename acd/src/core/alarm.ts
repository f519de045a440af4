import type { AlarmKind, QueueId } from '@decroche/protocol';

/** An alarm that rings on the board. */
export interface Alarm {
  readonly alarmId: string;
  readonly queueId: QueueId;
  readonly kind: AlarmKind;
}
