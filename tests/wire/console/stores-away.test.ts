import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startRedis } from '../../../embedded/redis/start.ts';
import { arrival, ended, eventually, signIn, startGround, type Client, type Ground } from './support.ts';

let ground: Ground;
let supervisor: Client;
beforeAll(async () => {
  ground = await startGround();
  supervisor = await signIn(ground, 'supervisor');
});
afterAll(() => ground.stop());

const startRedisAgain = async (): Promise<void> => {
  const { port } = ground.redisServer;
  ground.redisServer = await startRedis({ dir: join(ground.folder, 'redis'), port });
};

it('without Redis a page is told so within a second, and all is well once it is back', async () => {
  await ground.redisServer.stop();
  const since = Date.now();
  const away = await eventually(
    () => supervisor.get('/api/session'),
    ({ status }) => status !== 200,
  );
  expect(away).toMatchObject({ status: 503, body: { reason: 'unavailable' } });
  expect(Date.now() - since).toBeLessThan(1_500);
  expect(await ground.console.logged(away.body['errorId'])).toBeDefined();
  await startRedisAgain();
  await eventually(
    () => supervisor.get('/api/session'),
    ({ status }) => status === 200,
  );
  await ground.acd.tell(...arrival('after'));
  await eventually(
    () => supervisor.get('/api/board'),
    ({ text }) => text.includes('after'),
  );
  await ground.acd.tell(ended('after'));
  expect((await supervisor.post('/api/agents/agent1/ready')).status).toBe(200);
});

it('a request that could not leave does not leave later, when nobody waits for it any more', async () => {
  const before = ground.acd.requests.length;
  await ground.redisServer.stop();
  await eventually(
    () => supervisor.post('/api/agents/agent1/ready'),
    ({ status }) => status === 503,
  );
  await startRedisAgain();
  await eventually(
    () => supervisor.post('/api/agents/agent2/ready'),
    ({ status }) => status === 200,
  );
  expect(ground.acd.requests.slice(before).map(({ request }) => 'agentId' in request && request.agentId)).toEqual([
    'agent2',
  ]);
});

it('a Redis that hangs is a fault after two seconds, not a page that waits for ever', async () => {
  process.kill(ground.redisServer.pid, 'SIGSTOP');
  const since = Date.now();
  const hung = await supervisor.get('/api/session');
  process.kill(ground.redisServer.pid, 'SIGCONT');
  expect(hung).toMatchObject({ status: 504, body: { reason: 'timeout' } });
  expect(Date.now() - since).toBeLessThan(4_000);
  await eventually(
    () => supervisor.get('/api/session'),
    ({ status }) => status === 200,
  );
});
