import { createHmac } from 'node:crypto';
import type { PartyRef } from '@decroche/protocol';
import type { Redis } from 'ioredis';
import { z } from 'zod';

/** What is known of a party behind a {@link PartyRef}. */
const PartyRecord = z.object({
  /** E.164 (`+33…`) or an inside extension as presented. */
  number: z.string(),
  /** Name the trunk or phone gave, unproven. */
  displayName: z.string().optional(),
});
export type PartyRecord = z.infer<typeof PartyRecord>;

/** Telephone numbers, kept outside every journal: dropping an entry forgets the person, no event changes. */
export interface PartyStore {
  /** The reference of a number: the same for the same number, not reversible without the key. */
  refer(number: string): PartyRef;
  remember(party: PartyRecord): Promise<PartyRef>;
  lookUp(ref: PartyRef): Promise<PartyRecord | undefined>;
  forget(ref: PartyRef): Promise<void>;
}

/** @param key secret of the keyed hash; another key gives other references. */
export function partyStore(redis: Redis, key: string): PartyStore {
  const refer = (number: string): PartyRef =>
    `p${createHmac('sha256', key).update(number).digest('hex').slice(0, 24)}` as PartyRef;
  const place = (ref: PartyRef): string => `decroche:party:${ref}`;
  return {
    refer,
    async remember(party) {
      const ref = refer(party.number);
      await redis.set(place(ref), JSON.stringify(party));
      return ref;
    },
    async lookUp(ref) {
      const text = await redis.get(place(ref));
      return text === null ? undefined : PartyRecord.parse(JSON.parse(text));
    },
    async forget(ref) {
      await redis.del(place(ref));
    },
  };
}
