import type { TFunction } from 'i18next';
import type { CallClass, TelephoneFigures } from '@decroche/protocol';

/**
 * The calls behind a rate, « 3 sur 7 appels »: with few calls the count says more than the share (kpi.md).
 * Only for the clause whose one denominator both rates share (F4).
 */
export function outOfCalls(figures: TelephoneFigures, part: CallClass, t: TFunction): string | undefined {
  if (figures.clause !== 'F4' || figures.denominator === 0) return undefined;
  return t('reports.outOf', { part: figures.counts[part] ?? 0, count: figures.denominator });
}
