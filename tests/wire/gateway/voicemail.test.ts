import { randomBytes } from 'node:crypto';
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createSealedFile, openSealedFile } from '@decroche/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { samplesOf, toneShare } from '../../support/rtp.ts';
import { type Parties, partiesOf } from './parties.ts';
import { type GatewayWorld, startWorld, tones, VOICEMAIL_KEY } from './world.ts';

let world: GatewayWorld;
let parties: Parties;
beforeAll(async () => {
  world = await startWorld();
  parties = partiesOf(world);
});
afterAll(() => world?.stop());

const releaseOf = (legId: string) => world.acd.next('leg.released', (event) => event.legId === legId);
const unsealed = async (file: string): Promise<Buffer> =>
  buffer((await openSealedFile(join(world.mediaDir, file), [VOICEMAIL_KEY])).read());
const leftUnfinished = async (): Promise<string[]> =>
  (await readdir(join(world.mediaDir, 'voicemail/unfinished'), { recursive: true })).filter((name) =>
    /\.part/.test(name),
  );
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a message is taken: what was said is on disk without the silence, and # ends it', async () => {
  const { call, sound, callId } = await parties.someoneIsAnswered();
  sound.sing(0);
  await world.acd.send({ type: 'startVoicemail', callId, recordingId: 'rec-1', maximumMs: 20_000, silenceMs: 10_000 });
  await new Promise((resolve) => setTimeout(resolve, 800));
  sound.sing(tones.caller);
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  sound.sing(0);
  await new Promise((resolve) => setTimeout(resolve, 600));
  sound.press('#');
  const finished = await world.acd.next('voicemail.finished');
  expect(finished).toMatchObject({ recordingId: 'rec-1', endedBy: 'key', file: 'voicemail/rec-1.wav.sealed' });
  expect(finished.durationMs).toBeGreaterThan(1_200);
  expect(finished.durationMs).toBeLessThan(2_100);
  const samples = samplesOf(await unsealed('voicemail/rec-1.wav.sealed'));
  expect(Math.abs(samples.length / 8 - finished.durationMs)).toBeLessThan(2);
  const middle = samples.slice(samples.length / 2 - 1_600, samples.length / 2 + 1_600);
  expect(toneShare(middle, tones.caller)).toBeGreaterThan(0.9);
  await world.acd.send({ type: 'play', callId, playId: 'bye', files: ['welcome.wav'], repeat: false });
  await sound.hears(tones.welcome);
  call.bye();
});

test('a message ends with the hang-up, and is told before it', async () => {
  const { call, callId, legId } = await parties.someoneIsAnswered();
  await world.acd.send({ type: 'startVoicemail', callId, recordingId: 'rec-2', maximumMs: 20_000, silenceMs: 10_000 });
  await new Promise((resolve) => setTimeout(resolve, 900));
  call.bye();
  const finished = await world.acd.next('voicemail.finished');
  expect(finished).toMatchObject({ recordingId: 'rec-2', endedBy: 'callerGone', file: 'voicemail/rec-2.wav.sealed' });
  const released = await releaseOf(legId);
  expect(world.acd.events.indexOf(finished)).toBeLessThan(world.acd.events.indexOf(released));
});

test('a message in which nothing is said ends by silence and leaves no file', async () => {
  const { call, sound, callId } = await parties.someoneIsAnswered();
  sound.sing(0);
  await world.acd.send({ type: 'startVoicemail', callId, recordingId: 'rec-3', maximumMs: 20_000, silenceMs: 600 });
  const finished = await world.acd.next('voicemail.finished');
  expect(finished).toMatchObject({ recordingId: 'rec-3', endedBy: 'silence', durationMs: 0 });
  expect(finished.file).toBeUndefined();
  await expect(readFile(join(world.mediaDir, 'voicemail/rec-3.wav.sealed'))).rejects.toThrow('ENOENT');
  call.bye();
});

