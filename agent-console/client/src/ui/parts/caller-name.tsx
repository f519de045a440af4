import type { CallerView } from '@decroche/protocol';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';

/** The best name for a caller: the only or first directory entry, else the number, else why there is none. */
export function callerWords({ candidates, number, sealed, withheld }: CallerView, t: TFunction): string {
  const [first] = candidates;
  if (first) return first.contact.name;
  if (number !== undefined) return number;
  if (sealed) return t('child.sealed');
  return withheld ? t('caller.withheld') : t('caller.unknown');
}

/** The same, in the language of the screen. */
export function useCallerName(): (caller: CallerView) => string {
  const { t } = useTranslation();
  return (caller) => callerWords(caller, t);
}
