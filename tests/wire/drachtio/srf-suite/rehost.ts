/**
 * Preloaded into a process that runs a test file of the drachtio-srf package: gives it our addresses, and our own
 * runner of SIPp instead of the one that starts Docker containers. The package's files are read where they are.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freeUdpPort } from '../support/free-port.ts';
import { rewrite, scenarioText } from './rehosting.ts';
import type { Rehosting } from './rehosting.ts';
import { SRF_TESTS } from './testbed.ts';

const rehosting = JSON.parse(process.env['SRF_REHOSTING'] ?? '{}') as Rehosting;
const SIPP_MS = 60_000;
let number = 0;

async function runSipp(args: readonly string[]): Promise<void> {
  const media = String(await freeUdpPort());
  return new Promise((resolve, reject) => {
    const child = spawn('sipp', [...args, '-nostdin', '-i', '127.0.0.1', '-mp', media], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), SIPP_MS);
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => (sipp.text += data.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0) return resolve();
      reject(new Error(`sipp ${args.join(' ')} left with ${code}\n${sipp.text.slice(-1500)}`));
    });
  });
}

function scenario(file: string): string {
  const path = join(rehosting.scenarios, `${process.pid}-${++number}-${file}`);
  writeFileSync(path, scenarioText(file, rehosting.hosts));
  return path;
}

const sipp = {
  text: '',
  output: () => sipp.text,
  sippUac: (file: string) => {
    sipp.text = '';
    return runSipp(['-sf', scenario(file), '-m', '1', '-cid_str', `%u-%p@%s-${number}`, rehosting.sut]);
  },
  // The container's name has become our `host:port` when the test's source was read.
  sippUas: (file: string, at: string) => runSipp(['-sf', scenario(file), '-m', '1', '-p', at.split(':')[1] ?? '']),
};

Object.assign(globalThis, {
  __srfSipp: () => sipp,
  __srfConfig: { get: (name: string) => rehosting.config[name] },
});

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'config') return { url: 'rehosted:config', format: 'commonjs', shortCircuit: true };
    if (specifier === './sipp') return { url: 'rehosted:sipp', format: 'commonjs', shortCircuit: true };
    return next(specifier, context);
  },
  load(url, context, next) {
    if (url === 'rehosted:config') return virtual('__srfConfig');
    if (url === 'rehosted:sipp') return virtual('__srfSipp');
    if (!url.startsWith('file:') || !fileURLToPath(url).startsWith(SRF_TESTS)) return next(url, context);
    return {
      format: 'commonjs',
      source: rewrite(readFileSync(fileURLToPath(url), 'utf8'), rehosting.hosts),
      shortCircuit: true,
    };
  },
});

function virtual(name: string): { format: 'commonjs'; source: string; shortCircuit: true } {
  return { format: 'commonjs', source: `module.exports = globalThis.${name};`, shortCircuit: true };
}
