import i18next from 'i18next';
import { expect, test } from 'vitest';
import { words } from '../locales/words.ts';
import { valueWords } from './field-words.ts';

await i18next.init({ lng: 'fr', resources: { fr: { translation: words.fr } } });

test.each([
  ['kind', 'request', 'Demande'],
  ['urgency', 'minor', words.fr.urgency.minor],
  ['impact', 'user', words.fr.impact.user],
  ['subject', 'request', 'request'],
  ['kind', 'unheardOf', 'unheardOf'],
])('%s %s is said as the form shows it', (field, value, shown) => {
  expect(valueWords(field, value, i18next.t)).toBe(shown);
});
