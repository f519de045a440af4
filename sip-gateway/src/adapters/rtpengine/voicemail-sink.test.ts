import { createSocket } from 'node:dgram';
import type { CallId, RecordingId } from '@decroche/protocol';
import { expect, onTestFinished, test } from 'vitest';
import type { MessageFile, MessageStore } from '../../app/ports.ts';
import { voicemailRecorder } from './voicemail-sink.ts';

/** A message whose disk is told by the test; RTP is sent to it. */
async function recording(maximumMs: number, disk: Partial<MessageFile> = {}) {
  const seen = { samples: 0, abandoned: 0 };
  const file: MessageFile = {
    append: (samples) => Promise.resolve(void (seen.samples += samples.length)),
    complete: () => Promise.resolve('a message'),
    abandon: () => Promise.resolve(void seen.abandoned++),
    forget: () => Promise.resolve(),
    ...disk,
  };
  const store: MessageStore = { begin: () => Promise.resolve(file), unfinished: () => Promise.resolve([]) };
  const taken = await voicemailRecorder(store).open({
    ...{ callId: 'call' as CallId, recordingId: 'recording' as RecordingId },
    ...{ maximumMs, silenceMs: 60_000 },
  });
  const port = Number(/^m=audio (\d+)/m.exec(taken.sdp)?.[1]);
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  const send = (timestamp: number) =>
    new Promise<void>((resolve) => {
      const packet = Buffer.alloc(12 + 160, 0x2a);
      packet.writeUInt16BE(0x8008, 0);
      packet.writeUInt32BE(timestamp, 4);
      packet.writeUInt32BE(7, 8);
      socket.send(packet, port, '127.0.0.1', () => resolve());
    });
  return { taken, seen, send };
}

test('a sender whose timestamps leap fills no more of the disk than a message may have', async () => {
  const { taken, seen, send } = await recording(1_500);
  for (let i = 0; i < 500; i++) await send(i * 7_900);
  expect(await taken.finished).toMatchObject({ endedBy: 'maximumLength', file: 'a message' });
  expect(seen.samples).toBeGreaterThan(7_900);
  expect(seen.samples).toBeLessThanOrEqual(2.5 * 8_000);
  expect(seen.abandoned).toBe(0);
});

test('a disk that refuses ends the message, and nothing of it stays open', async () => {
  const full = () => Promise.reject(new Error('no space'));
  const { taken, seen, send } = await recording(60_000, { append: full });
  for (const timestamp of [0, 7_900]) await send(timestamp);
  expect(await taken.finished).toEqual({ durationMs: 0, endedBy: 'failure' });
  expect(seen.abandoned).toBe(1);
});
