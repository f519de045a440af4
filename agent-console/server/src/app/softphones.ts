import type { Clock } from '@decroche/platform';
import type { AgentId, BoardView, SoftphoneReport } from '@decroche/protocol';
import type { Board } from '../core/board/state.ts';

/** A page that says nothing for this long is asleep or gone; SIP registration tells the rest. */
const GOOD_FOR_MS = 90_000;

/** What pages say of their own telephones (pains 15). */
export interface Softphones {
  report(agentId: AgentId, report: SoftphoneReport): void;
  /** Agents who look able to answer and are not: shown to supervisors before a caller finds out. */
  alarms(board: Board): BoardView['alarms'];
}

/** Remembers the last report of each agent. */
export function createSoftphones(clock: Clock): Softphones {
  const reports = new Map<AgentId, { readonly at: number; readonly report: SoftphoneReport }>();
  return {
    report: (agentId, report) => void reports.set(agentId, { at: clock.now(), report }),
    alarms(board) {
      const now = clock.now();
      return [...reports].flatMap(([agentId, { at, report }]) => {
        const agent = board.agents.get(agentId);
        if (agent?.status !== 'ready' || now - at > GOOD_FOR_MS) return [];
        const why = whatIsWrong(report);
        if (why === undefined) return [];
        const name = agent.definition?.name ?? agentId;
        return [
          { id: `softphone:${agentId}`, at, severity: 'warning' as const, text: `${name} est prêt, mais ${why}.` },
        ];
      });
    },
  };
}

function whatIsWrong(report: SoftphoneReport): string | undefined {
  if (report.microphone === 'lost') return 'son micro a disparu';
  if (report.microphone === 'denied') return 'son navigateur refuse le micro';
  if (!report.registered) return 'son téléphone n’est pas enregistré';
  return report.audioUnlocked ? undefined : 'le son de sa page est bloqué';
}
