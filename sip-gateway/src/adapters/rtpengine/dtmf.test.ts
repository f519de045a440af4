import { createSocket } from 'node:dgram';
import { expect, onTestFinished, test } from 'vitest';
import { openKeyDoor, type PressedKey } from './dtmf.ts';

test('a key is told, garbage is counted, and the next key is told all the same', async () => {
  const keys: PressedKey[] = [];
  let garbage = 0;
  const door = await openKeyDoor({ host: '127.0.0.1', port: 0 }, (key) => keys.push(key), () => void garbage++); // prettier-ignore
  const sender = createSocket('udp4');
  onTestFinished(() => {
    door.close();
    sender.close();
  });
  const logged = { callid: 'c1', source_tag: 'c1-c', type: 'DTMF', event: 10, duration: 120, volume: 8 };
  const bad = ['', 'null', '[]', '{', '{"type":"DTMF"}', JSON.stringify({ ...logged, event: 16 }), JSON.stringify({ ...logged, callid: '../x' })]; // prettier-ignore
  for (const text of [...bad, JSON.stringify(logged), JSON.stringify({ ...logged, event: 7 })]) {
    sender.send(text, door.port, '127.0.0.1');
  }
  await expect.poll(() => keys.length).toBe(2);
  expect(keys[0]).toEqual({ callId: 'c1', legId: 'c1-c', digit: '*', durationMs: 120 });
  expect([keys[1]?.digit, garbage]).toEqual(['7', bad.length]);
});

test('a port already taken is told', async () => {
  const first = await openKeyDoor({ host: '127.0.0.1', port: 0 }, () => undefined, () => undefined); // prettier-ignore
  onTestFinished(() => first.close());
  await expect(openKeyDoor({ host: '127.0.0.1', port: first.port }, () => undefined, () => undefined)).rejects.toMatchObject({ code: 'portInUse' }); // prettier-ignore
});
