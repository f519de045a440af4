import type { Dissuasion } from '@decroche/protocol';
import { useTranslation } from 'react-i18next';
import { useChange } from '../parts/use-change.ts';

/** What may be asked for a message; each resolves true when the server has it, and says a refusal itself. */
export function useMessageActions({ dissuasionId }: Pick<Dissuasion, 'dissuasionId'>) {
  const { t } = useTranslation();
  const change = useChange(['dissuasions', 'dissuasionEffects']);
  const path = `/api/dissuasions/${encodeURIComponent(dissuasionId)}`;
  const ask = async (what: string, body: object = {}, done?: string) =>
    (await change('POST', `${path}/${what}`, { body, ...(done !== undefined && { done }) })) !== undefined;
  return {
    publish: () => ask('publish', {}, t('dissuasion.published')),
    askWithdrawal: (reason: string) => ask('withdrawal', { reason }),
    decide: (granted: boolean, reason = '') => ask('decision', { granted, reason }),
    discard: () => ask('discard'),
  };
}