test('a gateway killed in the middle of a message completes it at its next start, and tells it once, before it says who is gone', async () => {
  const { sound, callId } = await parties.someoneIsAnswered();
  const recordingId = `${callId}-vm`;
  sound.sing(0);
  await world.acd.send({ type: 'startVoicemail', callId, recordingId, maximumMs: 20_000, silenceMs: 10_000 });
  await pause(700);
  sound.sing(tones.caller);
  await pause(2_000);
  await world.stopGateway('SIGKILL');
  expect(await leftUnfinished()).toHaveLength(1);
  const [part] = await leftUnfinished();
  const onDisk = await readFile(join(world.mediaDir, 'voicemail/unfinished', part ?? ''));
  expect(onDisk.subarray(0, 6).toString()).toBe('SEALED');

  const told = world.acd.events.length;
  await world.startGateway();
  const finished = await world.acd.next('voicemail.finished');
  expect(finished).toMatchObject({ callId, recordingId, endedBy: 'recovered', file: `voicemail/${recordingId}.wav.sealed` }); // prettier-ignore
  // Less than a second is lost, and the silence before the first word is cut.
  expect(finished.durationMs).toBeGreaterThan(1_000);
  expect(finished.durationMs).toBeLessThan(2_400);
  const wav = await unsealed(`voicemail/${recordingId}.wav.sealed`);
  expect([wav.readUInt32LE(4), wav.readUInt32LE(40)]).toEqual([wav.length - 8, wav.length - 44]);
  const samples = samplesOf(wav);
  expect(Math.abs(samples.length / 8 - finished.durationMs)).toBeLessThan(2);
  expect(toneShare(samples.slice(samples.length / 2 - 1_600, samples.length / 2 + 1_600), tones.caller)).toBeGreaterThan(0.9); // prettier-ignore
  const since = () => world.acd.events.slice(told).map(({ type }) => type);
  await expect.poll(since).toContain('gateway.census');
  expect(since().indexOf('voicemail.finished')).toBeLessThan(since().indexOf('gateway.census'));
  await expect.poll(leftUnfinished).toEqual([]);
  await world.stopGateway('SIGKILL');
  await world.startGateway();
  await expect.poll(() => since().filter((type) => type === 'gateway.census').length).toBe(2);
  expect(since().filter((type) => type === 'voicemail.finished')).toHaveLength(1);
});

test('a message that ended while the bus was away is told although the gateway was killed before it came back', async () => {
  const { call, callId } = await parties.someoneIsAnswered();
  const recordingId = `${callId}-vm`;
  await world.acd.send({ type: 'startVoicemail', callId, recordingId, maximumMs: 20_000, silenceMs: 10_000 });
  await pause(1_000);
  await world.stopRedis();
  call.bye();
  await expect.poll(() => access(join(world.mediaDir, `voicemail/${recordingId}.wav.sealed`)).then(() => true, () => false)).toBe(true); // prettier-ignore
  await world.stopGateway('SIGKILL');
  await world.startRedis();
  await world.startGateway();
  const finished = await world.acd.next('voicemail.finished', (event) => event.recordingId === recordingId);
  expect(finished).toMatchObject({ endedBy: 'recovered', file: `voicemail/${recordingId}.wav.sealed` });
  expect(finished.durationMs).toBeGreaterThan(600);
  await expect.poll(leftUnfinished).toEqual([]);
});

test('a message whose beginning was never sealed is told as empty, and its remains stay', async () => {
  const { callId } = await parties.someoneIsAnswered();
  await world.acd.send({ type: 'startVoicemail', callId, recordingId: 'rec-5', maximumMs: 20_000, silenceMs: 10_000 });
  await expect.poll(leftUnfinished).toHaveLength(1);
  await world.stopGateway('SIGKILL');
  const part = join(world.mediaDir, 'voicemail/unfinished', (await leftUnfinished())[0] ?? '');
  await writeFile(part, 'SEAL');
  await world.startGateway();
  const finished = await world.acd.next('voicemail.finished');
  expect(finished).toMatchObject({ recordingId: 'rec-5', endedBy: 'recovered', durationMs: 0 });
  expect(finished.file).toBeUndefined();
  await access(`${part}.damaged`);
});

test('with a key that opens none of the messages there the gateway does not start; with both keys it does', async () => {
  await (await createSealedFile(join(world.mediaDir, 'voicemail/rec-6.wav.sealed'), VOICEMAIL_KEY)).finish();
  await world.stopGateway();
  const newer = { VOICEMAIL_KEY: randomBytes(32).toString('base64') };
  await expect(world.startGateway(newer)).rejects.toThrow(/sealed with a key that is not held/);
  await world.startGateway({ ...newer, VOICEMAIL_KEY_PREVIOUS: VOICEMAIL_KEY.toString('base64') });
});
