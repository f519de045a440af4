import type { OnCallHours } from '@decroche/protocol';
import i18next, { type TFunction } from 'i18next';
import { beforeAll, describe, expect, test } from 'vitest';
import { words } from '../../locales/words.ts';
import { hoursWords } from './rule-words.ts';

let fr: TFunction;
let en: TFunction;

beforeAll(async () => {
  await i18next.init({
    lng: 'fr',
    resources: { fr: { translation: words.fr }, en: { translation: words.en } },
    interpolation: { escapeValue: false },
  });
  fr = i18next.getFixedT('fr');
  en = i18next.getFixedT('en');
});

const weekly = (startDays: number[], from: string, to: string, spanDays: number): OnCallHours => ({
  ...{ kind: 'weekly', startDays, from, to, spanDays },
});

describe('a rule as people say it', () => {
  test.each([
    [weekly([1, 2, 3, 4], '18:00', '07:30', 1), 'du lundi au jeudi, de 18:00 à 07:30 le lendemain'],
    [weekly([5], '18:00', '07:30', 3), 'du vendredi 18:00 au lundi 07:30'],
    [weekly([1], '08:00', '08:00', 7), 'chaque semaine, du lundi 08:00 au lundi suivant 08:00'],
    [weekly([6, 7], '08:00', '20:00', 0), 'le samedi et le dimanche, de 08:00 à 20:00'],
    [weekly([7, 6, 5, 4, 3, 2, 1], '22:00', '06:00', 1), 'chaque jour, de 22:00 à 06:00 le lendemain'],
    [weekly([2], '18:00', '08:00', 1), 'le mardi, de 18:00 à 08:00 le lendemain'],
    [weekly([1, 4], '08:00', '08:00', 2), 'le lundi et le jeudi, de 08:00 à 08:00, 2 jours plus tard'],
    [{ kind: 'always' } as const, 'en permanence'],
    [
      { kind: 'holidays', region: 'FR', from: '18:00', to: '07:30' } as const,
      'autour des jours fériés (France), de la veille 18:00 au lendemain 07:30',
    ],
  ])('%j', (hours, sentence) => {
    expect(hoursWords(hours, 'fr', fr)).toBe(sentence);
  });

  test('in English too', () => {
    expect(hoursWords(weekly([1, 2, 3, 4], '18:00', '07:30', 1), 'en-GB', en)).toBe(
      'Monday to Thursday, 18:00 to 07:30 the next day',
    );
    expect(hoursWords(weekly([6], '20:00', '08:00', 2), 'en-GB', en)).toBe('from Saturday 20:00 to Monday 08:00');
  });
});
