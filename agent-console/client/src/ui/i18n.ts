import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { words } from './locales/words.ts';

/** Languages of the screens; French is the reference, English follows it key by key. */
export type Language = 'fr' | 'en';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: (typeof words)['fr'] };
  }
}

/** Starts the dictionary; both languages are in the page, so a switch is immediate. */
export function startI18n(language: Language): void {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'fr',
    resources: { fr: { translation: words.fr }, en: { translation: words.en } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

/** Changes the language of everything, the document's included. */
export function switchLanguage(language: Language): void {
  void i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
