import type { LegId } from '@decroche/protocol';
import { type Branch, branchOf, type Bridge, unwhispered, withBranch } from './bridge.ts';
import { attachAgain, type MediaPlan, none } from './media-plan.ts';

/** Something to be said to a called party before they are joined. */
export interface Whisper {
  readonly legId: LegId;
  /** Their answer. */
  readonly sdp: string;
  readonly file: string;
  readonly repeat: boolean;
}

/**
 * Plays to a called party who has answered and is not joined: they alone hear it, and nobody hears them, but their keys are
 * told. The first time the media server learns by their answer where they listen, which connects the caller to them for a
 * moment: their side is closed before, and the caller is attached again at once.
 */
export function planWhisper(bridge: Bridge, { legId, sdp, file, repeat }: Whisper): MediaPlan {
  const branch = branchOf(bridge, legId);
  if (!branch || bridge.joined === legId) return none(bridge);
  const next: Branch = { ...branch, connected: true, muted: true, whispered: true };
  return {
    operations: [
      ...(branch.muted ? [] : [{ do: 'block', party: legId } as const]),
      ...(branch.connected ? [] : [{ do: 'answerBranch', legId, sdp } as const, attachAgain(bridge)]),
      { do: 'playTo', legId, file, repeat },
    ],
    bridge: withBranch(bridge, branch, next),
  };
}

/** What was said to a party has come to its end by itself. */
export function afterWhisper(bridge: Bridge, legId: LegId): Bridge {
  const branch = branchOf(bridge, legId);
  return branch ? withBranch(bridge, branch, unwhispered(branch)) : bridge;
}
