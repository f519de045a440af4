import type { Clock, Logger } from '@decroche/platform';
import type {
  Definition,
  JournalRecord,
  RecordingId,
  ServiceId,
  Voicemail,
  VoicemailPage,
  VoicemailState,
} from '@decroche/protocol';
import type { Board } from '../core/board/state.ts';
import type { Callers } from './callers.ts';
import type { Slice, StoredVoicemail, VoicemailStore } from './ports.ts';
import { deleteAtOf } from './voicemail-retention.ts';

/** The store is away: tried again after this long. */
const RETRY_MS = 1_000;

/** The voicemail box: messages told by the journal, and what people did with them. */
export interface Voicemails {
  /** Takes a journal line; kept in the background, again and again until it is. */
  take(record: JournalRecord, board: Board): void;
  list(state: VoicemailState | undefined, slice: Slice, serviceName: (id: ServiceId) => string): Promise<VoicemailPage>;
  find(recordingId: RecordingId): Promise<StoredVoicemail | undefined>;
  /** @returns false when it was already so, or there is no such message. */
  setState(recordingId: RecordingId, state: VoicemailState, by: string): Promise<boolean>;
  onChange(listener: () => void): void;
}

/** Opens the box; the journal is taken from where it was left. */
export async function openVoicemails(options: {
  readonly store: VoicemailStore;
  readonly callers: Pick<Callers, 'find'>;
  readonly definition: () => Definition;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<Voicemails> {
  const { store, callers, clock, logger } = options;
  let takenSeq = await store.journalSeq();
  const pending: StoredVoicemail[] = [];
  const listeners: (() => void)[] = [];
  let writing = false;

  const write = async (): Promise<void> => {
    if (writing) return;
    writing = true;
    while (pending.length > 0) {
      const batch = [...pending];
      try {
        await store.take(batch, takenSeq);
        pending.splice(0, batch.length);
        for (const listener of listeners) listener();
      } catch (err) {
        logger.error({ err, messages: batch.length }, 'voicemail messages wait to be kept');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
    writing = false;
  };

  const shown = async (message: StoredVoicemail, serviceName: string): Promise<Voicemail> => {
    const { file: _file, partyRef, ...rest } = message;
    const caller = partyRef === undefined ? { withheld: true, candidates: [] } : await callers.find(partyRef);
    const deleteAt = deleteAtOf(message, options.definition());
    return { ...rest, serviceName, caller, ...(deleteAt === undefined ? {} : { deleteAt }) };
  };

  return {
    take(record, board) {
      const { event } = record;
      if (event.type !== 'call.voicemailFinished' && event.type !== 'call.voicemailRecovered') return;
      if (record.seq <= takenSeq) return;
      takenSeq = record.seq;
      if (event.file === undefined) return;
      const call = board.calls.get(event.callId);
      pending.push({
        recordingId: event.recordingId,
        callId: event.callId,
        serviceId: call?.serviceId ?? ('unknown' as ServiceId),
        partyRef: call?.partyRef,
        file: event.file,
        leftAt: record.at,
        durationMs: event.durationMs,
        state: 'new',
        ...(event.type === 'call.voicemailRecovered' ? { recovered: true } : {}),
      });
      void write();
    },
    async list(state, slice, serviceName) {
      const { total, items } = await store.list(state, slice);
      return {
        total,
        items: await Promise.all(items.map((message) => shown(message, serviceName(message.serviceId)))),
        unhandled: await store.countNew(),
      };
    },
    find: (recordingId) => store.find(recordingId),
    async setState(recordingId, state, by) {
      const changed = await store.setState(recordingId, { state, by, at: clock.now() });
      if (changed) for (const listener of listeners) listener();
      return changed !== undefined;
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
