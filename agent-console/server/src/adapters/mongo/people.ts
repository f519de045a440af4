import { Account, ApiToken, AuditEntry, Contact } from '@decroche/protocol';
import { z } from 'zod';
import type { AccountStore, AuditStore, ContactStore, TokenStore } from '../../app/ports.ts';
import type { Models } from './models.ts';
import { parseDocument, stored, updateOf } from './reading.ts';

const StoredAccount = Account.extend({ passwordHash: z.string(), passwordMade: z.boolean() });

/** Accounts, one document each. */
export function mongoAccounts({ accounts }: Models): AccountStore {
  const parse = (document: unknown) => parseDocument(StoredAccount, 'accountId', document);
  return {
    add: ({ accountId, ...rest }) => stored(async () => void (await accounts.create([{ _id: accountId, ...rest }]))),
    find: (accountId) =>
      stored(async () => {
        const found = await accounts.findById(accountId).lean();
        return found ? parse(found) : undefined;
      }),
    findByLogin: (login) =>
      stored(async () => {
        const found = await accounts.findOne({ login }).lean();
        return found ? parse(found) : undefined;
      }),
    change: (accountId, patch) =>
      stored(async () => (await accounts.updateOne({ _id: accountId }, updateOf(patch))).matchedCount === 1),
    remove: (accountId) => stored(async () => (await accounts.deleteOne({ _id: accountId })).deletedCount === 1),
    list: ({ offset, limit }) =>
      stored(async () => ({
        total: await accounts.countDocuments(),
        items: (await accounts.find().sort({ login: 1 }).skip(offset).limit(limit).lean()).map(parse),
      })),
    countAdmins: () => stored(() => accounts.countDocuments({ role: 'admin', disabled: false })),
  };
}

/** API tokens without their secrets. */
export function mongoTokens({ tokens }: Models): TokenStore {
  const parse = (document: unknown) => parseDocument(ApiToken, 'tokenId', document);
  return {
    add: ({ tokenId, ...rest }) => stored(async () => void (await tokens.create([{ _id: tokenId, ...rest }]))),
    remove: (tokenId) =>
      stored(async () => {
        const removed = await tokens.findOneAndDelete({ _id: tokenId }).lean();
        return removed ? parse(removed) : undefined;
      }),
    list: ({ offset, limit }) =>
      stored(async () => ({
        total: await tokens.countDocuments(),
        items: (await tokens.find().sort({ createdAt: -1 }).skip(offset).limit(limit).lean()).map(parse),
      })),
  };
}

/** The audit trail: the product has no code that changes or removes an entry. */
export function mongoAudit({ audit }: Models): AuditStore {
  return {
    append: (entry) => stored(async () => void (await audit.create([entry]))),
    list: ({ offset, limit }) =>
      stored(async () => ({
        total: await audit.countDocuments(),
        items: (await audit.find().sort({ at: -1, _id: -1 }).skip(offset).limit(limit).lean()).map((document) =>
          parseDocument(AuditEntry, '_id', document),
        ),
      })),
  };
}

/** The directory, one document for each contact. */
export function mongoContacts({ contacts }: Models): ContactStore {
  return {
    all: () =>
      stored(async () =>
        (await contacts.find().lean()).map((document) => parseDocument(Contact, 'contactId', document)),
      ),
    put: (changed) =>
      stored(async () => {
        if (changed.length === 0) return;
        await contacts.bulkWrite(
          changed.map(({ contactId, ...rest }) => ({
            updateOne: { filter: { _id: contactId }, update: { $set: rest }, upsert: true },
          })),
        );
      }),
    remove: (contactId) => stored(async () => void (await contacts.deleteOne({ _id: contactId }))),
  };
}
