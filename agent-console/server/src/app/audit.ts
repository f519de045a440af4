import type { Clock, Logger } from '@decroche/platform';
import type { AuditEntry, Identity } from '@decroche/protocol';
import type { AuditStore, Page, Slice } from './ports.ts';

/** What is worth remembering about an act. */
interface AuditedAct {
  readonly identity: Identity | undefined;
  readonly address: string;
  /** `account.added`, `definition.published` … */
  readonly action: string;
  readonly target: string;
  /** Ids, counts and lengths; never what somebody wrote: that stands where it was written. */
  readonly detail?: string;
}

/** Who did what, when, from where. */
export interface Audit {
  /** Never fails the act itself: an entry that can not be kept is told loudly in the log. */
  note(act: AuditedAct): Promise<void>;
  /**
   * For an act that must not be done without its entry.
   *
   * @throws Fault when the entry can not be kept.
   */
  prove(act: AuditedAct): Promise<void>;
  list(slice: Slice): Promise<Page<AuditEntry>>;
}

/** All that a detail says of what somebody wrote. */
export const lengthOf = (text: string): string => `${text.length} characters`;

export const actorOf = (identity: Identity): string => identity.accountId;

/** Opens the audit trail. */
export function openAudit(options: {
  readonly store: AuditStore;
  readonly clock: Clock;
  readonly logger: Logger;
}): Audit {
  const { store, clock, logger } = options;
  const entryOf = ({ identity, ...act }: AuditedAct): AuditEntry => ({
    ...act,
    at: clock.now(),
    actor: identity ? actorOf(identity) : '-',
    actorName: identity?.name ?? '-',
  });
  return {
    async note(act) {
      const entry = entryOf(act);
      const { actorName: _name, address: _address, ...missing } = entry;
      await store.append(entry).catch((err: unknown) => logger.error({ err, missing }, 'the audit trail has a hole'));
    },
    prove: (act) => store.append(entryOf(act)),
    list: (slice) => store.list(slice),
  };
}
