/**
 * Who of a call hears whom.
 *
 * ```
 *                    ring               join
 *   caller alone ──────────▶ ringing ──────────▶ joined ⇄ held
 *   (music, prompts,   ◀───────────    part        │
 *    voicemail)        ◀───────────────────────────┘
 * ```
 *
 * Of a call that we make, the caller is the one who comes last: an agent may have answered already and waits for them.
 * Until the caller has answered nothing of either side reaches the other.
 */
import type { LegId } from '@decroche/protocol';
import type { SdpProfile } from './sdp.ts';

/** One called party at the media server. */
export interface Branch {
  readonly legId: LegId;
  readonly profile: SdpProfile;
  /** Not heard until joined: a trunk's ringing tone would be mixed into the caller's music. */
  readonly muted: boolean;
  /** Their description, once they were joined: whenever another party is rung they are joined anew by it. */
  readonly sdp?: string;
  /** The media server knows where they listen, so that they can be played to before they are joined. */
  readonly connected?: boolean;
  /** Something is being played to them alone. */
  readonly whispered?: boolean;
}

/** The state of a call's media. */
export interface Bridge {
  readonly branches: readonly Branch[];
  /** Who speaks, or is on hold, with the caller. */
  readonly joined?: LegId;
  /** The caller hears music while the joined party is parted from them. */
  readonly held: boolean;
  /** The caller does not hear the joined party while something is said to them; the party hears the caller all the time. */
  readonly hushed?: boolean;
  /** The caller's own sound is dropped: a waiting caller then costs half (media.md: capacity). */
  readonly callerBlocked: boolean;
  /** What is being played to the caller; a repeated file starts again when the media server drops it. */
  readonly playing?: { readonly file: string; readonly repeat: boolean };
  /** The called party who waits for a caller being dialled, and hears that their telephone rings. */
  readonly hearsRinging?: LegId;
  /** A voicemail message is being taken. */
  readonly recording: boolean;
}

/** A caller who has just been connected to the media server. */
export const callerAlone: Bridge = { branches: [], held: false, callerBlocked: false, recording: false };

/** The branch of a leg. */
export function branchOf(bridge: Bridge, legId: LegId): Branch | undefined {
  return bridge.branches.find((branch) => branch.legId === legId);
}

/** Whether the caller hears only what the gateway plays. */
export function isAlone(bridge: Bridge): boolean {
  return bridge.joined === undefined;
}

/** The same with one branch changed. */
export function withBranch(bridge: Bridge, before: Branch, after: Branch): Bridge {
  return { ...bridge, branches: bridge.branches.map((other) => (other === before ? after : other)) };
}

/** A branch to which nothing is being played. */
export function unwhispered({ whispered: _, ...branch }: Branch): Branch {
  return branch;
}
