import { Button } from '@mantine/core';
import type { BoardView, ForceAgent } from '@decroche/protocol';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../console-context.ts';
import { usePauseLabel } from '../parts/agent-status.tsx';
import { notify, unnotify } from '../parts/notify.ts';
import { attempt } from '../parts/problem.tsx';

type Agent = BoardView['agents'][number];

/** The message that something was done, with a way back where there is one. */
function useDone() {
  const { t } = useTranslation();
  return (id: string, title: string, undo?: () => Promise<unknown>) => {
    const back = async () => {
      unnotify(id);
      if (undo) await attempt(undo, t);
    };
    notify({
      id,
      tone: 'good',
      title,
      ...(undo && {
        message: (
          <Button size="compact-sm" variant="default" mt={4} onClick={() => void back()}>
            {t('common.undo')}
          </Button>
        ),
      }),
    });
  };
}

/** What a supervisor does to calls and agents: done at once, said, and taken back where that is possible. */
export function useSupervision() {
  const { t } = useTranslation();
  const { supervision } = useConsole();
  const pauseLabel = usePauseLabel();
  const done = useDone();
  const stateWords = (to: ForceAgent['to']) =>
    to.status === 'notReady'
      ? (pauseLabel(to.reason, t) ?? to.reason)
      : t(to.status === 'ready' ? 'status.ready' : 'desk.leave');

  return {
    move: async (callId: string, from: string, to: { queueId: string; name: string }) => {
      if (!(await attempt(() => supervision.move(callId, to.queueId), t))) return;
      const title = t('supervision.call.moved', { queue: to.name });
      done(`move-${callId}`, title, () => supervision.move(callId, from));
    },
    prioritise: async (callId: string, before: number, priority: number) => {
      if (!(await attempt(() => supervision.prioritise(callId, priority), t))) return;
      const title = t('supervision.call.prioritised', { value: priority });
      done(`priority-${callId}`, title, () => supervision.prioritise(callId, before));
    },
    release: (callId: string) => attempt(() => supervision.release(callId), t),
    force: async (agent: Agent, to: ForceAgent['to'], when: 'now' | 'afterCall', busy: boolean) => {
      const { agentId, name } = agent;
      if (!(await attempt(() => supervision.force(agentId, { to, when }), t))) return false;
      const later = busy && when === 'afterCall';
      const title = t(later ? 'supervision.agent.forcedAfter' : 'supervision.agent.forced', {
        name,
        state: stateWords(to),
      });
      // A shift that was ended is begun again by the agent alone: the microphone is theirs.
      const back: ForceAgent['to'] | undefined =
        agent.status === 'ready'
          ? { status: 'ready' }
          : agent.status === 'notReady' && agent.reason !== undefined
            ? { status: 'notReady', reason: agent.reason }
            : undefined;
      const undoable = back !== undefined && to.status !== 'loggedOut' && !later;
      done(
        `force-${agentId}`,
        title,
        undoable ? () => supervision.force(agentId, { to: back, when: 'now' }) : undefined,
      );
      return true;
    },
    stateWords,
  };
}
