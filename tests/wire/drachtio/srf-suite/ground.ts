import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freeUdpPort } from '../support/free-port.ts';
import { openTarget } from '../support/target.ts';
import type { Target } from '../support/target.ts';
import { scenarioText } from './rehosting.ts';
import type { Rehosting } from './rehosting.ts';
import { SRF_TESTS, answerers, secondServerAddress } from './testbed.ts';

const PRELOAD = fileURLToPath(new URL('rehost.ts', import.meta.url));
/** Name the B2BUA test gives to an answering machine it starts itself. */
const STARTED_BY_TEST = 'sipp-uas-b-teardown';

/** The package's test bed, re-hosted on 127.0.0.1: answering machines, servers, addresses. */
export interface Ground {
  /** Runs one test file of the package; resolves with its TAP output once it ended. */
  run(file: string): Promise<{ code: number | null; output: string }>;
  close(): Promise<void>;
}

/** Starts the answering machines and the servers. */
export async function openGround(): Promise<Ground> {
  const directory = await mkdtemp(join(tmpdir(), 'srf-suite-'));
  const sut = await openTarget();
  const second = await openTarget();
  const hosts = new Map<string, string>();
  const machines = await Promise.all(
    answerers().map(async (one) => ({ ...one, at: `127.0.0.1:${await freeUdpPort()}` })),
  );
  for (const { name, address, at } of machines) hosts.set(name, at).set(address, at);
  hosts.set(STARTED_BY_TEST, `127.0.0.1:${await freeUdpPort()}`);
  hosts.set(secondServerAddress(), `${second.sipHost}:${second.sipPort}`);
  const rehosting: Rehosting = {
    hosts: [...hosts].sort(([a], [b]) => b.length - a.length),
    config: { 'drachtio-sut': control(sut), 'drachtio-uas': control(second) },
    sut: `${sut.sipHost}:${sut.sipPort}`,
    scenarios: directory,
  };
  const children: ChildProcess[] = [];
  for (const { scenario, at } of machines) {
    const path = join(directory, `uas-${at.split(':')[1]}.xml`);
    await writeFile(path, scenarioText(scenario, rehosting.hosts));
    const args = [
      '-sf',
      path,
      '-i',
      '127.0.0.1',
      '-p',
      at.split(':')[1] as string,
      '-mp',
      String(await freeUdpPort()),
      '-nostdin',
    ];
    children.push(spawn('sipp', args, { stdio: 'ignore', cwd: directory }));
  }
  return {
    run: (file) => runFile(file, rehosting),
    close: async () => {
      await Promise.all(children.map(end));
      await Promise.all([sut.stop(), second.stop()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function control(target: Target): unknown {
  return { host: target.host, port: target.controlPort, secret: target.secret, enablePing: true, pingInterval: 5000 };
}

async function runFile(file: string, rehosting: Rehosting): Promise<{ code: number | null; output: string }> {
  const child = spawn('node', ['--import', PRELOAD, join(SRF_TESTS, file)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'test', SRF_REHOSTING: JSON.stringify(rehosting) },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('close', resolve));
  if (child.exitCode !== null || !child.kill('SIGKILL')) return;
  await gone;
}
