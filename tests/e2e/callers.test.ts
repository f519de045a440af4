import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Voicemail } from '@decroche/protocol';
import { TONES } from '../support/definitions.ts';
import { NUMBERS } from '../support/e2e-profile.ts';
import { samplesOf, toneShare } from '../support/rtp.ts';
import { ended, eventually, nextCall, recordOf, ticketOf, told } from '../support/stories.ts';
import { startWorld, type World } from '../support/world.ts';

const CALLER_HZ = 700;

let world: World;
const atWork = new Set<string>();

beforeAll(async () => {
  world = await startWorld();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(world.lines.slice(-60).join('\n'));
  await world.tidy();
  for (const agentId of atWork) {
    await eventually(
      () =>
        world.api.send('POST', `/api/agents/${agentId}/logout`).then(
          () => true,
          () => false,
        ),
      (done) => done,
    );
  }
  atWork.clear();
});
afterAll(() => world?.close());

async function atWorkWith(...args: Parameters<World['phoneAgent']>) {
  const agent = await world.phoneAgent(...args);
  await world.ready(agent.agentId);
  atWork.add(agent.agentId);
  return agent;
}

test('a caller who leaves the queue is an abandon, with a record and a ticket of its own', async () => {
  const arriving = nextCall(world.door);
  const { sipp, sound } = await world.caller({ dialled: NUMBERS.desk, hz: CALLER_HZ, stayMs: 3_500 });
  const callId = await arriving;
  await sound.hears(TONES.welcome);
  await sound.hears(TONES.music);
  await sipp.done;
  expect(await ended(world.door, callId)).toMatchObject({ outcome: 'abandonedInQueue', by: 'caller' });
  expect(await recordOf(world, callId)).toMatchObject({ outcome: 'abandonedInQueue' });
  expect(await ticketOf(world, callId)).toMatchObject({ origin: 'abandoned', callIds: [callId] });
});

test('a call that rings out keeps its place and goes to the next agent before later callers', async () => {
  await atWorkWith({ agentId: 'rona1', scenario: 'silent-phone' });
  const firstCall = nextCall(world.door);
  const first = await world.caller({ dialled: NUMBERS.desk, hz: CALLER_HZ });
  const callId = await firstCall;
  const queued = await told(world.door, 'call.queued', (event) => event.callId === callId);
  await told(world.door, 'offer.ringing', (event) => event.callId === callId && event.agentId === 'rona1');
  const secondCall = nextCall(world.door);
  await world.caller({ dialled: NUMBERS.desk, hz: 900 });
  await told(world.door, 'call.queued', (event) => event.callId !== callId && event.queuedAt > queued.queuedAt);
  await told(world.door, 'offer.expired', (event) => event.callId === callId);

  const second = await atWorkWith({ agentId: 'rona2', hz: 500 });
  await first.sound.hears(500);
  await second.sound.hears(CALLER_HZ);
  const record = await told(world.door, 'call.answered', (event) => event.callId === callId);
  expect(record.agentId).toBe('rona2');
  const requeued = world.door.journal().filter(({ event }) => event.type === 'call.queued' && event.callId === callId);
  expect(requeued.every(({ event }) => event.type === 'call.queued' && event.queuedAt === queued.queuedAt)).toBe(true);
  expect(await secondCall).not.toBe(callId);
});

test('nobody free in time: the caller leaves a message, which is heard and handled in the console', async () => {
  const arriving = nextCall(world.door);
  const { sound } = await world.caller({ dialled: NUMBERS.hurried, hz: 0, stayMs: 8_000 });
  const callId = await arriving;
  await sound.hears(TONES.greeting, 8_000);
  await sound.hears(TONES.beep);
  sound.sing(CALLER_HZ);
  expect(await ended(world.door, callId, 12_000)).toMatchObject({ outcome: 'voicemailLeft' });

  const list = async () =>
    (await world.api.send('GET', '/api/voicemails?state=new')) as { items: readonly Voicemail[] };
  const { items } = await eventually(list, (page) => page.items.some((item) => item.callId === callId));
  const voicemail = items.find((item) => item.callId === callId);
  const audio = await fetch(`${world.url}/api/voicemails/${voicemail?.recordingId}/audio`, {
    headers: { authorization: `Bearer ${world.token}` },
  });
  expect(audio.headers.get('content-type')).toMatch(/^audio\/(x-)?wav/);
  const samples = samplesOf(Buffer.from(await audio.arrayBuffer()));
  const rate = (samples.length / (voicemail?.durationMs ?? 1)) * 1000;
  const middle = samples.subarray(samples.length / 2, samples.length / 2 + 4_800);
  expect(toneShare(middle, CALLER_HZ, Math.round(rate / 1000) * 1000)).toBeGreaterThan(0.5);

  await world.api.send('POST', `/api/voicemails/${voicemail?.recordingId}/handled`);
  expect((await list()).items.some((item) => item.callId === callId)).toBe(false);
  expect(await ticketOf(world, callId)).toMatchObject({ origin: 'voicemail' });
});

