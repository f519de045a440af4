import type { AccountId, Definition, DefinitionVersion } from '@decroche/protocol';
import { definitionChanges } from '../core/definition-diff.ts';
import type { Definitions, EditResult } from './definitions.ts';
import type { Accounts } from './accounts.ts';
import type { DefinitionStore, Page, Slice } from './ports.ts';

/** Every version of the definition, and the way back to any of them. */
export interface DefinitionHistory {
  /** Newest first, each with what it changed. */
  list(slice: Slice): Promise<Page<DefinitionVersion>>;
  find(version: number): Promise<Definition | undefined>;
  /** Publishes a past version again under the next number; undefined when there is no such version. */
  restore(actor: string, version: number): Promise<EditResult | undefined>;
}

/** Reads the versions that the definition's edits have stored. */
export function openDefinitionHistory(options: {
  readonly store: Pick<DefinitionStore, 'find' | 'list'>;
  readonly definitions: Definitions;
  readonly accounts: Pick<Accounts, 'find'>;
}): DefinitionHistory {
  const { store, definitions, accounts } = options;
  const nameOf = async (actor: string): Promise<{ byName?: string }> => {
    const account = actor === 'system' ? undefined : await accounts.find(actor as AccountId);
    return account ? { byName: account.name } : {};
  };
  return {
    find: (version) => store.find(version),
    async list({ offset, limit }) {
      // One more than asked for: what the last one changed is told against the one before it.
      const { total, items } = await store.list({ offset, limit: limit + 1 });
      const versions = items.slice(0, limit).map(async ({ definition, actor }, index): Promise<DefinitionVersion> => {
        const before = items[index + 1]?.definition;
        return {
          version: definition.version,
          publishedAt: definition.publishedAt,
          by: actor,
          ...(await nameOf(actor)),
          ...(before ? { changes: definitionChanges(before, definition) } : {}),
        };
      });
      return { total, items: await Promise.all(versions) };
    },
    async restore(actor, version) {
      const past = await store.find(version);
      if (!past) return undefined;
      const { version: _version, publishedAt: _publishedAt, ...body } = past;
      return definitions.edit(actor, () => body);
    },
  };
}
