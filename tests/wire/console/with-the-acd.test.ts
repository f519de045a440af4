import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { civilDateAt, timeOfDayAt } from '@decroche/calendar';
import type { Following } from '@decroche/platform';
import {
  CommandMessage,
  DefinitionTried,
  streams,
  type BoardView,
  type CallId,
  type DeskView,
  type LegId,
  type TelephonyEvent,
} from '@decroche/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { spawnDaemon } from '../../../embedded/daemon.ts';
import { ScriptedGateway } from '../../scenarios/scripted-gateway.ts';
import { DOMAIN, eventually, signIn, startGround, type Client, type Ground } from './support.ts';

const ACD = fileURLToPath(new URL('../../../acd/src/main.ts', import.meta.url));

let ground: Ground;
let acd: ChildProcess;
let gateway: ScriptedGateway;
let obeying: Following;
let agent: Client;
let supervisor: Client;

const say = (event: TelephonyEvent): Promise<void> =>
  ground.bus.publish(streams.inputs(DOMAIN), [
    { id: randomUUID(), domainId: DOMAIN, at: Date.now(), kind: 'telephony', event },
  ]);

beforeAll(async () => {
  ground = await startGround({}, { withoutAcd: true });
  const { PATH = '', HOME = '' } = process.env;
  const { REDIS_URL, MONGODB_URI } = ground.environment;
  acd = spawnDaemon(process.execPath, ['--disable-warning=ExperimentalWarning', ACD], {
    ...{ PATH, HOME, REDIS_URL, MONGODB_URI },
  });
  gateway = new ScriptedGateway(
    (event) => void say(event),
    () => 50,
  );
  obeying = ground.bus.follow(streams.commands(gateway.gatewayId), 'start', (entries) => {
    for (const { value } of entries) gateway.obey(CommandMessage.parse(value), Date.now());
  });
  [agent, supervisor] = await Promise.all([signIn(ground, 'agent1'), signIn(ground, 'supervisor')]);
});
afterAll(async () => {
  const gone = once(acd, 'exit');
  acd.kill();
  await gone;
  await obeying.stop();
  await ground.stop();
});

const desk = (wanted: (view: DeskView) => boolean) =>
  eventually(
    async () => (await agent.get('/api/desk')).body as unknown as DeskView,
    (view) => wanted(view),
  );

const callId = 'call-1' as CallId;
const caller = 'call-1-a' as LegId;

it('an agent begins the shift once the telephone is there, and the board follows', async () => {
  const early = await eventually(
    () => agent.post('/api/agents/me/login'),
    ({ status }) => status !== 504,
  );
  // A request that was not answered in time may have been carried out all the same.
  if (early.status === 409) expect(['deviceNotRegistered', 'alreadyLoggedIn']).toContain(early.body['reason']);
  await say({
    type: 'device.registered',
    ...{ deviceId: 'agent1' as never, gatewayId: gateway.gatewayId, transport: 'ws', expiresAt: Date.now() + 600_000 },
  });
  await desk((view) => view.agent.deviceReachable);
  await eventually(
    () => agent.post('/api/agents/me/login'),
    ({ status, body }) => status === 200 || body['reason'] === 'alreadyLoggedIn',
  );
  expect(await agent.post('/api/agents/me/ready')).toMatchObject({ status: 200, body: { result: 'accepted' } });
  expect((await desk((view) => view.agent.status === 'ready')).agent.name).toBe('Camille Renaud');
  const board = (await supervisor.get('/api/board')).body as unknown as BoardView;
  expect(board.queues[0]).toMatchObject({ agentsReady: 1, agentsLoggedIn: 1 });
});

