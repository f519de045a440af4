import type { Role } from '@decroche/protocol';
import { useConsole, useStore } from '../console-context.ts';

const RANK: Record<Role, number> = { engineer: 0, agent: 1, supervisor: 2, admin: 3 };

/** Whether a role includes another. */
export function includesRole(role: Role, needed: Role): boolean {
  return RANK[role] >= RANK[needed];
}

/** Whether the person signed in may do what needs this role. The server decides; the page only hides what it would refuse. */
export function useMay(needed: Role): boolean {
  const { session } = useConsole();
  const state = useStore(session.state);
  return 'session' in state && includesRole(state.session.identity.role, needed);
}

/** Whose account is signed in. */
export function useAccountId(): string | undefined {
  const { session } = useConsole();
  const state = useStore(session.state);
  return 'session' in state ? state.session.identity.accountId : undefined;
}
