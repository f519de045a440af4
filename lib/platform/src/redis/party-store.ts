import { createHmac } from 'node:crypto';
import type { PartyRef } from '@decroche/protocol';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { type EnvelopeSealKey, sealFor } from '../sealed-envelope.ts';

/** What is known of a party behind a {@link PartyRef}. */
const PartyRecord = z.object({
  /** E.164 (`+33…`) or an inside extension as presented. */
  number: z.string(),
  /** Name the trunk or phone gave, unproven. */
  displayName: z.string().optional(),
});
export type PartyRecord = z.infer<typeof PartyRecord>;

/** Of a caller of child protection: an envelope that this store can not open, in base64. */
const SealedRecord = z.object({ sealed: z.string() });

/** Telephone numbers, kept outside every journal: dropping an entry forgets the person, no event changes. */
export interface PartyStore {
  /** The reference of a number: the same for the same number, not reversible without the key. */
  refer(number: string): PartyRef;
  /**
   * The reference of a number that is sealed: another one than {@link refer} gives, so that a party who also called a service
   * which shows numbers is not found by it.
   */
  referSealed(number: string): PartyRef;
  remember(party: PartyRecord): Promise<PartyRef>;
  /** Keeps a number for two people to open (C9). Without a key to seal with it is not kept at all: never in the clear. */
  rememberSealed(number: string): Promise<PartyRef>;
  /** Who a reference stands for; a sealed party is not told. */
  lookUp(ref: PartyRef): Promise<PartyRecord | undefined>;
  /** The envelope of a sealed party, opened by {@link sealedContext} of its reference. */
  lookUpSealed(ref: PartyRef): Promise<Buffer | undefined>;
  forget(ref: PartyRef): Promise<void>;
}

/** What a sealed number is bound to: an envelope put behind another reference does not open. */
export const sealedContext = (ref: PartyRef): string => `partyNumber:${ref}`;

/**
 * @param key secret of the keyed hash; another key gives other references.
 * @param sealKey what numbers of child-protection calls are sealed with.
 */
export function partyStore(redis: Redis, key: string, sealKey?: EnvelopeSealKey): PartyStore {
  const hashOf = (text: string): string => createHmac('sha256', key).update(text).digest('hex').slice(0, 24);
  const refer = (number: string): PartyRef => `p${hashOf(number)}` as PartyRef;
  const referSealed = (number: string): PartyRef => `s${hashOf(`sealed ${number}`)}` as PartyRef;
  const place = (ref: PartyRef): string => `decroche:party:${ref}`;
  const read = async (ref: PartyRef): Promise<unknown> => {
    const text = await redis.get(place(ref));
    return text === null ? undefined : JSON.parse(text);
  };
  return {
    refer,
    referSealed,
    async remember(party) {
      const ref = refer(party.number);
      await redis.set(place(ref), JSON.stringify(party));
      return ref;
    },
    async rememberSealed(number) {
      const ref = referSealed(number);
      if (sealKey === undefined) return ref;
      const sealed = sealFor(sealKey, Buffer.from(number), sealedContext(ref)).toString('base64');
      await redis.set(place(ref), JSON.stringify({ sealed }));
      return ref;
    },
    async lookUp(ref) {
      const found = await read(ref);
      if (found === undefined || SealedRecord.safeParse(found).success) return undefined;
      return PartyRecord.parse(found);
    },
    async lookUpSealed(ref) {
      const found = SealedRecord.safeParse(await read(ref));
      return found.success ? Buffer.from(found.data.sealed, 'base64') : undefined;
    },
    async forget(ref) {
      await redis.del(place(ref));
    },
  };
}
