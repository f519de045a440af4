import { OnCallChanged } from '@decroche/protocol';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../console-context.ts';
import { attempt } from '../parts/problem.tsx';
import { notifyDone } from '../parts/undo-toast.tsx';
import { SHOWS_ON_CALL } from './on-call-queries.ts';

/** What a change would leave, or why it would be refused. */
type Trial = { readonly gaps: OnCallChanged['gaps'] } | { readonly problem: Error } | undefined;

/** What a change of the plan would leave open, asked each time the form says something else; `body` undefined while it is not filled in. */
export function useTrial(path: string, body: unknown): Trial {
  const { http } = useConsole();
  const { data, error } = useQuery({
    queryKey: ['onCall', 'trial', path, body],
    queryFn: () => http.send('POST', `${path}?dryRun=1`, { body, schema: OnCallChanged }),
    enabled: body !== undefined,
  });
  if (body === undefined) return undefined;
  if (error) return { problem: error };
  return data && { gaps: data.gaps };
}

/** Enters a change into the plan and says so, with one gesture to take it back. Resolves true when it is done. */
export function useEntry(path: string): (body: unknown, said: string) => Promise<boolean> {
  const { t } = useTranslation();
  const { http } = useConsole();
  const client = useQueryClient();
  const refresh = () => {
    for (const key of SHOWS_ON_CALL) void client.invalidateQueries({ queryKey: [key] });
  };
  return (body, said) =>
    attempt(async () => {
      const { id } = await http.send('POST', path, { body, schema: OnCallChanged });
      refresh();
      const undo = async () => {
        const undone = await attempt(
          () => http.send('DELETE', `${path}/${encodeURIComponent(id)}`, { schema: OnCallChanged }),
          t,
        );
        refresh();
        if (undone) notifyDone(`${id}-undone`, t('onCall.override.takenBack'));
      };
      notifyDone(id, said, undo);
    }, t);
}
