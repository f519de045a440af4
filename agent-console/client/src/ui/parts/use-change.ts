import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useConsole } from '../console-context.ts';
import { notify } from './notify.ts';
import { attempt } from './problem.tsx';

type Method = 'POST' | 'PUT' | 'DELETE';

/** Sends a change, refreshes the lists that show it, and says that it is done; a refusal is said too. */
export function useChange(refresh: readonly string[]) {
  const { t } = useTranslation();
  const { http } = useConsole();
  const client = useQueryClient();
  return async <S extends z.ZodType = z.ZodUnknown>(
    method: Method,
    path: string,
    options: {
      body?: unknown;
      schema?: S;
      /** Said instead of "it is done". */ done?: string | ((result: z.output<S>) => string);
    } = {},
  ): Promise<z.output<S> | undefined> => {
    let result: z.output<S> | undefined;
    const done = await attempt(async () => {
      const schema = options.schema ?? (z.unknown() as unknown as S);
      result = await http.send(method, path, { body: options.body, schema });
    }, t);
    if (!done) return undefined;
    for (const key of refresh) void client.invalidateQueries({ queryKey: [key] });
    const answer = result ?? ({} as z.output<S>);
    const said = typeof options.done === 'function' ? options.done(answer) : options.done;
    notify({ tone: 'good', message: said ?? t('common.saved') });
    return answer;
  };
}
