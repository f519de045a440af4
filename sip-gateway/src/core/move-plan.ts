import type { LegId } from '@decroche/protocol';
import { branchOf, type Bridge, withBranch } from './bridge.ts';
import { attachAgain, type MediaPlan, none } from './media-plan.ts';

/** Someone's media moved: one of the operations yields what they are told. */
export interface MovePlan extends MediaPlan {
  readonly toldBy: number;
}

/**
 * A called party's media moved (re-INVITE): the caller notices nothing. Before they are joined the move connects the two for
 * a moment, as {@link planWhisper} does.
 */
export function planMove(bridge: Bridge, legId: LegId, sdp: string): MovePlan {
  const branch = branchOf(bridge, legId);
  if (!branch) return { ...none(bridge), toldBy: 0 };
  const moved = branch.sdp === undefined ? branch : { ...branch, sdp };
  const operation = { do: 'moveBranch', legId, sdp, profile: branch.profile } as const;
  const again = bridge.joined === legId ? [] : [attachAgain(bridge)];
  return { operations: [operation, ...again], bridge: withBranch(bridge, branch, moved), toldBy: 0 };
}

/** The caller's media moved: whoever they are connected to is told to the media server again. */
export function planCallerMove(bridge: Bridge): MovePlan {
  const joined = bridge.joined === undefined ? undefined : branchOf(bridge, bridge.joined);
  const offer = joined ? [{ do: 'offerBranch', legId: joined.legId, profile: joined.profile } as const] : [];
  return { operations: [...offer, attachAgain(bridge)], bridge, toldBy: offer.length };
}
