import {
  type CallId,
  type DomainId,
  type EngineInput,
  type GatewayId,
  type RecordingId,
  streams,
  type TelephonyEvent,
} from '@decroche/protocol';
import { type Bus, createLogger, Fault, ManualClock, memoryBus } from '@decroche/platform';
import { expect, test } from 'vitest';
import { Outbox } from './outbox.ts';

const domainId = 'main' as DomainId;
const event = (n: number): TelephonyEvent => ({
  type: 'gateway.census',
  gatewayId: 'g' as GatewayId,
  bootId: String(n),
  reason: 'periodic',
  takenAt: 0,
  legs: [],
  devices: [],
});

function outboxOn(bus: Bus, onGap: () => void = () => undefined) {
  const logger = createLogger({ name: 'test', level: 'silent' });
  return new Outbox({ bus, domainId, origin: 'g:boot', clock: new ManualClock(5), logger, onGap });
}

const published = async (bus: Bus) =>
  (await bus.read(streams.inputs(domainId), 'start', 1_000)).map(({ value }) => value as EngineInput);

test('events arrive in order, each with an id of its own', async () => {
  const bus = memoryBus();
  const outbox = outboxOn(bus);
  for (let n = 1; n <= 5; n++) outbox.publish(event(n));
  await outbox.flushed();
  outbox.publish(event(6));
  await outbox.flushed();
  const inputs = await published(bus);
  expect(inputs.map((input) => input.kind === 'telephony' && 'bootId' in input.event && input.event.bootId)).toEqual(
    ['1', '2', '3', '4', '5', '6'], // prettier-ignore
  );
  expect(inputs.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `g:boot:${n}`));
});

test('while the bus is away events wait, then all of them are told in order, and the gap is told', async () => {
  const bus = memoryBus();
  let away = 2;
  const shaky: Bus = {
    ...bus,
    publish: (...given) => (away-- > 0 ? Promise.reject(new Fault('unavailable', 'away')) : bus.publish(...given)),
  };
  let gaps = 0;
  const outbox = outboxOn(shaky, () => gaps++);
  outbox.publish(event(1));
  outbox.publish(event(2));
  expect(outbox.waiting).toBe(2);
  await outbox.flushed();
  expect((await published(bus)).map(({ id }) => id)).toEqual(['g:boot:1', 'g:boot:2']);
  expect([outbox.waiting, gaps]).toEqual([0, 1]);
});

test('when too many wait the oldest are lost, but never that a message was left', async () => {
  const bus = memoryBus();
  let back = (): void => undefined;
  const away = new Promise<void>((resolve) => (back = resolve));
  const outbox = outboxOn({ ...bus, publish: (...given) => away.then(() => bus.publish(...given)) });
  outbox.publish(event(0));
  outbox.publish({
    type: 'voicemail.finished',
    callId: 'c' as CallId,
    recordingId: 'r' as RecordingId,
    durationMs: 2_000,
    endedBy: 'callerGone',
    file: 'voicemail/r.wav.sealed',
  });
  for (let n = 1; n <= 50_000; n++) outbox.publish(event(n));
  expect(outbox.waiting).toBe(50_000);
  back();
  await outbox.flushed();
  const inputs = await bus.read(streams.inputs(domainId), 'start', 60_000);
  const told = inputs.map(({ value }) => value as EngineInput).flatMap((one) => (one.kind === 'telephony' ? one : []));
  expect(told).toHaveLength(50_000);
  expect(told[0]?.event).toMatchObject({ type: 'voicemail.finished', recordingId: 'r' });
  expect(told[1]?.event).toMatchObject({ bootId: '2' });
});
