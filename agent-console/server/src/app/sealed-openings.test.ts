import { Fault, newEnvelopePair, EnvelopeOpenKey, ManualClock } from '@decroche/platform';
import type { AccountId, CallId, Identity, PartyRef } from '@decroche/protocol';
import { expect, it } from 'vitest';
import type { SealedOpeningStore, StoredOpening } from './ports.ts';
import { createSealedOpenings, type Actor } from './sealed-openings.ts';

/** Kept in memory, with the same compare-and-set. */
function keptHere(): SealedOpeningStore {
  const kept = new Map<string, StoredOpening>();
  return {
    add: async (opening) => void kept.set(opening.openingId, opening),
    find: async (openingId) => kept.get(openingId),
    list: async () => ({ total: kept.size, items: [...kept.values()] }),
    async move(openingId, from, change) {
      const opening = kept.get(openingId);
      if (opening?.status !== from) return undefined;
      kept.set(openingId, { ...opening, ...change });
      return kept.get(openingId);
    },
  };
}

function somebody(name: string): Actor {
  const identity: Identity = { accountId: name as AccountId, login: name, name, role: 'supervisor', via: 'session' };
  return { identity, address: '192.0.2.1' };
}

it.each(['granted', 'refused'] as const)(
  'a decision (%s) that the audit can not keep opens nothing',
  async (verdict) => {
    const openings = createSealedOpenings({
      ...{ store: keptHere(), clock: new ManualClock(1_000), contextOf: String },
      parties: { lookUpSealed: async () => Buffer.from('an envelope') },
      openKey: EnvelopeOpenKey.parse(newEnvelopePair().openKey),
      findCall: async () => ({ receivedAt: 1, partyRef: 'party' as PartyRef }),
      audit: {
        async prove({ action }) {
          if (action === `sealedNumber.${verdict}`) throw new Fault('unavailable', 'the audit is away');
        },
      },
    });
    const asked = await openings.ask({ callId: 'call' as CallId, reason: 'because' }, somebody('helene'));
    if (!('done' in asked)) throw new Error(asked.refused);
    const { openingId } = asked.done;
    await expect(openings.decide(openingId, verdict, somebody('karim'))).rejects.toThrow('the audit is away');
    const { items } = await openings.list({ offset: 0, limit: 10 });
    expect(items).toMatchObject([{ status: 'expired' }]);
    expect(await openings.read(openingId, somebody('helene'))).toEqual({ refused: 'wrongStatus' });
  },
);
