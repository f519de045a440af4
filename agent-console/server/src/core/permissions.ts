import type { AgentId, Identity, Role } from '@decroche/protocol';

/**
 * What depends on more than the route, and from which role on; each role includes the one before it. What a whole route
 * needs is written at the route (`access`).
 */
const permissions = {
  'board.watch': 'supervisor',
  'agents.actFor': 'supervisor',
  'calls.readAll': 'supervisor',
  'absences.reasons': 'supervisor',
  'onCall.plan': 'supervisor',
  'alerts.actFor': 'supervisor',
} as const satisfies Record<string, Role>;

export type Permission = keyof typeof permissions;

const rank: Record<Role, number> = { engineer: 0, agent: 1, supervisor: 2, admin: 3 };

/** Whether someone may do something. */
export function may(identity: Identity, permission: Permission): boolean {
  return rank[identity.role] >= rank[permissions[permission]];
}

/** Whether someone may ask in an agent's name: their own, or anybody's from supervisor on. */
export function mayActFor(identity: Identity, agentId: AgentId): boolean {
  return identity.agentId === agentId || may(identity, 'agents.actFor');
}
