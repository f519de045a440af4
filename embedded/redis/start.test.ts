import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { startRedis } from './start.ts';

const say = async (port: number, command: string) => {
  const socket = createConnection({ host: '127.0.0.1', port });
  socket.write(`${command}\r\n`);
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return String(answer);
};

test('what a private Redis was told is there after a restart', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'decroche-redis-'));
  const first = await startRedis({ dir });
  await say(first.port, 'SET greeting bonjour');
  await first.stop();
  expect(await readdir(dir)).toContain('appendonlydir');
  const second = await startRedis({ dir });
  expect(await say(second.port, 'GET greeting')).toContain('bonjour');
  await second.stop();
  await rm(dir, { recursive: true });
});
