import type { TFunction } from 'i18next';
import fr from '../locales/fr.json' with { type: 'json' };

/** What a field of a ticket is called. */
export function fieldWords(field: string, t: TFunction): string {
  return field in fr.field ? t(`field.${field as keyof typeof fr.field}`) : field;
}

/** What a field was set to, as the form shows it. */
export function valueWords(field: string, value: string, t: TFunction): string {
  const shown: Record<string, object> = { kind: fr.ticketKind, urgency: fr.urgency, impact: fr.impact };
  const words = shown[field];
  if (words === undefined || !(value in words)) return value;
  return t(`${field === 'kind' ? 'ticketKind' : field}.${value}` as 'urgency.minor');
}
