import type { AlertFile, AlertId, AlertPage, CallId, OnCallSetup, VoicemailPage } from '@decroche/protocol';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { TONES } from '../support/definitions.ts';
import { NUMBERS, ON_CALL, PROMPT_TONES } from '../support/e2e-profile.ts';
import type { PublicNetwork } from '../support/public-network.ts';
import type { RtpEndpoint } from '../support/rtp.ts';
import { ended, eventually, nextCall, ticketOf, told } from '../support/stories.ts';
import { startWorld, type World } from '../support/world.ts';

const CALLER_HZ = 700;
const ANA_HZ = 500;
const BRUNO_HZ = 900;
const VOICEMAIL_HZ = 600;

let world: World;
let network: PublicNetwork;

beforeAll(async () => {
  world = await startWorld();
});
beforeEach(async () => {
  network = await world.network();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(world.lines.slice(-80).join('\n'));
  const open = (await world.api.send('GET', '/api/on-call/alerts?status=open')) as AlertPage;
  for (const { alertId } of open.items) {
    await world.api.send('POST', `/api/on-call/alerts/${alertId}/close`, { resolution: 'Fin de l’essai.' });
  }
  await world.tidy();
});
afterAll(() => world?.close());

const hears = (sound: RtpEndpoint, prompt: string, withinMs?: number) => sound.hears(PROMPT_TONES[prompt]!, withinMs);

/** Somebody calls at night. */
async function nightCall(): Promise<{ callId: CallId; alertId: AlertId; sound: RtpEndpoint }> {
  const arriving = nextCall(world.door);
  const { sound } = await world.caller({ dialled: NUMBERS.night, hz: CALLER_HZ });
  const callId = await arriving;
  const { alertId } = await told(world.door, 'call.onCallStarted', (event) => event.callId === callId);
  return { callId, alertId, sound };
}

/** The account of somebody on call. */
async function responderId(name: string): Promise<string> {
  const { responders } = (await world.api.send('GET', '/api/on-call/setup')) as OnCallSetup;
  return responders.find((each) => each.name === name)?.responderId ?? name;
}

const fileOf = async (alertId: AlertId): Promise<AlertFile> =>
  (await world.api.send('GET', `/api/on-call/alerts/${alertId}`)) as AlertFile;

test("the first one's voicemail picks up and presses nothing; the second one presses 1 and both talk", async () => {
  const { callId, alertId, sound } = await nightCall();
  const ana = await network.rung(ON_CALL.ana, { hz: VOICEMAIL_HZ });
  await hears(sound, 'searching');
  await sound.hears(TONES.music, 10_000);
  await ana.answer();
  await hears(ana.sound, 'whisper');
  // What a mobile's voicemail says is heard by nobody, and is no acceptance.
  expect(sound.share(VOICEMAIL_HZ)).toBeLessThan(0.1);
  const bruno = await network.rung(ON_CALL.bruno, { hz: BRUNO_HZ });
  await ana.call.received('BYE');
  await bruno.answer();
  await hears(bruno.sound, 'whisper');
  await bruno.sound.hearsNo(CALLER_HZ);
  bruno.sound.press('1');
  await sound.hears(BRUNO_HZ);
  await bruno.sound.hears(CALLER_HZ);
  await told(world.door, 'call.onCallAnswered', (event) => event.callId === callId);
  bruno.hangUp();
  expect(await ended(world.door, callId)).toMatchObject({ outcome: 'onCallAnswered' });

  const file = await eventually(
    () => fileOf(alertId),
    ({ alert, ticket }) => alert.status === 'accepted' && ticket !== undefined,
  );
  expect(file.alert).toMatchObject({ source: 'call', acceptedBy: 'Bruno Caron', callerWaits: false });
  expect(file.pages.map(({ name, means, result }) => ({ name, means, result }))).toEqual([
    { name: 'Ana Petit', means: 'live', result: 'noKey' },
    { name: 'Bruno Caron', means: 'live', result: 'accepted' },
  ]);
  expect(file.response.acceptedMs).toBeGreaterThan(4_000);
  expect(file.mobilised).toMatchObject([{ name: 'Bruno Caron' }]);

  await world.api.send('POST', `/api/on-call/alerts/${alertId}/intervention`, {
    where: 'onSite',
    responderId: await responderId('Bruno Caron'),
  });
  await world.api.send('POST', `/api/on-call/alerts/${alertId}/close`, { resolution: 'Commutateur remplacé.' });
  const closed = await eventually(
    () => fileOf(alertId),
    ({ alert }) => alert.status === 'closed',
  );
  expect(closed.response.onSiteMs).toBeGreaterThan(0);
  expect(closed.mobilised[0]?.leftAt).toBeDefined();
  const types = closed.timeline.map(({ type }) => type);
  for (const step of ['opened', 'paged', 'pageAnswered', 'accepted', 'interventionStarted', 'closed']) {
    expect(types).toContain(`alert.${step}`);
  }
  const moves = (line: { change: { type: string } }) => line.change.type === 'alertMoved';
  const ticket = await eventually(
    () => ticketOf(world, callId),
    ({ timeline }) => timeline.filter(moves).length >= 4,
  );
  expect(ticket).toMatchObject({ callIds: [callId], alertId, origin: 'telephone' });
  expect(ticket.timeline.flatMap(({ change }) => (change.type === 'alertMoved' ? [change.what] : []))).toEqual(
    expect.arrayContaining(['accepted', 'onSite', 'closed']),
  );
});

