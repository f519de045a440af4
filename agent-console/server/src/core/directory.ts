import type { CallerView, Contact } from '@decroche/protocol';

/** The directory arranged by number. */
export interface DirectoryIndex {
  readonly byNumber: ReadonlyMap<string, readonly Contact[]>;
  readonly byRange: ReadonlyMap<string, readonly Contact[]>;
}

/** A block of a hundred direct numbers, as operators rent them to one building. */
const rangeOf = (number: string): string | undefined => (/^\+\d{9,}$/.test(number) ? number.slice(0, -2) : undefined);

/** People of the same block are only a guess: more of them would be noise. */
const GUESSES = 3;

/** Arranges contacts for {@link candidatesFor}. */
export function indexDirectory(contacts: Iterable<Contact>): DirectoryIndex {
  const byNumber = new Map<string, Contact[]>();
  const byRange = new Map<string, Contact[]>();
  for (const contact of contacts) {
    for (const number of contact.numbers) {
      add(byNumber, number, contact);
      const range = rangeOf(number);
      if (range !== undefined) add(byRange, range, contact);
    }
  }
  return { byNumber, byRange };
}

function add(map: Map<string, Contact[]>, key: string, contact: Contact): void {
  const list = map.get(key);
  if (!list) map.set(key, [contact]);
  else if (!list.includes(contact)) list.push(contact);
}

/**
 * Who may be calling, and why each is thought of: those with this very number; failing that, a few of the same block of
 * numbers, when they all sit at one site.
 *
 * @param number E.164, or an inside extension as presented.
 */
export function candidatesFor(index: DirectoryIndex, number: string): CallerView['candidates'] {
  const exact = index.byNumber.get(number);
  if (exact) return exact.map((contact) => ({ contact, because: 'number' as const }));
  const range = rangeOf(number);
  const near = (range === undefined ? undefined : index.byRange.get(range)) ?? [];
  if (new Set(near.map((contact) => contact.site)).size !== 1) return [];
  return near.slice(0, GUESSES).map((contact) => ({ contact, because: 'site' as const }));
}

/** Text as people search it: no case, no accents. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** A query that is a number as people write them, spaces and dots included. */
const WRITTEN_NUMBER = /^\+?[\d\s.\-()]{3,}$/;

/** Whether a contact has every word asked for, in its name, site, service, address or numbers. */
export function matches(contact: Contact, query: string): boolean {
  if (WRITTEN_NUMBER.test(query.trim())) return matchesNumber(contact, query);
  const text = plain(`${contact.name} ${contact.site} ${contact.service} ${contact.email}`);
  return plain(query)
    .split(/\s+/)
    .filter((word) => word !== '')
    .every((word) => text.includes(word) || matchesNumber(contact, word));
}

function matchesNumber(contact: Contact, word: string): boolean {
  const digits = word.replace(/[^\d]/g, '').replace(/^0/, '');
  return digits.length >= 3 && contact.numbers.some((number) => number.includes(digits));
}
