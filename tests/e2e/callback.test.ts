import type { CallId } from '@decroche/protocol';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { TONES } from '../support/definitions.ts';
import { NUMBERS, PROMPT_TONES } from '../support/e2e-profile.ts';
import type { RtpEndpoint } from '../support/rtp.ts';
import { ended, eventually, nextCall, recordOf, ticketOf, told } from '../support/stories.ts';
import { startWorld, type World } from '../support/world.ts';

const CALLER_HZ = 700;
const RUNG_BACK_HZ = 900;
const AGENT_HZ = 500;

let world: World;
let agents = 0;

beforeAll(async () => {
  world = await startWorld();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(world.lines.slice(-60).join('\n'));
  await world.tidy();
  for (let n = 1; n <= agents; n += 1) {
    await world.api.send('POST', `/api/agents/rappel${n}/logout`).catch(() => undefined);
  }
});
afterAll(() => world?.close());

/** A caller who waits with nobody there, and has pressed 1. */
async function asksToBeRungBack(number?: string): Promise<{ callId: CallId; sound: RtpEndpoint }> {
  const arriving = nextCall(world.door);
  const options = { dialled: NUMBERS.patient, hz: CALLER_HZ, ...(number === undefined ? {} : { number }) };
  const { sound } = await world.caller(options);
  const callId = await arriving;
  await sound.hears(TONES.music);
  sound.press('1');
  return { callId, sound };
}

async function agentAtWork(): Promise<RtpEndpoint> {
  agents += 1;
  const agent = await world.phoneAgent({ agentId: `rappel${agents}`, hz: AGENT_HZ });
  await world.ready(agent.agentId);
  return agent.sound;
}

const hears = (sound: RtpEndpoint, prompt: string, withinMs?: number) => sound.hears(PROMPT_TONES[prompt]!, withinMs);

test('a caller keeps their place, is rung back when an agent is there, and both hear each other', async () => {
  const subscriber = await world.subscriber({ hz: RUNG_BACK_HZ });
  const { callId, sound } = await asksToBeRungBack();
  await hears(sound, 'confirm', 15_000);
  sound.press('1');
  await hears(sound, 'accepted', 8_000);
  expect(await ended(world.door, callId)).toMatchObject({ outcome: 'callbackRequested' });
  const requested = await told(world.door, 'call.callbackRequested', (event) => event.callId === callId);

  const agent = await agentAtWork();
  await told(world.door, 'call.dialled', (event) => event.callId === requested.callbackId);
  await subscriber.hears(AGENT_HZ, 10_000);
  await agent.hears(RUNG_BACK_HZ);
  await told(world.door, 'call.answered', (event) => event.callId === requested.callbackId);
  await world.api.send('POST', `/api/agents/rappel${agents}/calls/${requested.callbackId}/hang-up`);
  expect(await ended(world.door, requested.callbackId)).toMatchObject({ outcome: 'answered' });
  expect(await recordOf(world, requested.callbackId)).toMatchObject({ direction: 'callback', class: 'outbound' });
  expect(await recordOf(world, callId)).toMatchObject({ outcome: 'callbackRequested', class: 'callback' });
  // One ticket for one solicitation (T7).
  const ticket = await eventually(
    () => ticketOf(world, callId),
    ({ callIds }) => callIds.includes(requested.callbackId),
  );
  expect(ticket.callIds).toEqual([callId, requested.callbackId]);
});

test('another number may be typed: it is read back, and no key of it is journalled', async () => {
  await world.subscriber({ hz: RUNG_BACK_HZ });
  const { callId, sound } = await asksToBeRungBack();
  await hears(sound, 'confirm', 15_000);
  sound.press('2');
  await hears(sound, 'ask', 8_000);
  for (const key of '0238795522#') sound.press(key);
  await hears(sound, 'confirm', 15_000);
  await hears(sound, 'digit-9', 15_000);
  sound.press('1');
  const requested = await told(world.door, 'call.callbackRequested', (event) => event.callId === callId);
  const placed = world.door
    .journal()
    .flatMap(({ event }) => (event.type === 'call.placed' && event.callId === requested.callbackId ? [event] : []));
  expect(placed).toHaveLength(1);
  const keys = world.door
    .journal()
    .flatMap(({ event }) => (event.type === 'call.keyPressed' && event.callId === callId ? [event.digit] : []));
  expect(keys.join('')).not.toContain('0238795522');
  const text = world.lines.join('\n') + JSON.stringify(world.door.journal());
  expect(text).not.toMatch(/238795522/);
  await world.api.send('DELETE', `/api/callbacks/${requested.callbackId}`);
  expect(await ended(world.door, requested.callbackId)).toMatchObject({ outcome: 'callbackCancelled' });
});

test('nobody answers: another attempt, then the end, and the agent is not blamed', async () => {
  // Nothing listens behind the trunk.
  const { callId, sound } = await asksToBeRungBack();
  await hears(sound, 'confirm', 15_000);
  sound.press('1');
  const requested = await told(world.door, 'call.callbackRequested', (event) => event.callId === callId);
  await ended(world.door, callId);
  await agentAtWork();
  expect(await ended(world.door, requested.callbackId, 60_000)).toMatchObject({ outcome: 'callbackUnreached' });
  const dials = world.door
    .journal()
    .filter(({ event }) => event.type === 'call.dialled' && event.callId === requested.callbackId);
  expect(dials).toHaveLength(2);
  const board = (await world.api.send('GET', '/api/board')) as { agents: { agentId: string; status: string }[] };
  expect(board.agents.find(({ agentId }) => agentId === `rappel${agents}`)?.status).toBe('ready');
});
