import type { PartyRef, ResponderInput } from '@decroche/protocol';
import { withItem } from '../../core/oncall/plan-body.ts';
import type { Accounts } from '../accounts.ts';
import type { NumberPlan, PartyBook } from '../ports.ts';
import type { EditOf, OnCallBook, PlanEdit } from './book.ts';

/** What becomes of a change of who can be on call. */
export type ResponderEdit = PlanEdit | { readonly result: 'unknownAccount' } | { readonly result: 'notANumber' };

/** The people who can be on call: accounts with telephones. */
export interface Responders {
  /** Adds somebody, or changes their telephones and backups. */
  put(input: ResponderInput, seen?: number): Promise<ResponderEdit>;
  /** Takes the names that accounts bear now. */
  rename(): Promise<void>;
}

/** Opens them. Numbers go to the party store; the plan has their references only. */
export function createResponders(options: {
  readonly book: OnCallBook;
  readonly accounts: Pick<Accounts, 'find' | 'list'>;
  readonly parties: PartyBook;
  readonly numbers: NumberPlan;
}): Responders {
  const { book, accounts, parties, numbers } = options;
  const referenceOf = async (number: string): Promise<PartyRef> => {
    const partyRef = parties.refer(number);
    // What a trunk said of this number is kept: only a number nobody knows is new to the store.
    return (await parties.lookUp(partyRef)) ? partyRef : parties.remember({ number });
  };
  return {
    async put({ responderId, phones, backups }, seen) {
      const account = await accounts.find(responderId);
      if (!account) return { result: 'unknownAccount' };
      const dialled = phones.map((typed) => numbers.normalise(typed));
      if (dialled.includes(undefined)) return { result: 'notANumber' };
      const refs = await Promise.all(dialled.map((number) => referenceOf(number as string)));
      const responder = { responderId, name: account.name, phones: [...new Set(refs)], backups };
      const of: EditOf = { what: `responders/${responderId}`, seen };
      return book.edit(of, (body) => withItem(body, 'responders', responder));
    },
    async rename() {
      const { items } = await accounts.list({ offset: 0, limit: 10_000 });
      const names = new Map(items.map(({ accountId, name }) => [accountId, name]));
      const isOther = ({
        responderId,
        name,
      }: {
        responderId: (typeof items)[number]['accountId'];
        name: string;
      }): boolean => (names.get(responderId) ?? name) !== name;
      if (!book.plan().responders.some(isOther)) return;
      await book.edit({ what: 'names' }, (body) => ({
        ...body,
        responders: body.responders.map((each) => ({ ...each, name: names.get(each.responderId) ?? each.name })),
      }));
    },
  };
}
