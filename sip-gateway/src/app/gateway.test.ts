import type {
  CallId,
  CommandMessage,
  GatewayId,
  LegId,
  RecordingId,
  ServiceId,
  TelephonyCommand,
  TelephonyEvent,
} from '@decroche/protocol';
import { createLogger } from '@decroche/platform';
import { expect, test } from 'vitest';
import { Gateway, type GatewayWorld } from './gateway.ts';
import type { OverloadGuard } from './overload.ts';
import type { RecordedMessage } from './ports.ts';

const callId = 'call' as CallId;
const legId = 'caller' as LegId;
const agent = 'agent' as LegId;
/** More than any command may be carried out: what goes round for ever is stopped here, so that it fails instead of freezing. */
const MOST_ROUNDS = 100;

/** A gateway with one opened call whose caller is leaving a message that the disk has not finished yet. */
async function writingMessage() {
  const told: TelephonyEvent[] = [];
  let rounds = 0;
  const written = Promise.withResolvers<RecordedMessage>();
  const logger = createLogger({ name: 'test', level: 'silent' });
  logger.debug = () => {
    if (++rounds > MOST_ROUNDS) throw new Error('a command goes round for ever');
  };
  const world = {
    media: { nobody: '', run: () => Promise.resolve([]), lagMs: () => 0 },
    files: { silence: 'silence.wav' },
    recorder: {
      open: () => Promise.resolve({ sdp: '', finished: written.promise, stop: () => undefined }),
    },
    events: { publish: (event: TelephonyEvent) => told.push(event), flushed: () => Promise.resolve() },
    now: () => 0,
    logger,
  } as unknown as GatewayWorld;
  const gateway = new Gateway(
    world,
    {
      gatewayId: 'g' as GatewayId,
      bootId: 'b',
      acdSilenceMs: 1_000,
      isTrunk: () => true,
      takesProbe: () => false,
      canSeal: true,
    },
    {} as OverloadGuard,
    { arrived: () => undefined, refused: () => undefined, failed: () => undefined },
  );
  let count = 0;
  const command = (given: TelephonyCommand) =>
    gateway.onCommand({ id: `m${++count}`, command: given } as unknown as CommandMessage);
  command({ type: 'openCall', callId, legId, serviceId: 'service' as ServiceId });
  const recordingId = 'recording' as RecordingId;
  command({ type: 'startVoicemail', callId, recordingId, maximumMs: 60_000, silenceMs: 4_000 });
  await turn();
  return { gateway, command, told, finish: () => written.resolve({ durationMs: 0, endedBy: 'asked' }) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const ring = {
  ...{ type: 'ringLeg', callId, legId: agent, timeoutMs: 1_000, present: 'anonymous' },
  target: { kind: 'uri', uri: 'sip:a@b' },
} as unknown as TelephonyCommand;

test('a command for a call that ends while its message is written is refused once, and the gateway goes on', async () => {
  const { gateway, command, told, finish } = await writingMessage();
  gateway.onUnheard(callId, legId);
  command(ring);
  await turn();
  expect(told).toEqual([expect.objectContaining({ type: 'leg.released', legId: agent, cause: 'cancelled' })]);
  finish();
  await turn();
  expect(told.map(({ type }) => type)).toEqual(['leg.released', 'voicemail.finished', 'leg.released']);
  expect(gateway.calls.size).toBe(0);
});

test('a call-back opened again while its first call is being ended is a call of its own', async () => {
  const { gateway, command, told, finish } = await writingMessage();
  const first = gateway.calls.get(callId);
  gateway.onUnheard(callId, legId);
  finish();
  await turn();
  command({ type: 'openCall', callId, legId, serviceId: 'service' as ServiceId });
  await turn();
  expect(gateway.calls.get(callId)).toBeDefined();
  expect(gateway.calls.get(callId)).not.toBe(first);
  expect(told.filter(({ type }) => type === 'leg.released')).toHaveLength(1);
});
