import { afterAll, beforeAll, expect, test } from 'vitest';
import { streams } from '@decroche/protocol';
import { aDefinition, anAgent, aService, officeHours } from '../../scenarios/builders.ts';
import { startAcd, type AcdProcess } from './acd-process.ts';
import { DOMAIN, Ground } from './ground.ts';

const always = officeHours({ weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }], holidays: 'none' });
const definition = aDefinition({
  calendars: [always],
  services: [aService('desk', { welcome: undefined })],
  agents: [anAgent('ana', { wrapUpMs: 0 })],
});

let ground: Ground;
let acd: AcdProcess;
beforeAll(async () => {
  ground = await Ground.open(definition);
  acd = startAcd({ REDIS_URL: ground.redisUrl });
  await ground.ready('ana');
});
afterAll(async () => {
  await acd.stop();
  await ground.close();
});

const envelope = { id: 'm-bad', domainId: 'main', at: 1 };
const telephony = (event: object) => ({ ...envelope, kind: 'telephony', event });
const request = (more: object) => ({
  ...envelope,
  kind: 'request',
  actor: 'a',
  replyTo: 'decroche:replies:x',
  ...more,
});
const arrived = {
  ...{
    type: 'leg.arrived',
    callId: 'c',
    legId: 'l',
    gatewayId: 'g',
    serviceId: 'desk',
    dialled: '8008',
    receivedAt: 1,
  },
};

/** Every way we could think of to send the engine what is not an input. */
const unreadable: Readonly<Record<string, unknown>> = {
  'an empty entry': '',
  'text that is not JSON': 'not json',
  'JSON cut in the middle': '{"kind":"telephony","ev',
  'binary rubbish': '\u0000\u0001\ufffd\u0007',
  'a number': 42,
  null: null,
  'a list': [],
  'an empty object': {},
  'an unknown kind': { ...envelope, kind: 'gossip' },
  'no kind': envelope,
  'no id': { kind: 'telephony', domainId: 'main', at: 1, event: arrived },
  'an id that is not one': { ...telephony(arrived), id: 'spaces are not allowed' },
  'an id of 5,000 characters': { ...telephony(arrived), id: 'x'.repeat(5_000) },
  'an instant that is text': { ...telephony(arrived), at: 'now' },
  'an instant before 1970': { ...telephony(arrived), at: -1 },
  'an instant with a fraction': { ...telephony(arrived), at: 1.5 },
  'no event': { ...envelope, kind: 'telephony' },
  'an unknown event': telephony({ type: 'leg.exploded', callId: 'c', legId: 'l' }),
  'an arrival without a call': telephony({ ...arrived, callId: undefined }),
  'an arrival with a call id that is an object': telephony({ ...arrived, callId: { $gt: '' } }),
  'an arrival with a call id that would escape': telephony({ ...arrived, callId: '../../etc/passwd' }),
  'an arrival received never': telephony({ ...arrived, receivedAt: null }),
  'a key that is on no telephone': telephony({
    type: 'dtmf.received',
    callId: 'c',
    legId: 'l',
    digit: 'X',
    durationMs: 1,
  }),
  'a release for no known cause': telephony({
    ...{ type: 'leg.released', callId: 'c', legId: 'l', releasedAt: 1, cause: 'boredom', by: 'party' },
  }),
  'a release by nobody': telephony({
    ...{ type: 'leg.released', callId: 'c', legId: 'l', releasedAt: 1, cause: 'normal', by: 'ghost' },
  }),
  'a census with legs that are not a list': telephony({
    ...{ type: 'gateway.census', gatewayId: 'g', bootId: 'b', reason: 'asked', takenAt: 1, legs: 'all', devices: [] },
  }),
  'a request for nothing': request({}),
  'an unknown request': request({ request: { type: 'agent.promoteRequested', agentId: 'ana' } }),
  'a pause without a reason': request({ request: { type: 'agent.pauseRequested', agentId: 'ana', reason: '' } }),
  'a pause with a reason of a thousand letters': request({
    request: { type: 'agent.pauseRequested', agentId: 'ana', reason: 'x'.repeat(1_000) },
  }),
  'a transfer to a number with letters in it': request({
    request: {
      ...{ type: 'call.transferRequested', agentId: 'ana', callId: 'c' },
      target: { kind: 'number', number: '0800;rm -rf' },
    },
  }),
  'a transfer to an address with a line break': request({
    request: {
      ...{ type: 'call.transferRequested', agentId: 'ana', callId: 'c' },
      target: { kind: 'uri', uri: 'sip:a@b\r\nVia: x' },
    },
  }),
  'a wrap-up extended by less than nothing': request({
    request: { type: 'agent.wrapUpExtendRequested', agentId: 'ana', byMs: -1 },
  }),
  'a reply stream of a thousand letters': request({
    ...{ request: { type: 'agent.readyRequested', agentId: 'ana' }, replyTo: 'x'.repeat(1_000) },
  }),
  'no definition': { ...envelope, kind: 'definition' },
  'a definition with a strategy nobody knows': {
    ...{ ...envelope, kind: 'definition' },
    definition: { ...definition, queues: [{ ...definition.queues[0], strategy: 'astrology' }] },
  },
};

async function put(value: unknown): Promise<string> {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return String(await ground.redis.xadd(streams.inputs(DOMAIN), '*', 'm', text));
}

test.each(Object.entries(unreadable))(
  '%s: named in the log by its position, and the next call is served',
  async (_what, value) => {
    const position = await put(value);
    const call = await ground.dials();
    await ground.until(() => ground.has('offer.ringing', call.callId));
    ground.gateway.hangUp(call.legId, Date.now(), 'normal');
    await ground.until(() => ground.has('call.ended', call.callId));
    const line = acd.lines.find((each) => each['msg'] === 'an input can not be read' && each['position'] === position);
    expect(line?.['issues']).toBeInstanceOf(Array);
  },
);

/** Readable, and about nothing that exists: refused with a reason, or passed over. */
const meaningless: Readonly<Record<string, object>> = {
  'the end of a call that never was': telephony({
    ...{ type: 'leg.released', callId: 'ghost', legId: 'ghost', releasedAt: 1, cause: 'normal', by: 'party' },
  }),
  'a bridge of legs that never were': telephony({ type: 'leg.bridged', callId: 'ghost', legId: 'ghost', bridgedAt: 1 }),
  'names of JavaScript itself': telephony({ type: 'leg.ringing', callId: 'constructor', legId: 'toString' }),
  'a telephone nobody owns': telephony({
    ...{ type: 'device.unregistered', deviceId: 'ghost', gatewayId: 'ghost', reason: 'expired' },
  }),
  'a failed command nobody gave': telephony({
    ...{
      type: 'command.failed',
      commandId: 'x',
      commandType: 'makeCoffee',
      callId: 'ghost',
      cause: 'timeout',
      detail: '',
    },
  }),
  'a definition whose queues are missing': {
    ...{ ...envelope, kind: 'definition', definition: { ...definition, version: 9, queues: [] } },
  },
};

test.each(Object.entries(meaningless))('%s: changes nothing, and the next call is served', async (what, input) => {
  await put({ ...input, id: `m-${what.replaceAll(/\W/g, '-')}` });
  const call = await ground.dials();
  await ground.until(() => ground.has('offer.ringing', call.callId));
  ground.gateway.hangUp(call.legId, Date.now(), 'normal');
  await ground.until(() => ground.has('call.ended', call.callId));
  expect(ground.count('definition.adopted')).toBe(1);
  expect(ground.journal.some(({ event }) => 'callId' in event && event.callId === 'ghost')).toBe(false);
});
