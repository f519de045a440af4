import type { LegId } from '@decroche/protocol';
import { type Branch, branchOf, type Bridge, callerAlone, isAlone, unwhispered, withBranch } from './bridge.ts';
import type { SdpProfile } from './sdp.ts';

/** One operation of the media server, in the words of the recipe that was measured (media.md). */
export type MediaOperation =
  /** Connect the caller to nobody: keys are heard, files can be played (steps 1 and 3b). */
  | { readonly do: 'attachCaller' }
  /** Prepare a called party; yields the description for their INVITE (step 3). */
  | { readonly do: 'offerBranch'; readonly legId: LegId; readonly profile: SdpProfile }
  /** Join a called party by their answer (step 4). */
  | { readonly do: 'answerBranch'; readonly legId: LegId; readonly sdp: string }
  /** A called party describes themselves anew; yields what they are to be told. */
  | { readonly do: 'moveBranch'; readonly legId: LegId; readonly sdp: string; readonly profile: SdpProfile }
  | { readonly do: 'deleteBranch'; readonly legId: LegId }
  /** Send the caller's sound to a socket of ours (voicemail). */
  | { readonly do: 'attachSink'; readonly sdp: string }
  | { readonly do: 'play'; readonly file: string; readonly repeat: boolean }
  | { readonly do: 'stop' }
  /** Play to a called party alone; or stop it. */
  | { readonly do: 'playTo'; readonly legId: LegId; readonly file: string; readonly repeat: boolean }
  | { readonly do: 'stopTo'; readonly legId: LegId }
  | { readonly do: 'block' | 'unblock'; readonly party: 'caller' | LegId }
  | { readonly do: 'deleteCall' };

/** What to do at the media server, and how the call's media stand afterwards. */
export interface MediaPlan {
  readonly operations: readonly MediaOperation[];
  readonly bridge: Bridge;
}

/** Nothing is to be done. */
export const none = (bridge: Bridge): MediaPlan => ({ operations: [], bridge });

/**
 * Plays a file to the caller; alone with repeated music, their own sound is dropped until someone joins. In a conversation the
 * joined party is kept from the caller meanwhile, or both would be mixed into one.
 */
export function planPlay(bridge: Bridge, file: string, repeat: boolean): MediaPlan {
  const block = repeat && isAlone(bridge) && !bridge.callerBlocked && !bridge.recording;
  const hush = bridge.held || bridge.hushed ? undefined : bridge.joined;
  return {
    operations: [
      ...(hush === undefined ? [] : [{ do: 'block', party: hush } as const]),
      { do: 'play', file, repeat },
      ...(block ? [{ do: 'block', party: 'caller' } as const] : []),
    ],
    bridge: {
      ...bridge,
      ...(hush === undefined ? {} : { hushed: true }),
      playing: { file, repeat },
      callerBlocked: bridge.callerBlocked || block,
    },
  };
}

/** Silences what is playing. */
export function planStop(bridge: Bridge): MediaPlan {
  if (bridge.playing === undefined) return none(bridge);
  const { operations, bridge: after } = planAfterPlay(bridge);
  return { operations: [{ do: 'stop' }, ...operations], bridge: after };
}

/** A party to be rung. */
export interface RungParty {
  readonly legId: LegId;
  readonly profile: SdpProfile;
  /** They may send sound before they answer, as a trunk does. */
  readonly early: boolean;
}

/**
 * Rings a party. The offer comes first, so that the INVITE can leave; then the caller is attached again to whom they were
 * attached, or the un-answered branch would steal the path: keys would be lost (step 3b), and a party on hold who takes
 * the caller back would not hear them any more.
 */
export function planRing(bridge: Bridge, { legId, profile, early }: RungParty): MediaPlan {
  if (branchOf(bridge, legId)) return none(bridge);
  return {
    operations: [
      { do: 'offerBranch', legId, profile },
      ...(early ? [{ do: 'block', party: legId } as const] : []),
      attachAgain(bridge),
    ],
    bridge: { ...bridge, branches: [...bridge.branches, { legId, profile, muted: early }] },
  };
}

