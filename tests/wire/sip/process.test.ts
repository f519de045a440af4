import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startDrachtio } from '../../../embedded/drachtio/start.ts';
import { request } from '../drachtio/support/sip-text.ts';
import { UdpPeer } from '../drachtio/support/udp-peer.ts';

/** The stand-in as a process: its doors for operators, its end. */
test('it serves /livez, /readyz and /metrics, and counts what it received', async () => {
  const server = await startDrachtio({ healthPort: 0 });
  const at = `http://127.0.0.1:${server.healthPort}`;
  for (const path of ['/livez', '/readyz']) expect((await fetch(at + path)).status).toBe(200);
  const peer = await UdpPeer.open({ sipHost: server.host, sipPort: server.sip.udp ?? 0 });
  peer.send(request({ method: 'OPTIONS', port: peer.port }));
  await peer.next('SIP/2.0 503');
  const metrics = await (await fetch(`${at}/metrics`)).text();
  expect(metrics).toContain('drachtio_received_total{kind="OPTIONS"} 1');
  expect(metrics).toContain('drachtio_refused_total{reason="Service Unavailable"} 1');
  expect(metrics).toMatch(/^drachtio_transactions 1$/m);
  expect(metrics).toMatch(/^drachtio_dialogs 0$/m);
  await peer.close();
  await server.stop();
});

test('SIGTERM ends it cleanly', async () => {
  const server = await startDrachtio();
  await server.stop();
  expect(await server.exited).toBe(0);
});

test('it leaves with its parent, even one that was killed', async () => {
  const start = fileURLToPath(new URL('../../../embedded/drachtio/start.ts', import.meta.url));
  const script = `const { startDrachtio } = await import(${JSON.stringify(start)});
    console.log((await startDrachtio()).pid); setInterval(() => undefined, 1000);`;
  const parent = spawn('node', ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((resolve) =>
    parent.stdout.once('data', (data: Buffer) => resolve(Number(data))),
  );
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
