import { PartyRef, SealedOpening } from '@decroche/protocol';
import type { SealedOpeningStore } from '../../app/ports.ts';
import type { Models } from './models.ts';
import { parseDocument, stored } from './reading.ts';

const StoredOpening = SealedOpening.extend({ partyRef: PartyRef });

/** Openings of sealed numbers, one document each; the number itself is never among them. */
export function mongoSealedOpenings({ sealedOpenings }: Models): SealedOpeningStore {
  const parse = (document: unknown) => parseDocument(StoredOpening, 'openingId', document);
  return {
    add: ({ openingId, ...rest }) =>
      stored(async () => void (await sealedOpenings.create([{ _id: openingId, ...rest }]))),
    find: (openingId) =>
      stored(async () => {
        const found = await sealedOpenings.findById(openingId).lean();
        return found ? parse(found) : undefined;
      }),
    list: ({ offset, limit }) =>
      stored(async () => ({
        total: await sealedOpenings.countDocuments(),
        items: (await sealedOpenings.find().sort({ askedAt: -1 }).skip(offset).limit(limit).lean()).map(parse),
      })),
    move: (openingId, from, change) =>
      stored(async () => {
        const moved = await sealedOpenings
          .findOneAndUpdate({ _id: openingId, status: from }, { $set: change }, { returnDocument: 'after' })
          .lean();
        return moved ? parse(moved) : undefined;
      }),
  };
}
