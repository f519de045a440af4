import type { TFunction } from 'i18next';
import fr from '../locales/fr.json' with { type: 'json' };

/** How a call ended, in words; one still under way says so. */
export function outcomeWords(outcome: string | undefined, t: TFunction): string {
  if (outcome === undefined || outcome === '') return t('outcome.inProgress');
  return outcome in fr.outcome ? t(`outcome.${outcome as keyof typeof fr.outcome}`) : outcome;
}
