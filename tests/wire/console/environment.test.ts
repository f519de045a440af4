import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSealedFile } from '@decroche/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, signIn, spawnConsole, startConsole, startGround, type Ground } from './support.ts';

let ground: Ground;
let folder: string;
beforeAll(async () => {
  [ground, folder] = await Promise.all([startGround(), mkdtemp(join(tmpdir(), 'decroche-profiles-'))]);
});
afterAll(async () => {
  await ground.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the process to its end; what it said, and how it left. */
async function attempt(change: Readonly<Record<string, string>>): Promise<{ code: number; said: string }> {
  const child = spawnConsole({ ...ground.environment, ...change });
  let said = '';
  child.stdout!.on('data', (data: Buffer) => (said += data.toString()));
  child.stderr!.on('data', (data: Buffer) => (said += data.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  return { code, said };
}

describe('an environment that can not be used', () => {
  it('tells all that is wrong at once', async () => {
    const { code, said } = await attempt({ HTTP_PORT: 'x', REDIS_URL: 'y', DEMO: 'z', PARTY_KEY: 'short' });
    expect(code).toBe(78);
    for (const variable of ['HTTP_PORT', 'REDIS_URL', 'DEMO', 'PARTY_KEY']) expect(said).toContain(variable);
    expect(said).not.toMatch(/\n\s+at /);
  });
  it('names a port that is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const { code, said } = await attempt({ HTTP_PORT: String(port) });
    holder.close();
    expect(code).toBe(78);
    expect(said).toContain(`port ${port} on 127.0.0.1 is already taken`);
  });
  it('names a profile that is not there', async () => {
    expect((await attempt({ PROFILE: 'nowhere' })).said).toContain('the profile nowhere is not usable');
  });
  it('names a message that none of its keys opens', async () => {
    const mediaDir = join(folder, 'foreign');
    await mkdir(join(mediaDir, 'voicemail'), { recursive: true });
    const key = randomBytes(32);
    await (await createSealedFile(join(mediaDir, 'voicemail/m.wav.sealed'), key)).finish();
    const { code, said } = await attempt({ MEDIA_DIR: mediaDir });
    expect(code).toBe(78);
    expect(said).toMatch(/sealed with a key that is not held \(.*m\.wav\.sealed/);
  });
  it('names a synthesiser that is not installed', async () => {
    // A PATH with nothing in it but what starts a process.
    const tools = join(folder, 'tools');
    await mkdir(tools);
    await symlink('/usr/bin/setpriv', join(tools, 'setpriv'));
    const { code, said } = await attempt({ PATH: tools, MEDIA_DIR: join(folder, 'media') });
    expect(code).toBe(78);
    // Both are asked for at once: either may be the first to be missed.
    expect(said).toMatch(/(espeak-ng|sox) is not installed/);
  });
});

describe('a profile', () => {
  const write = async (id: string, change: (profile: Record<string, unknown[]>) => void): Promise<void> => {
    const text = await readFile(new URL('../../../profiles/agences-eau.json', import.meta.url), 'utf8');
    const profile = JSON.parse(text) as Record<string, unknown[]>;
    change(profile);
    await writeFile(join(folder, `${id}.json`), JSON.stringify(profile));
  };
  const fresh = (profile: string) => ({
    PROFILES_DIR: folder,
    PROFILE: profile,
    DOMAIN_ID: `d-${profile}`,
    MONGODB_URI: ground.environment['MONGODB_URI']!.replace('/console?', `/${profile}?`),
  });
  it('that is no JSON is refused', async () => {
    await writeFile(join(folder, 'broken.json'), '{');
    expect((await attempt(fresh('broken'))).said).toContain('the profile broken is not usable');
  });
  it('that lacks a part is refused, the part named', async () => {
    await write('partless', (profile) => delete profile['services']);
    expect((await attempt(fresh('partless'))).said).toContain('services');
  });
  it('that does not hold together is refused, the place named', async () => {
    await write('loose', (profile) => ((profile['services']![0] as Record<string, unknown>)['queueId'] = 'nowhere'));
    expect((await attempt(fresh('loose'))).said).toContain('services.0.queueId');
  });
  it('without a demonstration has no known password: an administrator is made, shown once, and must choose another', async () => {
    await write('plain', () => undefined);
    const settings = { ...ground.environment, ...fresh('plain'), DEMO: 'false' };
    const first = await startConsole(settings);
    const made = /password {2}(\S+)/.exec(first.output.join('\n'))?.[1];
    expect(made).toMatch(/^[a-z2-9]{5}(-[a-z2-9]{5}){3}$/);
    const other: Ground = { ...ground, console: first };
    const page = await signIn(other, 'admin', made!);
    expect((await page.get('/api/session')).body).toMatchObject({ firstRun: true });
    expect((await page.get('/api/agents')).body).toMatchObject({ total: 0 });
    const nobody = new Client(() => first.base);
    expect((await nobody.post('/api/session', { login: 'agent1', password: 'decroche-demo' })).status).toBe(401);
    await first.kill();
    const second = await startConsole(settings);
    expect(second.output.join('\n')).not.toContain('password');
    expect((await new Client(() => second.base, page.headers).get('/api/session')).status).toBe(200);
    await second.kill();
  });
});
