import { randomBytes } from 'node:crypto';
import type { Clock } from '@decroche/platform';
import type { AccountId, ApiToken, ApiTokenCreated, ApiTokenInput, Identity } from '@decroche/protocol';
import type { Page, Sessions, Slice, TokenStore } from './ports.ts';

/** Keys for robots, scripts and wallboards. */
export interface Tokens {
  issue(input: ApiTokenInput, by: Identity): Promise<ApiTokenCreated>;
  /** @returns the token that was withdrawn. */
  revoke(tokenId: string): Promise<ApiToken | undefined>;
  list(slice: Slice): Promise<Page<ApiToken>>;
}

/** Opens the tokens. */
export function openTokens(options: {
  readonly store: TokenStore;
  readonly sessions: Sessions;
  readonly clock: Clock;
}): Tokens {
  const { store, sessions, clock } = options;
  return {
    async issue({ lifetimeMs, ...input }, by) {
      const tokenId = `tok-${randomBytes(8).toString('hex')}`;
      const now = clock.now();
      const apiToken: ApiToken = {
        ...input,
        tokenId,
        createdAt: now,
        createdBy: by.name,
        ...(lifetimeMs === undefined ? {} : { expiresAt: now + lifetimeMs }),
      };
      await store.add(apiToken);
      const identity: Identity = {
        accountId: `token:${tokenId}` as AccountId,
        login: tokenId,
        name: input.name,
        role: input.role,
        ...(input.agentId === undefined ? {} : { agentId: input.agentId }),
        via: 'token',
      };
      return { token: await sessions.issueToken(tokenId, identity, apiToken.expiresAt), apiToken };
    },
    async revoke(tokenId) {
      // The door is shut before the record goes: a failure between the two leaves a record, never an open door.
      await sessions.revokeToken(tokenId);
      return store.remove(tokenId);
    },
    list: (slice) => store.list(slice),
  };
}
