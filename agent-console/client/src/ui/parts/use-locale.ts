import { useTranslation } from 'react-i18next';
import type { Locale } from '../format.ts';
import { useDefinition } from '../queries.ts';

/** The language of the screen and the time zone of the organisation. */
export function useLocale(): Locale {
  const { i18n } = useTranslation();
  const timeZone = useDefinition().data?.timeZone ?? 'Europe/Paris';
  return { language: i18n.language, timeZone };
}
