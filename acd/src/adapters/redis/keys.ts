import { streams, type DomainId } from '@decroche/protocol';

/** The keys of one domain in Redis. */
export const keysOf = (domainId: DomainId) =>
  ({
    lease: `decroche:${domainId}:acd:lease`,
    fence: `decroche:${domainId}:acd:fence`,
    snapshot: `decroche:${domainId}:acd:snapshot`,
    journal: streams.journal(domainId),
    inputs: streams.inputs(domainId),
  }) as const;
