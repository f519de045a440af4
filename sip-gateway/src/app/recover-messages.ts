import type { MessageId } from '@decroche/protocol';
import type { Logger } from '@decroche/platform';
import type { EventPort, MessageStore } from './ports.ts';

/** What finding messages again needs. */
interface RecoveryWorld {
  readonly store: MessageStore;
  readonly events: EventPort & { flushed(): Promise<void> };
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
      const name = `recovered:${recordingId}` as MessageId;
      events.publish({ type: 'voicemail.finished', callId, recordingId, ...found, endedBy: 'recovered' }, name);
      events
        .flushed()
        .then(() => message.forget())
        .catch((err: unknown) => logger.error({ err, recordingId }, 'a recovered message stays on disk'));
    } catch (err) {
      logger.error({ err, callId, recordingId }, 'an unfinished message could not be recovered');
    }
  }
}
