import type { BoardView, ForceAgent } from '@decroche/protocol';
import { useTranslation } from 'react-i18next';
import { useConsole } from '../console-context.ts';
import { usePauseLabel } from '../parts/agent-status.tsx';
import { attempt } from '../parts/problem.tsx';
import { notifyDone } from '../parts/undo-toast.tsx';

type Agent = BoardView['agents'][number];

/** What a supervisor does to calls and agents: done at once, said, and taken back where that is possible. */
export function useSupervision() {
  const { t } = useTranslation();
  const { supervision } = useConsole();
  const pauseLabel = usePauseLabel();
  const stateWords = (to: ForceAgent['to']) =>
    to.status === 'notReady'
      ? (pauseLabel(to.reason, t) ?? to.reason)
      : t(to.status === 'ready' ? 'status.ready' : 'desk.leave');

  return {
    move: async (callId: string, from: string, to: { queueId: string; name: string }) => {
      if (!(await attempt(() => supervision.move(callId, to.queueId), t))) return;
      const title = t('supervision.call.moved', { queue: to.name });
      notifyDone(`move-${callId}`, title, () => attempt(() => supervision.move(callId, from), t));
    },
    prioritise: async (callId: string, before: number, priority: number) => {
      if (!(await attempt(() => supervision.prioritise(callId, priority), t))) return;
      const title = t('supervision.call.prioritised', { value: priority });
      notifyDone(`priority-${callId}`, title, () => attempt(() => supervision.prioritise(callId, before), t));
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
      const undo = () => back && attempt(() => supervision.force(agentId, { to: back, when: 'now' }), t);
      notifyDone(`force-${agentId}`, title, undoable ? undo : undefined);
      return true;
    },
    stateWords,
  };
}
