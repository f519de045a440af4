import { useConsole, useStore } from '../console-context.ts';
import { includesRole } from './session-role.ts';

/** Whether this person is a supervisor or above: may change plans, and read figures. */
export function useSupervises(): boolean {
  const { session } = useConsole();
  const state = useStore(session.state);
  return 'session' in state && includesRole(state.session.identity.role, 'supervisor');
}
