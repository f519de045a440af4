import type { CallId, JournalEventOf, OverflowReason, RecordingId, TelephonyEventOf } from '@decroche/protocol';
import { filesOf } from '../catalog.ts';
import { tellAlertOfMessage } from '../oncall/message.ts';
import { overflowPrompts, playIdAt, voicemailFor } from '../prompts.ts';
import { hasCaller, type Call } from '../call.ts';
import type { StageOf } from '../stage.ts';
import type { Turn } from '../turn.ts';
import { endCall, outcomeOfMessage } from './ending.ts';
import { withdrawOffers } from './offer.ts';

/** The caller leaves the agents' reach: closing message, voicemail, or the end (C5). */
export function overflow(turn: Turn, callId: CallId, reason: OverflowReason): void {
  const call = turn.state.calls.get(callId);
  // Nobody is there to hear it: a call-back waits until its service closes.
  if (!call || !hasCaller(call) || !turn.state.index.catalog.services.has(call.serviceId)) return;
  withdrawOffers(turn, callId, 'overflow');
  turn.emit({ type: 'call.overflowed', callId, reason });
  const files = filesOf(turn.state.index.catalog, overflowPrompts(turn.state.index.catalog, call, reason));
  if (files.length === 0) return messageFinished(turn, callId);
  const playId = playIdAt(turn.state.domainId, turn.state.seq);
  turn.command(call.gatewayId, { type: 'play', callId, playId, files, repeat: false });
}

/** The message has been heard: record, or part. */
export function messageFinished(turn: Turn, callId: CallId): void {
  const call = turn.state.calls.get(callId);
  if (call?.stage.status !== 'message') return;
  const service = turn.state.index.catalog.services.get(call.serviceId);
  const voicemail = service && voicemailFor(service, call.stage.reason);
  if (!voicemail) return part(turn, call);
  const recordingId = `${turn.state.domainId}-r${turn.state.seq + 1}` as RecordingId;
  turn.emit({ type: 'call.voicemailStarted', callId, recordingId });
  const { maximumMs, silenceMs } = voicemail;
  turn.command(call.gatewayId, { type: 'startVoicemail', callId, recordingId, maximumMs, silenceMs });
}

/** A message is on disk, or nothing was said. The caller may be there still, or gone. */
export function voicemailFinished(turn: Turn, call: Call, event: TelephonyEventOf<'voicemail.finished'>): void {
  const { callId } = call;
  if (call.stage.status !== 'recording' || call.stage.recordingId !== event.recordingId) {
    return messageFound(turn, event);
  }
  const left = event.file !== undefined;
  const { recordingId, durationMs } = event;
  const finished: JournalEventOf<'call.voicemailFinished'> = {
    type: 'call.voicemailFinished',
    ...{ callId, recordingId, durationMs },
    ...(event.file === undefined ? {} : { file: event.file }),
  };
  turn.emit(finished);
  if (left) tellAlertOfMessage(turn, { callId, recordingId, durationMs });
  const gone = event.endedBy === 'callerGone';
  const recovered = event.endedBy === 'recovered';
  endCall(turn, callId, {
    outcome: left && call.answeredAt === undefined ? 'voicemailLeft' : outcomeOfMessage(turn, call),
    cause: event.endedBy === 'failure' ? 'mediaFailure' : recovered ? 'gatewayFailure' : 'normal',
    by: gone ? 'caller' : 'system',
    endedAt: turn.at,
    tell: gone || recovered ? 'nothing' : 'release',
  });
}

/**
 * A message whose call is over: its end was told late, or its recording was cut by a crash and found whole on disk. It is
 * delivered all the same, once.
 */
export function messageFound(turn: Turn, event: TelephonyEventOf<'voicemail.finished'>): void {
  const { callId, recordingId, file, durationMs } = event;
  if (file === undefined) return turn.ignore('nothing was said');
  if (!recordingId.startsWith(`${turn.state.domainId}-r`)) return turn.ignore('not a recording of this domain');
  if (turn.state.delivered.has(recordingId)) return turn.ignore('the message is known');
  turn.emit({ type: 'call.voicemailRecovered', callId, recordingId, file, durationMs });
  tellAlertOfMessage(turn, { callId, recordingId, durationMs });
}

/** The end of a message was never told. */
export function recordingOverdue(turn: Turn, call: Call & { readonly stage: StageOf<'recording'> }): void {
  const { callId } = call;
  turn.emit({ type: 'call.voicemailFinished', callId, recordingId: call.stage.recordingId, durationMs: 0 });
  const outcome = outcomeOfMessage(turn, call);
  endCall(turn, callId, { outcome, cause: 'timeout', by: 'system', endedAt: turn.at, tell: 'release' });
}

function part(turn: Turn, call: Call): void {
  const outcome = outcomeOfMessage(turn, call);
  const cause = call.stage.status === 'message' && call.stage.reason === 'closed' ? 'closed' : 'normal';
  endCall(turn, call.callId, { outcome, cause, by: 'system', endedAt: turn.at, tell: 'release' });
}
