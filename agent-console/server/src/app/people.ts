import type { Clock } from '@decroche/platform';
import type { AccountId } from '@decroche/protocol';
import type { Accounts } from './accounts.ts';

/** Names change rarely: looked up again after this long. */
const KNOWN_FOR_MS = 60_000;
const KEPT = 2_000;

/** Names of the people behind account ids, as journals and lists need them. */
export interface People {
  /** Gives what to call each of them; an id of somebody gone stays as it is. */
  namesOf(accountIds: readonly string[]): Promise<(accountId: string) => string>;
}

/** Opens the names. */
export function createPeople(accounts: Pick<Accounts, 'find'>, clock: Clock): People {
  const known = new Map<string, { readonly name: string; readonly until: number }>();
  const learn = async (accountId: string): Promise<void> => {
    const name = (await accounts.find(accountId as AccountId))?.name ?? accountId;
    if (known.size >= KEPT) known.clear();
    known.set(accountId, { name, until: clock.now() + KNOWN_FOR_MS });
  };
  return {
    async namesOf(accountIds) {
      const asked = new Set(accountIds.filter((id) => id !== 'system' && id !== 'caller'));
      const now = clock.now();
      await Promise.all([...asked].filter((id) => (known.get(id)?.until ?? 0) <= now).map(learn));
      const names = new Map([...asked].map((id) => [id, known.get(id)?.name ?? id]));
      return (accountId) => names.get(accountId) ?? accountId;
    },
  };
}
