import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { partyStore } from '@decroche/platform/redis';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { toneShare, toneWav } from '../../support/rtp.ts';
import { type Parties, partiesOf } from './parties.ts';
import { type GatewayWorld, PARTY_KEY, startWorld, tones } from './world.ts';

/** Each digit sounds as a tone of its own. */
const toneOf = (digit: number): number => 1_100 + 150 * digit;
const DIGITS = Array.from({ length: 10 }, (_, digit) => `digit-${digit}.wav`);
const DIGIT_MS = 200;

let world: GatewayWorld;
let parties: Parties;
beforeAll(async () => {
  world = await startWorld({ OUTBOUND_TRUNK: '127.0.0.1:9' });
  parties = partiesOf(world);
  for (const [digit, file] of DIGITS.entries()) {
    await writeFile(join(world.mediaDir, file), toneWav(toneOf(digit), DIGIT_MS));
  }
});
afterAll(() => world?.stop());
afterEach(() => {
  const told = [JSON.stringify(world.acd.events), ...world.logs].join('\n');
  expect(/698765432|digit-\d/.exec(told)?.[0]).toBeUndefined();
});

const refOf = (number: string) => partyStore(world.redis, PARTY_KEY).refer(number);
const keysTold = (callId: string) =>
  world.acd.events.filter((event) => event.type === 'dtmf.received' && event.callId === callId);

async function typing(more: object = {}) {
  const visit = await parties.someoneIsAnswered();
  const collectId = `${visit.callId}-number`;
  await world.acd.send({ type: 'collectNumber', ...visit.onCaller, collectId, maximumDigits: 14, timeoutMs: 4_000, ...more }); // prettier-ignore
  return {
    ...visit,
    type: (keys: string) => [...keys].forEach((key) => visit.sound.press(key)),
    collected: () => world.acd.next('number.collected', (event) => event.collectId === collectId, 10_000),
  };
}

test('a number typed by the caller becomes a reference, and its keys are told to nobody', async () => {
  const { callId, legId, call, sound, type, collected } = await typing();
  type('0698765432#');
  expect(await collected()).toMatchObject({ legId, endedBy: 'key', partyRef: refOf('+33698765432') });
  expect(keysTold(callId)).toEqual([]);
  expect(await partyStore(world.redis, PARTY_KEY).lookUp(refOf('+33698765432'))).toEqual({ number: '+33698765432' });
  sound.press('5');
  expect(await world.acd.next('dtmf.received', (event) => event.callId === callId)).toMatchObject({ digit: '5' });
  call.bye();
});

test('* begins anew; the greatest length ends it', async () => {
  const { call, type, collected } = await typing({ maximumDigits: 10 });
  type('07*0698765432');
  expect(await collected()).toMatchObject({ endedBy: 'maximum', partyRef: refOf('+33698765432') });
  call.bye();
});

test.each([
  ['too few digits', '0698#', 'key'],
  ['nothing at all', '#', 'key'],
  ['a premium number', '0899123456#', 'key'],
  ['an emergency number', '112#', 'key'],
  ['an inside number', '8008#', 'key'],
])('%s: no reference', async (_name, keys, endedBy) => {
  const { call, type, collected } = await typing();
  type(keys);
  const told = await collected();
  expect(told).toMatchObject({ endedBy });
  expect(told.partyRef).toBeUndefined();
  call.bye();
});

test('a pause ends it, and what was typed before it counts', async () => {
  const { call, type, collected } = await typing({ timeoutMs: 600 });
  type('0698765432');
  expect(await collected()).toMatchObject({ endedBy: 'timeout', partyRef: refOf('+33698765432') });
  call.bye();
});

test('the caller is asked to the end before a pause counts, and the first key stops the question', async () => {
  const { callId, call, sound, onCaller } = await parties.someoneIsAnswered();
  await writeFile(join(world.mediaDir, 'question.wav'), toneWav(tones.welcome, 1_500));
  const asked = [
    { type: 'play', callId, playId: 'question', files: ['question.wav'], repeat: false },
    { type: 'collectNumber', ...onCaller, collectId: 'patient', maximumDigits: 14, timeoutMs: 500 },
  ];
  await world.acd.send(...asked);
  await sound.hears(tones.welcome);
  const askedAt = Date.now();
  await world.acd.next('number.collected', (event) => event.collectId === 'patient');
  expect(Date.now() - askedAt).toBeGreaterThan(1_200);

  await world.acd.send(asked[0]!, { ...asked[1], collectId: 'hasty', timeoutMs: 2_000 });
  await sound.hears(tones.welcome);
  sound.press('0');
  await sound.hearsNo(tones.welcome, 1_000);
  sound.press('#');
  await world.acd.next('number.collected', (event) => event.collectId === 'hasty');
  call.bye();
});

test('a caller who hangs up while typing is told as gone, before the end of their leg', async () => {
  const { call, type, legId, collected } = await typing();
  type('0698');
  await new Promise((resolve) => setTimeout(resolve, 300));
  call.bye();
  const told = await collected();
  expect(told).toMatchObject({ endedBy: 'callerGone' });
  expect(told.partyRef).toBeUndefined();
  const released = await world.acd.next('leg.released', (event) => event.legId === legId);
  expect(world.acd.events.indexOf(told)).toBeLessThan(world.acd.events.indexOf(released));
});

test('a number is read to the caller digit by digit, between the words before and after', async () => {
  const { callId, call, sound } = await parties.someoneIsAnswered();
  const partyRef = await partyStore(world.redis, PARTY_KEY).remember({ number: '+33698765432' });
  const from = sound.heard.length;
  await world.acd.send({ type: 'playNumber', callId, playId: 'read', partyRef, digits: DIGITS, before: ['welcome.wav'], after: ['other.wav'] }); // prettier-ignore
  await world.acd.next('play.finished', (event) => event.playId === 'read', 10_000);
  const names = new Map([[tones.welcome as number, '<'], [tones.other as number, '>']]); // prettier-ignore
  for (const digit of DIGITS.keys()) names.set(toneOf(digit), String(digit));
  expect(sequenceOf(sound.heard.slice(from), names)).toBe('<0698765432>');
  call.bye();
});

/** Which tones were heard, one after the other; each lasts at least 100 ms. */
function sequenceOf(heard: readonly number[], names: ReadonlyMap<number, string>): string {
  const frames: string[] = [];
  for (let at = 0; at + 800 <= heard.length; at += 400) {
    const samples = heard.slice(at, at + 800);
    const found = [...names].find(([hz]) => toneShare(samples, hz) > 0.8);
    if (found && frames.at(-1) !== found[1]) frames.push(found[1]);
  }
  return frames.join('');
}

test('a number nobody knows any more is not read, nor one whose files are missing', async () => {
  const { callId, call } = await parties.someoneIsAnswered();
  const order = { type: 'playNumber', callId, playId: 'read', digits: DIGITS, before: [], after: [] };
  await world.acd.send({ ...order, partyRef: 'pnobody' });
  expect(await world.acd.next('command.failed')).toMatchObject({ commandType: 'playNumber', callId });
  const partyRef = await partyStore(world.redis, PARTY_KEY).remember({ number: '+33698765432' });
  await world.acd.send({ ...order, partyRef, digits: DIGITS.map((_, digit) => `missing-${digit}.wav`) });
  expect(await world.acd.next('command.failed')).toMatchObject({ commandType: 'playNumber', callId });
  call.bye();
});
