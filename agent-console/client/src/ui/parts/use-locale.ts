import { useTranslation } from 'react-i18next';
import type { Locale } from '../format.ts';
import { useDefinition } from '../queries.ts';

/** The language of the screen and the time zone of the organisation. */
export function useLocale(): Locale {
  const { i18n } = useTranslation();
  const timeZone = useDefinition().data?.timeZone ?? 'Europe/Paris';
  // A 24-hour clock in both languages: half past one must not look like half past thirteen.
  return { language: i18n.language === 'en' ? 'en-GB' : i18n.language, timeZone };
}