test('outside its hours a service says so and hangs up', async () => {
  const arriving = nextCall(world.door);
  const { sipp, sound } = await world.caller({ dialled: NUMBERS.closed, hz: CALLER_HZ });
  const callId = await arriving;
  await sound.hears(TONES.closed);
  await sipp.done;
  expect(await ended(world.door, callId)).toMatchObject({ outcome: 'refusedClosed', by: 'system' });
  expect(await ticketOf(world, callId)).toMatchObject({ origin: 'closed' });
});

test('a blind transfer: the caller hears music, then the colleague, and the first agent is free', async () => {
  await atWorkWith({ agentId: 'giver', hz: 500 });
  const arriving = nextCall(world.door);
  const { sound } = await world.caller({ dialled: NUMBERS.desk, hz: CALLER_HZ });
  const callId = await arriving;
  await sound.hears(500);
  const taker = await atWorkWith({ agentId: 'taker', hz: 600, ringMs: 1_200 });
  await world.api.send('POST', `/api/agents/giver/calls/${callId}/transfer`, {
    target: { kind: 'agent', agentId: 'taker' },
  });
  await sound.hears(TONES.music);
  await sound.hears(600);
  await taker.sound.hears(CALLER_HZ);
  await told(world.door, 'call.transferred', (event) => event.callId === callId);
  const board = (await world.api.send('GET', '/api/board')) as { agents: { agentId: string; status: string }[] };
  expect(board.agents.find(({ agentId }) => agentId === 'giver')?.status).not.toBe('talking');
});

test('two agents become free at once: one call each, none twice', async () => {
  const agents = [
    await world.phoneAgent({ agentId: 'racer1', hz: 500 }),
    await world.phoneAgent({ agentId: 'racer2', hz: 600 }),
  ];
  for (const { agentId } of agents) atWork.add(agentId);
  for (const { agentId } of agents) await world.api.send('POST', `/api/agents/${agentId}/login`);
  const firstCall = nextCall(world.door);
  const first = await world.caller({ dialled: NUMBERS.desk, hz: CALLER_HZ });
  const one = await firstCall;
  const secondCall = nextCall(world.door);
  const second = await world.caller({ dialled: NUMBERS.desk, hz: 900 });
  const two = await secondCall;
  await told(world.door, 'call.queued', (event) => event.callId === one);
  await told(world.door, 'call.queued', (event) => event.callId === two);
  await Promise.all(agents.map(({ agentId }) => world.api.send('POST', `/api/agents/${agentId}/ready`)));

  const answers = await Promise.all(
    [one, two].map((callId) => told(world.door, 'call.answered', (event) => event.callId === callId)),
  );
  expect(new Set(answers.map(({ agentId }) => agentId)).size).toBe(2);
  const offers = world.door
    .journal()
    .filter(({ event }) => event.type === 'offer.made' && [one, two].includes(event.callId));
  expect(offers).toHaveLength(2);
  const hzOf = (index: number): number => (answers[index]?.agentId === 'racer1' ? 500 : 600);
  await first.sound.hears(hzOf(0));
  await second.sound.hears(hzOf(1));
});

test('a desk phone registers with digest and its agent talks with the caller', async () => {
  const credential = (await world.api.send('POST', '/api/agents/poste1/phone-credential')) as {
    username: string;
    password: string;
    domain: string;
  };
  const sound = await world.sing(500);
  const phone = await world.sipp({
    scenario: 'phone',
    values: { user: 'poste1', rtpAddress: '127.0.0.1', rtpPort: sound.port, ringMs: 300, talkMs: 2_500 },
  });
  const { sipHost: host, sipPort: port } = world.product.addresses;
  const register = (password: string, status: number) =>
    world.sipp({
      scenario: 'register',
      target: { host, port },
      values: {
        user: credential.username,
        password,
        domain: credential.domain,
        expires: 120,
        contactPort: phone.port,
        status,
      },
    });
  await (
    await register('not-the-password', 403)
  ).done;
  await (
    await register(credential.password, 200)
  ).done;
  await told(world.door, 'agent.deviceFound', ({ agentId }) => agentId === 'poste1');
  await world.ready('poste1');
  atWork.add('poste1');

  const arriving = nextCall(world.door);
  const caller = await world.caller({ dialled: NUMBERS.desk, hz: CALLER_HZ });
  const callId = await arriving;
  await caller.sound.hears(500);
  await sound.hears(CALLER_HZ);
  await phone.done;
  await caller.sipp.done;
  expect(await recordOf(world, callId)).toMatchObject({ outcome: 'answered', agentId: 'poste1', endedBy: 'agent' });
});
