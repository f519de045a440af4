import type { CallerView } from '@decroche/protocol';
import { useTranslation } from 'react-i18next';

/** The best name for a caller: the only or first directory entry, else the number, else that it is withheld. */
export function useCallerName(): (caller: CallerView) => string {
  const { t } = useTranslation();
  return (caller) => {
    const [first] = caller.candidates;
    if (first) return first.contact.name;
    if (caller.number !== undefined) return caller.number;
    return caller.withheld ? t('caller.withheld') : t('caller.unknown');
  };
}
