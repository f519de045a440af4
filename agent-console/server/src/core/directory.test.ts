import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Contact } from '@decroche/protocol';
import { restored } from './csv-cell.ts';
import { candidatesFor, indexDirectory, matches } from './directory.ts';

const contact = (name: string, numbers: string[], site = 'Orléans'): Contact => ({
  contactId: name,
  name,
  site,
  service: 'Finances',
  numbers,
  email: `${name}@example.org`,
  vip: false,
});
const alice = contact('Élodie Aubert', ['+33261910011', '6100']);
const bruno = contact('Bruno', ['+33261910012']);
const chloe = contact('Chloé', ['+33536490013'], 'Toulouse');
const index = indexDirectory([alice, bruno, chloe]);

test.each([
  ['their direct number', '+33261910011', [alice], 'number'],
  ['their extension', '6100', [alice], 'number'],
  ['a number of the same block', '+33261910099', [alice, bruno], 'site'],
  ['a number nobody has', '+33199001234', [], ''],
  ['an extension nobody has', '6999', [], ''],
])('somebody is thought of for %s', (_name, number, contacts, because) => {
  expect(candidatesFor(index, number)).toEqual(contacts.map((each) => ({ contact: each, because })));
});
test('a number shared by two people thinks of both', () => {
  const twin = contact('Twin', ['6100']);
  expect(candidatesFor(indexDirectory([alice, twin]), '6100').map((each) => each.contact.name)).toEqual([
    'Élodie Aubert',
    'Twin',
  ]);
});
test('a block of numbers spread over two sites says nothing', () => {
  const elsewhere = contact('E', ['+33261910050'], 'Metz');
  expect(candidatesFor(indexDirectory([alice, elsewhere]), '+33261910077')).toEqual([]);
});
test.each([
  ['elodie', true],
  ['AUBERT orleans', true],
  ['aubert toulouse', false],
  ['02 61 91', true],
  ['02 61 92', false],
  ['aubert 6100', true],
  ['0261910011', true],
  ['6100', true],
  ['', true],
])('a search for %j finds Élodie Aubert: %s', (query, found) => {
  expect(matches(alice, query)).toBe(found);
});
test.each([
  ["'+33261910011", '+33261910011'],
  ["'=1+1", '=1+1'],
  ["'quoted'", "'quoted'"],
  ['plain', 'plain'],
])('the exported cell %j was %j', (cell, original) => {
  expect(restored(cell)).toBe(original);
});
test('every exact match is found, and only those', () => {
  const number = fc.constantFrom('1', '22', '333', '+33261910011', '+33261910012', '+33561910012');
  fc.assert(
    fc.property(fc.array(fc.array(number, { maxLength: 3 }), { maxLength: 8 }), number, (people, asked) => {
      const contacts = people.map((numbers, n) => contact(`c${n}`, numbers, `site${n}`));
      const exact = contacts.filter((each) => each.numbers.includes(asked));
      const found = candidatesFor(indexDirectory(contacts), asked);
      if (exact.length > 0) expect(found).toEqual(exact.map((each) => ({ contact: each, because: 'number' })));
      else expect(found.every((each) => each.because === 'site')).toBe(true);
    }),
  );
});
