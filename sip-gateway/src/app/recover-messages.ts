import type { Logger } from '@decroche/platform';
import type { EventPort, MessageStore } from './ports.ts';
import { tellMessage } from './voicemail.ts';

/** What finding messages again needs. */
interface RecoveryWorld {
  readonly store: MessageStore;
  readonly events: EventPort;
  readonly logger: Logger;
}

/**
 * Completes the messages that a killed gateway left unfinished, and tells each as `recovered`. To be done before the first
 * census: the acd then learns that the caller has left a message before it learns that they are gone. What is left on disk
 * is cleared once the bus has it; killed before that, the next start tells it again under the same name.
 */
export async function recoverMessages({ store, events, logger }: RecoveryWorld): Promise<void> {
  for (const message of await store.unfinished()) {
    const { callId, recordingId } = message;
    try {
      const found = await message.recover();
      logger.warn({ callId, recordingId, ...found }, 'an unfinished message was recovered');
      const event = { type: 'voicemail.finished', callId, recordingId, ...found, endedBy: 'recovered' } as const;
      tellMessage({ events, logger }, event, () => message.forget());
    } catch (err) {
      logger.error({ err, callId, recordingId }, 'an unfinished message could not be recovered');
    }
  }
}
