import type { CallId, DissuasionPage, Ticket } from '@decroche/protocol';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ConsoleApi } from '../../embedded/robots/console-api.ts';
import { TONES } from '../support/definitions.ts';
import { NUMBERS, PASSWORD } from '../support/e2e-profile.ts';
import { toneWav } from '../support/rtp.ts';
import { ended, eventually, nextCall, recordOf, ticketOf, told } from '../support/stories.ts';
import { startWorld, type World } from '../support/world.ts';

const CALLER_HZ = 700;
const MESSAGE_HZ = 1_150;

let world: World;
let agent: ConsoleApi;
let supervisor: ConsoleApi;

beforeAll(async () => {
  world = await startWorld();
  agent = await ConsoleApi.signIn(world.url, 'camille', PASSWORD);
  supervisor = await ConsoleApi.signIn(world.url, 'supervisor', PASSWORD);
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(world.lines.slice(-60).join('\n'));
  await world.tidy();
  for (const { dissuasionId, status } of await living()) {
    if (status === 'published')
      await agent.send('POST', `/api/dissuasions/${dissuasionId}/withdrawal`, { reason: 'fin' });
    if (status !== 'draft')
      await supervisor.send('POST', `/api/dissuasions/${dissuasionId}/decision`, { granted: true });
  }
});
afterAll(() => world?.close());

const living = async () => ((await agent.send('GET', '/api/dissuasions')) as DissuasionPage).items;

/** A message of one tone, drafted and published by an agent (C4). */
async function published(change: object): Promise<string> {
  const sent = await fetch(`${world.url}/api/sounds`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.token}`, 'content-type': 'audio/wav' },
    body: new Uint8Array(toneWav(MESSAGE_HZ, 2_500)),
  });
  const { file } = (await sent.json()) as { file: string };
  const { dissuasionId } = (await agent.send('POST', '/api/dissuasions', {
    ...{ title: 'Messagerie', text: 'La messagerie est indisponible.', file, mode: 'informThenQueue', keys: [] },
    ...{ scope: { serviceIds: ['assistance'], queueIds: [], hours: [] }, alsoToWaiting: false },
    ...change,
  })) as { dissuasionId: string };
  await agent.send('POST', `/api/dissuasions/${dissuasionId}/publish`);
  return dissuasionId;
}

async function aCaller(
  options: { hz?: number; stayMs?: number } = {},
): Promise<{ callId: CallId; sound: Awaited<ReturnType<World['caller']>>['sound'] }> {
  const arriving = nextCall(world.door);
  const { sound } = await world.caller({ dialled: NUMBERS.desk, hz: CALLER_HZ, ...options });
  return { callId: await arriving, sound };
}

const choices = (...keys: (readonly [key: string, choice: string])[]) => ({
  mode: 'informThenChoice',
  keys: keys.map(([key, choice]) => ({ key, choice })),
});

test('"press 1": the caller is attached to the incident without an agent, and is to be told when it is solved', async () => {
  const parent = (await world.api.send('POST', '/api/tickets', { subject: 'Messagerie indisponible' })) as Ticket;
  await published({ ...choices(['1', 'attach']), incidentTicketId: parent.ticketId });
  const { callId, sound } = await aCaller();
  await sound.hears(TONES.welcome);
  await sound.hears(MESSAGE_HZ);
  sound.press('1');
  expect(await ended(world.door, callId)).toMatchObject({ outcome: 'attachedToIncident' });
  const child = await ticketOf(world, callId);
  expect(child).toMatchObject({ origin: 'dissuasion', parentId: parent.ticketId, callIds: [callId] });
  expect(await recordOf(world, callId)).toMatchObject({ outcome: 'attachedToIncident', class: 'dissuaded' });

  const { revision } = (await world.api.send('GET', `/api/tickets/${parent.ticketId}`)) as Ticket;
  await world.api.send('POST', `/api/tickets/${parent.ticketId}/resolve`, { revision, solution: 'Redémarrée.' });
  const solved = await eventually(
    async () => (await world.api.send('GET', `/api/tickets/${child.ticketId}`)) as Ticket,
    ({ status, informing }) => status === 'resolved' && informing === 'done',
  );
  // Alice Arnaud's number is in the directory, with her address.
  expect(solved.timeline.map(({ change }) => change)).toContainEqual({ type: 'callerInformed', by: 'mail' });
});

test('who presses nothing hears the message to its end and waits like everybody; the clock starts then', async () => {
  await published(choices(['1', 'callback']));
  const { callId, sound } = await aCaller();
  await sound.hears(MESSAGE_HZ);
  await told(world.door, 'call.dissuasionHeard', (event) => event.callId === callId);
  const queued = await told(world.door, 'call.queued', (event) => event.callId === callId, 15_000);
  await sound.hears(TONES.music);
  const span = sound.spanOf(MESSAGE_HZ);
  expect(span.to - span.from).toBeGreaterThan(2_300);
  expect(queued.queuedAt).toBeGreaterThan(0);
});

test('a message that ends the call says it whole, then hangs up', async () => {
  await published({ mode: 'informThenRelease' });
  const { callId, sound } = await aCaller();
  await sound.hears(MESSAGE_HZ);
  expect(await ended(world.door, callId, 10_000)).toMatchObject({ outcome: 'dissuadedReleased', by: 'system' });
  const span = sound.spanOf(MESSAGE_HZ);
  expect(span.to - span.from).toBeGreaterThan(2_300);
  expect(await ticketOf(world, callId)).toMatchObject({ callIds: [callId] });
});

test('a caller who chooses the voicemail leaves a message', async () => {
  await published(choices(['2', 'voicemail']));
  const { callId, sound } = await aCaller({ hz: 0, stayMs: 8_000 });
  await sound.hears(MESSAGE_HZ);
  sound.press('2');
  await sound.hears(TONES.greeting, 8_000);
  await sound.hears(TONES.beep);
  sound.sing(CALLER_HZ);
  expect(await ended(world.door, callId, 12_000)).toMatchObject({ outcome: 'voicemailLeft' });
});

test('the message speaks until a supervisor gives the green light', async () => {
  const dissuasionId = await published({});
  await agent.send('POST', `/api/dissuasions/${dissuasionId}/withdrawal`, { reason: 'Rétabli.' });
  const decide = (api: ConsoleApi, granted: boolean) =>
    api.send('POST', `/api/dissuasions/${dissuasionId}/decision`, { granted, reason: 'Pas encore.' });
  await expect(decide(agent, true)).rejects.toMatchObject({ status: 403 });
  await decide(supervisor, false);
  const first = await aCaller();
  await first.sound.hears(MESSAGE_HZ);
  await agent.send('POST', `/api/dissuasions/${dissuasionId}/withdrawal`, { reason: 'Rétabli.' });
  await decide(supervisor, true);
  const second = await aCaller();
  await second.sound.hears(TONES.welcome);
  await second.sound.hears(TONES.music);
  expect(second.sound.spanOf(MESSAGE_HZ).from).toBeNaN();
  const [message] = ((await agent.send('GET', '/api/dissuasions?which=all')) as DissuasionPage).items.filter(
    (one) => one.dissuasionId === dissuasionId,
  );
  expect(message?.steps.map(({ step, by }) => `${step} ${by}`)).toEqual([
    'drafted Camille Renaud',
    'published Camille Renaud',
    'withdrawalAsked Camille Renaud',
    'withdrawalRefused Hélène Marchand',
    'withdrawalAsked Camille Renaud',
    'withdrawn Hélène Marchand',
  ]);
});
