import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Following } from '@decroche/platform';
import { CommandMessage, streams, type AlertFile, type OnCallNow, type OnCallSetup } from '@decroche/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { spawnDaemon } from '../../../embedded/daemon.ts';
import { ScriptedGateway } from '../../scenarios/scripted-gateway.ts';
import { DOMAIN, eventually, signIn, startGround, type Client, type Ground } from './support.ts';

const ACD = fileURLToPath(new URL('../../../acd/src/main.ts', import.meta.url));

let ground: Ground;
let acd: ChildProcess;
let obeying: Following;
let admin: Client;
let supervisor: Client;
let setup: OnCallSetup;

beforeAll(async () => {
  ground = await startGround({ PROFILE: 'giped-119' }, { withoutAcd: true });
  const { PATH = '', HOME = '' } = process.env;
  const { REDIS_URL, MONGODB_URI } = ground.environment;
  acd = spawnDaemon(process.execPath, ['--disable-warning=ExperimentalWarning', ACD], {
    ...{ PATH, HOME, REDIS_URL, MONGODB_URI },
  });
  const gateway = new ScriptedGateway(
    (event) => {
      const input = { id: randomUUID(), domainId: DOMAIN, at: Date.now(), kind: 'telephony', event };
      void ground.bus.publish(streams.inputs(DOMAIN), [input]);
    },
    () => 50,
  );
  obeying = ground.bus.follow(streams.commands(gateway.gatewayId), 'start', (entries) => {
    for (const { value } of entries) gateway.obey(CommandMessage.parse(value), Date.now());
  });
  [admin, supervisor] = await Promise.all([signIn(ground, 'admin'), signIn(ground, 'supervisor')]);
  setup = (await admin.get('/api/on-call/setup')).body as unknown as OnCallSetup;
});
afterAll(async () => {
  const gone = once(acd, 'exit');
  acd.kill();
  await gone;
  await obeying.stop();
  await ground.stop();
});

const fileOf = async (alertId: string): Promise<AlertFile | undefined> => {
  const { status, body } = await supervisor.get(`/api/on-call/alerts/${alertId}`);
  return status === 200 ? (body as unknown as AlertFile) : undefined;
};

it('a profile brings the people who are on call, with their accounts and telephones, and who has it now', async () => {
  expect(setup.responders.length).toBeGreaterThan(5);
  for (const { phones, name } of setup.responders) expect(phones, name).not.toContain('?');
  const { schedules } = (await supervisor.get('/api/on-call/now')).body as unknown as OnCallNow;
  expect(schedules.map(({ scheduleId }) => scheduleId)).toEqual(setup.schedules.map(({ scheduleId }) => scheduleId));
  const logins = (await admin.get('/api/accounts?limit=500')).body['items'] as { accountId: string; role: string }[];
  for (const { responderId } of setup.responders)
    expect(logins.map(({ accountId }) => accountId)).toContain(responderId);
  const plans = await ground.bus.read(streams.onCallPlans(DOMAIN), 'start', 10);
  expect(JSON.stringify(plans)).not.toMatch(/39981101|\+336/);
});

it('an alert asks the one who has the telephone; a word of theirs on the screen is a hard stop', async () => {
  const equipment = setup.equipment.find(({ supportClass }) => supportClass === 'HNO')!;
  const wish = { title: 'Plus de réponse', host: equipment.name, dedupKey: randomUUID() };
  const opened = await eventually(
    () => supervisor.post('/api/on-call/alerts', wish),
    ({ status }) => status !== 504,
  );
  expect(opened.text).toContain('alertId');
  const alertId = String(opened.body['alertId']);
  const file = await eventually(
    () => fileOf(alertId),
    (read) => read?.alert.asking !== undefined,
  );
  const asked = setup.responders.find(({ name }) => name === file!.alert.asking!.name)!;
  const again = await supervisor.post('/api/on-call/alerts', wish);
  expect(again.body).toEqual({ alertId });
  const { body } = await admin.get('/api/accounts?limit=500');
  const accounts = body['items'] as { accountId: string; login: string }[];
  const login = accounts.find(({ accountId }) => accountId === asked.responderId)!.login;
  const engineer = await signIn(ground, login);
  expect((await engineer.post(`/api/on-call/alerts/${alertId}/accept`, {})).status).toBe(200);
  const accepted = await eventually(
    () => fileOf(alertId),
    (read) => read?.alert.status === 'accepted' && read.pages.every(({ result }) => result !== undefined),
  );
  expect(accepted).toMatchObject({ alert: { acceptedBy: asked.name }, policyName: expect.any(String) });
  // More than twice while the engine was still starting and answered late.
  expect(accepted!.alert.times).toBeGreaterThanOrEqual(2);
  expect(accepted!.pages).toHaveLength(1);
  expect(accepted!.mobilised).toMatchObject([{ name: asked.name }]);
  await engineer.post(`/api/on-call/alerts/${alertId}/close`, { resolution: 'Relancé' });
  await eventually(
    () => fileOf(alertId),
    (read) => read?.closedAt !== undefined && read.mobilised.every(({ leftAt }) => leftAt !== undefined),
  );
  expect((await engineer.post(`/api/on-call/alerts/${alertId}/accept`, {})).status).toBe(409);
});

it('an override that is entered now is who is asked next', async () => {
  const [schedule, policy] = [
    setup.schedules[0]!,
    setup.policies.find(({ steps }) => steps[0]?.targets[0]?.kind === 'schedule')!,
  ];
  const target = policy.steps[0]!.targets[0]!;
  const scheduleId = target.kind === 'schedule' ? target.scheduleId : schedule.scheduleId;
  const { schedules } = (await supervisor.get('/api/on-call/now')).body as unknown as OnCallNow;
  const present = schedules.find((each) => each.scheduleId === scheduleId)?.now?.responderId;
  const other = setup.responders.find(({ responderId }) => responderId !== present)!;
  const stretch = { fromAt: Date.now() - 1_000, toAt: Date.now() + 3_600_000 };
  await supervisor.post('/api/on-call/overrides', { scheduleId, ...stretch, responderId: other.responderId });
  const { body } = await supervisor.post('/api/on-call/alerts', { title: 'Encore', policyId: policy.policyId });
  const file = await eventually(
    () => fileOf(String(body['alertId'])),
    (read) => read !== undefined && read.pages.length > 0,
  );
  expect(file!.pages[0]!.name).toBe(other.name);
  const letters = await eventually(
    () => readdir(join(ground.folder, 'mail')).catch(() => [] as string[]),
    (files) => files.some((name) => name.startsWith('page-') && name.includes(other.responderId)),
  );
  expect(letters.length).toBeGreaterThan(0);
});