/** Connects the caller to whoever they are joined with, else to nobody. */
export function attachAgain(bridge: Bridge): MediaOperation {
  const joined = bridge.joined === undefined ? undefined : branchOf(bridge, bridge.joined);
  if (joined?.sdp === undefined) return { do: 'attachCaller' };
  return { do: 'answerBranch', legId: joined.legId, sdp: joined.sdp };
}

/** Joins the caller and a party who answered; whoever was joined before is parted, what was playing stops. */
export function planJoin(bridge: Bridge, legId: LegId, sdp: string): MediaPlan {
  const branch = branchOf(bridge, legId);
  if (!branch || bridge.joined === legId) return none(bridge);
  const before = bridge.joined === undefined ? [] : [{ do: 'deleteBranch', legId: bridge.joined } as const];
  const branches = bridge.branches
    .filter((other) => other.legId !== bridge.joined)
    .map((other): Branch => (other.legId === legId ? { ...unwhispered(other), muted: false, sdp } : other));
  return {
    operations: [
      ...before,
      ...endRinging(bridge),
      ...(branch.whispered ? [{ do: 'stopTo', legId } as const] : []),
      ...(bridge.callerBlocked ? [{ do: 'unblock', party: 'caller' } as const] : []),
      ...(branch.muted ? [{ do: 'unblock', party: legId } as const] : []),
      { do: 'answerBranch', legId, sdp },
      ...(bridge.playing ? [{ do: 'stop' } as const] : []),
    ],
    bridge: { branches, joined: legId, held: false, callerBlocked: false, recording: false },
  };
}

/** Parts the two and plays music to the caller. */
export function planHold(bridge: Bridge, legId: LegId, musicFile: string): MediaPlan {
  if (bridge.joined !== legId || bridge.held) return none(bridge);
  return {
    operations: [
      { do: 'block', party: legId },
      { do: 'block', party: 'caller' },
      { do: 'play', file: musicFile, repeat: true },
    ],
    bridge: { ...unhushed(bridge), held: true, callerBlocked: true, playing: { file: musicFile, repeat: true } },
  };
}

/** Takes the caller back from hold. */
export function planRetrieve(bridge: Bridge, legId: LegId): MediaPlan {
  if (bridge.joined !== legId || !bridge.held) return none(bridge);
  return {
    operations: [
      ...(bridge.playing ? [{ do: 'stop' } as const] : []),
      { do: 'unblock', party: 'caller' },
      { do: 'unblock', party: legId },
    ],
    bridge: withoutPlaying({ ...bridge, held: false, callerBlocked: false }),
  };
}

/**
 * A party has gone, the caller stays (step 5). The caller is attached first, because deleting their only partner would
 * end the call; deleting a branch stops the player, so music starts again.
 */
export function planPart(bridge: Bridge, legId: LegId): MediaPlan {
  if (!branchOf(bridge, legId)) return none(bridge);
  const wasJoined = bridge.joined === legId;
  const music = bridge.playing?.repeat ? bridge.playing : undefined;
  const unblock = wasJoined && bridge.callerBlocked && music === undefined;
  const { joined, hearsRinging, ...rest } = withoutHushOf(bridge, legId);
  return {
    operations: [
      ...(wasJoined ? [{ do: 'attachCaller' } as const] : []),
      { do: 'deleteBranch', legId },
      ...(music ? [{ do: 'play', ...music } as const] : []),
      ...(unblock ? [{ do: 'unblock', party: 'caller' } as const] : []),
    ],
    bridge: {
      ...rest,
      ...(wasJoined || joined === undefined ? {} : { joined }),
      ...(hearsRinging === undefined || hearsRinging === legId ? {} : { hearsRinging }),
      branches: bridge.branches.filter((branch) => branch.legId !== legId),
      held: wasJoined ? false : bridge.held,
      callerBlocked: unblock ? false : bridge.callerBlocked,
    },
  };
}

