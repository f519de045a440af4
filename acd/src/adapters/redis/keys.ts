import { streams, type DomainId } from '@decroche/protocol';

/** Where the processes of one list of domains count themselves. */
export const fleetKey = (domainIds: readonly string[]): string =>
  `decroche:acd:fleet:${[...domainIds].sort().join(',')}`;

/** The keys of one domain in Redis. */
export const keysOf = (domainId: DomainId) =>
  ({
    lease: `decroche:${domainId}:acd:lease`,
    fence: `decroche:${domainId}:acd:fence`,
    snapshot: `decroche:${domainId}:acd:snapshot`,
    journal: streams.journal(domainId),
    inputs: streams.inputs(domainId),
  }) as const;
