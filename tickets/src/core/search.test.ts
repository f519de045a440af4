import { expect, it } from 'vitest';
import { literally, searchable, searchWords } from './search.ts';

it('compares without case and accents', () => {
  expect(searchable('Réseau COUPÉ à Évry')).toBe('reseau coupe a evry');
});
it('asks for every word', () => {
  expect(searchWords('  Réseau   INC-2026 ')).toEqual(['reseau', 'inc-2026']);
  expect(searchWords('   ')).toEqual([]);
});
it.each(['a.b', '(x', '[', '\\', '^$', 'a|b', '*', '+33', '{1}', 'é?'])('finds %j literally', (word) => {
  expect(new RegExp(literally(word)).test(`x ${word} y`)).toBe(true);
  expect(new RegExp(literally(word)).test('none of it')).toBe(false);
});
