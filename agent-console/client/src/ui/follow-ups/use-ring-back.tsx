import { useQueryClient } from '@tanstack/react-query';
import { CallbackPlaced, type CallbackInput } from '@decroche/protocol';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useConsole, useStore } from '../console-context.ts';
import { notify } from '../parts/notify.ts';
import { attempt } from '../parts/problem.tsx';
import { notifyDone } from '../parts/undo-toast.tsx';

/** A choice of whom to ring back, without when and by whom. */
type WithoutWish<T> = T extends unknown ? Omit<T, 'dueAt' | 'agentId'> : never;
export type WhomToRing = WithoutWish<CallbackInput>;

/** Whether the one who is signed in answers calls: only then a call-back can be theirs. */
export function useAnswersCalls(): boolean {
  const { session } = useConsole();
  const state = useStore(session.state);
  return 'session' in state && state.session.agent !== undefined;
}

/** Has somebody rung back, for whoever asks when they answer calls; said at once, and taken back with one gesture. */
export function useRingBack() {
  const { t } = useTranslation();
  const { http } = useConsole();
  const client = useQueryClient();
  const mine = useAnswersCalls();
  const refresh = () => {
    for (const key of ['callbacks', 'voicemails', 'abandoned']) void client.invalidateQueries({ queryKey: [key] });
  };
  const cancel = async (callId: string) => {
    const path = `/api/callbacks/${encodeURIComponent(callId)}`;
    if (!(await attempt(() => http.send('DELETE', path, { schema: z.unknown() }), t))) return false;
    notify({ tone: 'good', message: t('followUps.cancelled') });
    refresh();
    return true;
  };
  const ring = async (whom: WhomToRing, name: string, dueAt?: number, forMe = mine): Promise<boolean> => {
    const body = { ...whom, ...(dueAt !== undefined && { dueAt }), ...(forMe && { agentId: 'me' }) };
    return attempt(async () => {
      const { callId } = await http.send('POST', '/api/callbacks', { body, schema: CallbackPlaced });
      const title = t(dueAt === undefined && forMe ? 'followUps.placedNow' : 'followUps.placed', { name });
      notifyDone(`ring-back-${callId}`, title, () => cancel(callId));
      refresh();
    }, t);
  };
  return { ring, cancel, refresh };
}