/** Takes a message: the caller's sound goes to a socket of ours, and the caller hears silence, or some trunks hang up. */
export function planRecord(bridge: Bridge, sinkSdp: string, silenceFile: string): MediaPlan {
  return {
    operations: [
      ...(bridge.callerBlocked ? [{ do: 'unblock', party: 'caller' } as const] : []),
      { do: 'attachSink', sdp: sinkSdp },
      { do: 'play', file: silenceFile, repeat: true },
    ],
    bridge: {
      ...bridge,
      callerBlocked: false,
      recording: true,
      playing: { file: silenceFile, repeat: true },
    },
  };
}

/** The message is complete, the caller stays. */
export function planRecorded(bridge: Bridge): MediaPlan {
  if (!bridge.recording) return none(bridge);
  return { operations: [{ do: 'attachCaller' }], bridge: { ...bridge, recording: false } };
}

/**
 * Opens a call whose caller is still to be dialled: a synthetic caller stands in, so that there is a description to call
 * them with. Their port stays when they answer. Their side is dropped until then, or the trunk's announcements would
 * be heard by an agent who waits.
 */
export function planOpen(): MediaPlan {
  return {
    operations: [{ do: 'attachCaller' }, { do: 'block', party: 'caller' }],
    bridge: { ...callerAlone, callerBlocked: true },
  };
}

/**
 * A called party has answered and waits for the caller who is being dialled. They are answered at once, because a browser
 * gives up on media that do not begin; nothing of theirs passes until they are joined.
 */
export function planAwait(bridge: Bridge, legId: LegId, sdp: string): MediaPlan {
  const branch = branchOf(bridge, legId);
  if (!branch || bridge.joined !== undefined || !bridge.callerBlocked) return none(bridge);
  return {
    operations: [...(branch.muted ? [] : [{ do: 'block', party: legId } as const]), { do: 'answerBranch', legId, sdp }],
    bridge: withBranch(bridge, branch, { ...branch, muted: true, connected: true }),
  };
}

/** The caller's telephone rings: whoever waits for them hears it. */
export function planRinging(bridge: Bridge, legId: LegId, file: string): MediaPlan {
  if (!branchOf(bridge, legId) || bridge.joined !== undefined || bridge.hearsRinging !== undefined) return none(bridge);
  return { operations: [{ do: 'playTo', legId, file, repeat: true }], bridge: { ...bridge, hearsRinging: legId } };
}

/** The caller who was dialled has answered: from now on their own description is the one in force. */
export function planArrive(bridge: Bridge): MediaPlan {
  const { hearsRinging: _, ...rest } = bridge;
  return { operations: [...endRinging(bridge), { do: 'attachCaller' }], bridge: rest };
}

function endRinging({ hearsRinging }: Bridge): readonly MediaOperation[] {
  return hearsRinging === undefined ? [] : [{ do: 'stopTo', legId: hearsRinging }];
}

/** What was playing has come to its end: whoever talks with the caller is heard again. */
export function planAfterPlay(bridge: Bridge): MediaPlan {
  const { hushed, joined } = bridge;
  const again = hushed === true && joined !== undefined ? [{ do: 'unblock', party: joined } as const] : [];
  return { operations: again, bridge: unhushed(withoutPlaying(bridge)) };
}

/** Whoever was kept from the caller has gone. */
const withoutHushOf = (bridge: Bridge, legId: LegId): Bridge => (bridge.joined === legId ? unhushed(bridge) : bridge);

function unhushed({ hushed: _, ...rest }: Bridge): Bridge {
  return rest;
}

function withoutPlaying(bridge: Bridge): Bridge {
  const { playing: _, ...rest } = bridge;
  return rest;
}
