import type { Ticket } from '@decroche/protocol';

/** Text as searches compare it: without case and accents. */
export function searchable(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}

/** The words a search asks for, all of which must be found. */
export function searchWords(query: string): readonly string[] {
  return searchable(query).split(/\s+/).filter(Boolean);
}

/** A word as a regular expression that finds it literally. */
export function literally(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** What a search looks through: number, subject, category, requester. */
export function searchText(ticket: Ticket): string {
  const { number, subject, category, requester } = ticket;
  return searchable([number, subject, category, requester.name, requester.site].join(' '));
}