test('everyone declines: a message is taken, and the alert rings on until somebody takes it on the screen', async () => {
  const { callId, alertId, sound } = await nightCall();
  for (const number of [ON_CALL.ana, ON_CALL.bruno]) {
    const asked = await network.rung(number, { hz: ANA_HZ });
    await asked.answer();
    await hears(asked.sound, 'whisper');
    asked.sound.press('2');
    await asked.call.received('BYE');
  }
  await told(world.door, 'alert.exhausted', (event) => event.alertId === alertId);
  await sound.hears(TONES.greeting, 10_000);
  await sound.hears(TONES.beep);
  await told(world.door, 'call.voicemailStarted', (event) => event.callId === callId);
  await sound.said(2_000);
  sound.press('#');
  expect(await ended(world.door, callId)).toMatchObject({ outcome: 'voicemailLeft' });
  const page = (await eventually(
    () => world.api.send('GET', '/api/voicemails') as Promise<VoicemailPage>,
    ({ items }) => items.some((item) => item.callId === callId),
  )) as VoicemailPage;
  expect(page.items.filter((item) => item.callId === callId)).toHaveLength(1);
  const board = (await world.api.send('GET', '/api/board')) as { openAlerts: { alertId: string; status: string }[] };
  expect(board.openAlerts).toContainEqual(expect.objectContaining({ alertId, status: 'exhausted' }));
  await world.api.send('POST', `/api/on-call/alerts/${alertId}/accept`, {
    responderId: await responderId('Ana Petit'),
  });
  const file = await eventually(
    () => fileOf(alertId),
    ({ alert }) => alert.status === 'accepted',
  );
  expect(file.alert.acceptedBy).toBe('Ana Petit');
  expect(file.timeline.map(({ type }) => type)).toContain('alert.messageLeft');
});

test('a caller leaves a message at any time by the key; those on call are still told, by a call of their own', async () => {
  const { callId, alertId, sound } = await nightCall();
  await network.rung(ON_CALL.ana, { hz: ANA_HZ });
  await hears(sound, 'searching');
  sound.press('*');
  await sound.hears(TONES.greeting, 10_000);
  await told(world.door, 'call.voicemailStarted', (event) => event.callId === callId);
  const ana = await network.rung(ON_CALL.ana, { hz: ANA_HZ });
  await ana.answer();
  await hears(ana.sound, 'alert', 10_000);
  ana.sound.press('1');
  await hears(ana.sound, 'taken');
  await ana.call.received('BYE');
  await told(world.door, 'alert.accepted', (event) => event.alertId === alertId);
  await network.silent(ON_CALL.bruno, 2_000);
});

test('an alert of monitoring rings a telephone; taking it on the screen stops the ringing', async () => {
  const { alertId } = (await world.api.send('POST', '/api/on-call/alerts', {
    ...{ title: 'SRV SQL1 ne répond plus', policyId: 'infra', dedupKey: 'sql1' },
  })) as { alertId: AlertId };
  const ana = await network.rung(ON_CALL.ana, { hz: ANA_HZ });
  await world.api.send('POST', `/api/on-call/alerts/${alertId}/accept`, {
    responderId: await responderId('Bruno Caron'),
  });
  await ana.call.received('CANCEL');
  await network.silent(ON_CALL.bruno, 2_000);
  const again = (await world.api.send('POST', '/api/on-call/alerts', {
    ...{ title: 'SRV SQL1 ne répond plus', policyId: 'infra', dedupKey: 'sql1' },
  })) as { alertId: AlertId };
  expect(again.alertId).toBe(alertId);
  const file = await eventually(
    () => fileOf(alertId),
    ({ alert }) => alert.times === 2,
  );
  expect(file.alert).toMatchObject({ status: 'accepted', acceptedBy: 'Bruno Caron' });
  expect(file.pages).toMatchObject([{ name: 'Ana Petit', means: 'telephone', result: 'withdrawn' }]);
  const ticket = await eventually(
    () => fileOf(alertId),
    (one) => one.ticket !== undefined,
  );
  expect(ticket.ticket?.number).toMatch(/^INC-/);
});
