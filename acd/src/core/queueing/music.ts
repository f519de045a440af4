import type { CallId, PlayId } from '@decroche/protocol';
import { filesOf } from '../catalog.ts';
import { hasCaller, type Call } from '../call.ts';
import type { Turn } from '../turn.ts';

/** Nobody is told when music ends, so its runs need no name of their own. */
export const musicPlayId = (turn: Turn): PlayId => `${turn.state.domainId}-m${turn.state.seq}` as PlayId;

/** The file of a service's hold music, if there is one. */
export function musicFile(turn: Turn, call: Call): string | undefined {
  const { catalog } = turn.state.index;
  return filesOf(catalog, [catalog.services.get(call.serviceId)?.music])[0];
}

/** Hold music until something else is played or the bridge. */
export function playMusic(turn: Turn, callId: CallId): void {
  const call = turn.state.calls.get(callId);
  const file = call && musicFile(turn, call);
  if (!call || file === undefined || !hasCaller(call)) return;
  turn.command(call.gatewayId, { type: 'play', callId, playId: musicPlayId(turn), files: [file], repeat: true });
}

/** The announcement is over, or never was. */
export function resumeMusic(turn: Turn, callId: CallId): void {
  turn.emit({ type: 'call.musicResumed', callId });
  playMusic(turn, callId);
}
