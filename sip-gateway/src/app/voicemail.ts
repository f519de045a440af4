import type { MessageId, TelephonyCommandOf, TelephonyEventOf } from '@decroche/protocol';
import { planRecord, planRecorded } from '../core/media-plan.ts';
import { type Call, forgetPlaying, type World } from './call.ts';
import type { RecordedMessage } from './ports.ts';

/** Begins to take a message; its end is told by `voicemail.finished`, whoever ends it. */
export async function startVoicemail(
  world: World,
  call: Call,
  command: TelephonyCommandOf<'startVoicemail'>,
): Promise<void> {
  forgetPlaying(call);
  const { callId, recordingId, maximumMs, silenceMs } = command;
  const recording = await world.recorder.open({ callId, recordingId, maximumMs, silenceMs });
  call.recording = { recordingId, at: recording };
  const told = recording.finished.then((message) => tellFinished(world, call, message));
  told.catch((err: unknown) => world.logger.error({ err, callId: call.callId }, 'a message could not be finished'));
  await call.run(planRecord(call.bridge, recording.sdp, world.files.silence));
}

function tellFinished(world: World, call: Call, message: RecordedMessage): void {
  const recording = call.recording;
  if (!recording) return;
  call.recording = undefined;
  tellMessage(
    world,
    {
      type: 'voicemail.finished',
      callId: call.callId,
      recordingId: recording.recordingId,
      durationMs: message.durationMs,
      endedBy: message.endedBy === 'asked' ? (recording.endedBy ?? 'stopped') : message.endedBy,
      ...(message.file === undefined ? {} : { file: message.file }),
    },
    message.forget,
  );
  if (!call.open) return;
  void call.enqueue(
    async () => void (await call.run(planRecorded(call.bridge))),
    (err) => world.logger.error({ err, callId: call.callId }, 'the caller could not be taken back from the voicemail'),
  );
}

/**
 * Tells of a message under a name of its own, and clears away what a crash would need once the bus has it. Killed in
 * between, the next start tells it again: the name makes it once.
 */
export function tellMessage(
  { events, logger }: Pick<World, 'events' | 'logger'>,
  event: TelephonyEventOf<'voicemail.finished'>,
  forget: (() => Promise<void>) | undefined,
): void {
  const { recordingId } = event;
  events.publish(event, `voicemail:${recordingId}` as MessageId);
  events
    .flushed()
    .then(() => forget?.())
    .catch((err: unknown) => logger.error({ err, recordingId }, 'what is left of a message stays on disk'));
}

/** Ends the message being taken, if any, and waits until it is told: it belongs before the end of the call. */
export async function endVoicemail(call: Call, endedBy?: 'callerGone' | 'key'): Promise<void> {
  const recording = call.recording;
  if (!recording) return;
  if (endedBy) recording.endedBy = endedBy;
  recording.at.stop();
  await recording.at.finished;
}
