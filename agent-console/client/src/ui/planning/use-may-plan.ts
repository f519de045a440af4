import { useConsole, useStore } from '../console-context.ts';
import { includesRole } from '../shell/session-role.ts';

/** Whether this person may change the plan, not only read it. */
export function useMayPlan(): boolean {
  const { session } = useConsole();
  const state = useStore(session.state);
  return 'session' in state && includesRole(state.session.identity.role, 'supervisor');
}
