import type { Clock, Logger } from '@decroche/platform';
import type { Definition, Instant, ServiceId } from '@decroche/protocol';
import type { Audit } from './audit.ts';
import type { RecordingFiles, StoredVoicemail, VoicemailStore } from './ports.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 90;

/** How long handled messages of a service are kept. */
function retentionMsOf(definition: Definition, serviceId: ServiceId): number {
  const service = definition.services.find((each) => each.serviceId === serviceId);
  return (service?.voicemail?.retentionDays ?? DEFAULT_DAYS) * DAY_MS;
}

/** When a handled message is deleted; undefined while nobody has seen to it: such a message is never lost. */
export const deleteAtOf = (message: StoredVoicemail, definition: Definition): Instant | undefined =>
  message.state === 'handled' && message.handledAt !== undefined
    ? message.handledAt + retentionMsOf(definition, message.serviceId)
    : undefined;

/**
 * Deletes handled messages whose time is over. The proof is written first and names what goes: a deletion without a trace is
 * worse than a trace of a deletion that the next night does again (law: deletion leaves a proof). A message that somebody has
 * taken up again since the work began stays.
 *
 * @returns the work; it fails where a proof can not be written, with that message untouched.
 */
export function voicemailRetention(options: {
  readonly store: Pick<VoicemailStore, 'handled' | 'find' | 'remove'>;
  readonly files: RecordingFiles;
  readonly audit: Pick<Audit, 'prove'>;
  readonly definition: () => Definition;
  readonly clock: Clock;
  readonly logger: Logger;
}): () => Promise<number> {
  const { store, files, audit, clock, logger } = options;
  return async () => {
    const now = clock.now();
    const over = (await store.handled()).filter(
      (message) => (deleteAtOf(message, options.definition()) ?? Infinity) <= now,
    );
    let deleted = 0;
    for (const message of over) {
      const digest = await files.digestOf(message.file);
      const present = await store.find(message.recordingId);
      if (present?.state !== 'handled' || present.handledAt !== message.handledAt) continue;
      await audit.prove({
        ...{ identity: undefined, address: '-', action: 'voicemail.deleted' },
        ...{ target: message.recordingId, detail: proofOf(message, digest) },
      });
      await files.remove(message.file);
      await store.remove(message.recordingId);
      deleted += 1;
    }
    if (deleted > 0) logger.info({ messages: deleted }, 'handled voicemail messages were deleted at their time');
    return deleted;
  };
}

const proofOf = (message: StoredVoicemail, digest: string | undefined): string =>
  [
    `service ${message.serviceId}`,
    `left ${new Date(message.leftAt).toISOString()}`,
    `handled ${new Date(message.handledAt ?? 0).toISOString()} by ${message.handledBy ?? '?'}`,
    `sha256 ${digest ?? 'file already gone'}`,
  ].join(', ');