it('a call rings, is answered, held, taken back and ended from the page', async () => {
  gateway.legs.set(caller, { callId, legId: caller, ring: undefined, status: 'inviting' });
  await say({
    type: 'leg.arrived',
    ...{ callId, legId: caller, gatewayId: gateway.gatewayId, serviceId: 'assistance' as never, dialled: '8008' },
    receivedAt: Date.now(),
  });
  await eventually(
    () => gateway.playing.size,
    (count) => count > 0,
  );
  gateway.tellEnds(Date.now() + 60_000);
  const offered = await desk((view) => view.offer !== undefined);
  expect(offered).toMatchObject({ agent: { status: 'offered' }, offer: { pop: { caller: { withheld: true } } } });
  const leg = [...gateway.legs.values()].find((each) => each.ring?.agentId === 'agent1')!;
  expect(leg.ring).toMatchObject({ offerId: offered.offer?.offerId, target: { kind: 'device', deviceId: 'agent1' } });
  leg.status = 'answered';
  await say({ type: 'leg.answered', callId, legId: leg.legId, answeredAt: Date.now() });
  await desk((view) => view.call?.status === 'talking');
  expect((await agent.post(`/api/agents/me/calls/${callId}/hold`)).status).toBe(200);
  await desk((view) => view.call?.status === 'held');
  expect((await agent.post(`/api/agents/me/calls/${callId}/hold`)).body).toMatchObject({ reason: 'alreadyHeld' });
  expect((await agent.post(`/api/agents/me/calls/${callId}/retrieve`)).status).toBe(200);
  await desk((view) => view.call?.status === 'talking');
  // Nobody else is there: lunch would leave the desk empty (H3), a meeting is nobody's to refuse.
  const next = (reason: string) => agent.post('/api/agents/me/next-state', { next: { status: 'notReady', reason } });
  expect(await next('dejeuner')).toMatchObject({ status: 409, body: { reason: 'tooFewPresent' } });
  expect((await next('reunion')).status).toBe(200);
  await desk((view) => view.agent.next?.status === 'notReady');
  expect((await agent.post(`/api/agents/me/calls/${callId}/hang-up`)).status).toBe(200);
  await desk((view) => view.wrapUp?.callId === callId && view.call === undefined);
  expect((await agent.post('/api/agents/me/wrap-up/extend', { byMs: 10_000 })).status).toBe(200);
  expect((await agent.post('/api/agents/me/wrap-up/end')).status).toBe(200);
  expect((await desk((view) => view.agent.status === 'notReady')).agent).toMatchObject({ reason: 'reunion' });
  expect((await agent.get('/api/calls?agentId=me')).body['items']).toMatchObject([{ callId, outcome: 'answered' }]);
});

it.each([
  ['login', undefined, 'alreadyLoggedIn'],
  ['pause', { reason: 'no such reason' }, 'unknownPauseReason'],
  ['wrap-up/end', undefined, 'notInWrapUp'],
  ['offers/none/decline', undefined, 'unknownOffer'],
  ['calls/none/hold', undefined, 'unknownCall'],
])('%s that makes no sense is refused: %s %s', async (path, body, reason) => {
  expect(await agent.post(`/api/agents/me/${path}`, body)).toMatchObject({ status: 409, body: { reason } });
});

it('a definition is tried on the calls that were, and nothing changes', async () => {
  const admin = await signIn(ground, 'admin');
  const attempt = async (change: object): Promise<DefinitionTried> => {
    const answer = await admin.post('/api/definition/try', { change, calls: 10 });
    expect(answer).toMatchObject({ status: 200 });
    return DefinitionTried.parse(answer.body);
  };
  const same = await attempt({});
  expect(same.calls).toMatchObject([
    { callId, was: { agentId: 'agent1', agentName: 'Camille Renaud' }, changed: false },
  ]);
  const without = await attempt({ remove: [{ part: 'agents', id: 'agent1' }] });
  expect(without).toMatchObject({ changed: 1, calls: [{ callId, was: { agentId: 'agent1' }, changed: true }] });
  expect(without.calls[0]!.would).toBeUndefined();
});

it('a shift that is planned for now makes somebody expected, and one that is removed does not', async () => {
  const expected = async (): Promise<number> =>
    ((await supervisor.get('/api/board')).body as unknown as BoardView).shifts.expectedNow;
  const before = await expected();
  const [from, to] = [-30, 30].map((minutes) => timeOfDayAt(Date.now() + minutes * 60_000, 'Europe/Paris'));
  const date = civilDateAt(Date.now() - 30 * 60_000, 'Europe/Paris');
  const made = await supervisor.post('/api/roster/shifts', { agentId: 'poste1', date, from, to });
  expect(made.status).toBe(200);
  await eventually(expected, (count) => count === before + 1);
  expect((await supervisor.delete(`/api/roster/shifts/${made.body['shiftId'] as string}`)).status).toBe(200);
  await eventually(expected, (count) => count === before);
});

it('a changed definition is in force at once: a removed agent is unknown', async () => {
  const admin = await signIn(ground, 'admin');
  await admin.post('/api/agents', {
    ...{ agentId: 'brief', name: 'Brief', device: { kind: 'uri', uri: 'sip:brief@127.0.0.1' } },
    ...{ queues: ['assistance'], wrapUpMs: 0 },
  });
  await eventually(
    () => supervisor.post('/api/agents/brief/login'),
    ({ status }) => status === 200,
  );
  await supervisor.post('/api/agents/brief/logout');
  expect((await admin.delete('/api/agents/brief')).status).toBe(200);
  await eventually(
    () => supervisor.post('/api/agents/brief/login'),
    ({ body }) => body['reason'] === 'unknownAgent',
  );
});
