import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSealedFile } from '@decroche/platform';
import { partyStore } from '@decroche/platform/redis';
import { Definition, streams, type ImportReport } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { openConsole } from './open-console.ts';
import { arrival, DOMAIN, eventually, PARTY_KEY, VOICEMAIL_KEY } from './support.ts';

const { ground, agent, supervisor, admin } = await openConsole();

const published = async (): Promise<Definition> =>
  Definition.parse((await ground.bus.last(streams.definitions(DOMAIN)))?.value);
const adopted = (version: number) =>
  eventually(
    () => ground.acd.definitions.at(-1),
    (definition) => definition?.version === version,
  );

describe('the definition', () => {
  it('is made from the profile at the first start, its prompts spoken, and reaches the acd and the other programs', async () => {
    const definition = await published();
    expect(definition).toMatchObject({ profileId: 'agences-eau', domainId: 'main' });
    expect(definition.services[0]?.numbers).toEqual(['8008', '0800711900', '+33800711900']);
    await adopted(definition.version);
    const files = await readdir(join(ground.mediaDir, 'prompts'));
    expect(files.filter((file) => !file.startsWith('.'))).toHaveLength(definition.prompts.length);
    for (const { file, durationMs } of definition.prompts) {
      const { size } = await stat(join(ground.mediaDir, file));
      expect(Math.abs((size - 44) / 96 - durationMs)).toBeLessThan(2);
    }
    expect(definition.prompts.find(({ promptId }) => promptId === 'hold-music')?.durationMs).toBeGreaterThan(20_000);
  });
  it('is shown as it is in force', async () => {
    const { body } = await agent.get('/api/definition');
    const { calendars: _openForTheDemo, ...inForce } = await published();
    const { calendars, ...written } = Definition.parse(body);
    expect(written).toEqual(inForce);
    // The hours people wrote, whatever a demonstration does with them.
    expect(calendars[0]?.weekly).toEqual([{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' }]);
  });
  it('changes whole, one version at a time, and each change is noted', async () => {
    const { version, queues } = await published();
    const next = { ...queues[0]!, ringTimeoutMs: 12_000 };
    expect((await admin.put('/api/queues/assistance', next)).body).toEqual({ version: version + 1 });
    expect((await published()).queues[0]?.ringTimeoutMs).toBe(12_000);
    await adopted(version + 1);
    expect((await admin.get('/api/audit?limit=1')).body['items']).toMatchObject([
      { action: 'definition.published', target: 'assistance', detail: `version ${version + 1}` },
    ]);
  });
  it('loses no edit when many come at once', async () => {
    const { version } = await published();
    const agents = Array.from({ length: 8 }, (_, n) => ({
      agentId: `many${n}`,
      name: `Many ${n}`,
      device: { kind: 'uri', uri: `sip:many${n}@127.0.0.1` },
      queues: ['assistance'],
      wrapUpMs: 0,
    }));
    const answers = await Promise.all(agents.map((each) => admin.post('/api/agents', each)));
    expect(answers.map(({ status }) => status)).toEqual(agents.map(() => 200));
    const after = await published();
    expect(after.version).toBe(version + 8);
    expect(after.agents.filter(({ agentId }) => agentId.startsWith('many'))).toHaveLength(8);
  });
  it.each([
    ['a queue nobody has', { queues: ['nowhere'] }, 'agents.'],
    ['the device of another agent', { device: { kind: 'browser', deviceId: 'agent1' } }, 'device'],
    ['an id that exists', { agentId: 'agent1' }, 'agentId'],
  ])('is not published with %s', async (_name, change, where) => {
    const { version } = await published();
    const agentBody = {
      agentId: 'neo',
      name: 'Neo',
      device: { kind: 'uri', uri: 'sip:neo@x' },
      queues: [],
      wrapUpMs: 0,
    };
    const refused = await admin.post('/api/agents', { ...agentBody, ...change });
    expect(refused).toMatchObject({ status: 400, body: { reason: 'inconsistent' } });
    expect(JSON.stringify(refused.body['issues'])).toContain(where);
    expect((await published()).version).toBe(version);
  });
  it('speaks new words for a prompt', async () => {
    const { body } = await admin.put('/api/prompts/welcome', { text: 'Bonjour, et bienvenue.' });
    const definition = await published();
    expect(body).toEqual({ version: definition.version, promptId: 'welcome' });
    const prompt = definition.prompts.find(({ promptId }) => promptId === 'welcome')!;
    expect(prompt.text).toBe('Bonjour, et bienvenue.');
    expect((await stat(join(ground.mediaDir, prompt.file))).size).toBeGreaterThan(50_000);
  });
  it('is the same after a restart, is published again only if the bus lost it, and never goes back', async () => {
    const before = await published();
    await ground.restart('SIGKILL');
    expect(await published()).toEqual(before);
    await ground.redis.del(streams.definitions(DOMAIN));
    await ground.restart();
    expect(await published()).toEqual(before);
  });
  it('keeps its hours when they are opened for a demonstration', async () => {
    const open = await published();
    expect(open.calendars[0]).toMatchObject({ holidays: 'none', weekly: [{ from: '00:00', to: '24:00' }] });
    await ground.restart('SIGTERM', { DEMO_ALWAYS_OPEN: 'false' });
    const real = await published();
    expect(real.calendars[0]).toMatchObject({ holidays: 'FR', weekly: [{ from: '08:00', to: '18:00' }] });
    expect(real.version).toBe(open.version + 1);
    await ground.restart();
    expect((await published()).version).toBe(open.version + 2);
  });
});

describe('agents', () => {
  it('are exported, and what was exported is imported without a change', async () => {
    const file = await admin.get('/api/agents/export.csv');
    expect(file.headers.get('content-type')).toContain('text/csv');
    const report = (await admin.post('/api/agents/import', file.text)).body as ImportReport;
    expect(report).toMatchObject({ applied: true, added: 0, changed: 0, errors: [] });
    expect(report.unchanged).toBe(report.lines);
  });
  it('are tried without being kept, then imported all at once', async () => {
    const { version } = await published();
    const csv =
      'agentId,name,device,queues,wrapUpSeconds\nzoe,Zoé,phone:poste9,assistance,20\nyan,Yan,sip:yan@192.0.2.7,,\n';
    expect((await admin.post('/api/agents/import?dryRun=1', csv)).body).toMatchObject({
      dryRun: true,
      applied: false,
      added: 2,
      errors: [],
    });
    expect((await published()).version).toBe(version);
    expect((await admin.post('/api/agents/import', csv)).body).toMatchObject({ applied: true, added: 2 });
    expect((await published()).agents.find(({ agentId }) => agentId === 'zoe')).toMatchObject({
      device: { kind: 'phone', deviceId: 'poste9' },
      wrapUpMs: 20_000,
    });
  });
  it('with a wrong line are not imported at all; each error has its line', async () => {
    const csv =
      'agentId;name;device;queues;wrapUpSeconds\nok;Ok;browser:ok;assistance;1\nb ad;X;browser:x;;\n\nx;;fax:1;;-1\nok;Twice;browser:y;;\n';
    const { body } = await admin.post('/api/agents/import', csv);
    expect(body).toMatchObject({ applied: false });
    const lines = (body['errors'] as { line: number; column: string }[]).map(({ line, column }) => `${line} ${column}`);
    expect(lines).toEqual(expect.arrayContaining(['3 agentId', '5 device', '5 wrapUpSeconds', '6 agentId']));
    expect((await published()).agents.some(({ agentId }) => agentId === 'ok')).toBe(false);
  });
  it('on a desk phone get a credential that is kept as digests only', async () => {
    const { body } = await admin.post('/api/agents/poste1/phone-credential', {});
    expect(body).toMatchObject({ deviceId: 'poste1', domain: 'decroche', username: 'poste1' });
    const stored = await ground.redis.hget('decroche:device-credentials', 'poste1');
    expect(JSON.parse(stored ?? '{}')).toMatchObject({
      realm: 'decroche',
      ha1: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    expect(stored).not.toContain(String(body['password']));
    expect(await admin.post('/api/agents/agent1/phone-credential', {})).toMatchObject({ status: 409 });
    expect((await admin.post('/api/agents/nobody/phone-credential', {})).status).toBe(404);
  });
  it('who are removed or answer on another device lose their credential', async () => {
    const lost = (deviceId: string) =>
      eventually(
        () => ground.redis.hget('decroche:device-credentials', deviceId),
        (stored) => stored === null,
      );
    const zoe = (await published()).agents.find(({ agentId }) => agentId === 'zoe')!;
    await admin.post('/api/agents/zoe/phone-credential', { password: 'long enough' });
    const moved = { ...zoe, device: { kind: 'phone', deviceId: 'poste10' } };
    expect((await admin.put('/api/agents/zoe', moved)).status).toBe(200);
    await lost('poste9');
    await admin.post('/api/agents/zoe/phone-credential', { password: 'long enough' });
    expect((await admin.delete('/api/agents/zoe')).status).toBe(200);
    await lost('poste10');
  });
});

describe('the directory', () => {
  it('has the profile’s contacts, found by words and numbers', async () => {
    expect((await agent.get('/api/contacts')).body['total']).toBe(40);
    const search = (q: string) => agent.get(`/api/contacts/search?q=${encodeURIComponent(q)}`);
    expect((await search('elodie lyon')).body['items']).toMatchObject([{ name: 'Élodie Esnault' }]);
    expect((await search('02 61 91 00 11')).body['items']).toMatchObject([{ name: 'Alice Arnaud' }]);
  });
  it('keeps numbers as the world dials them', async () => {
    const { body } = await supervisor.post('/api/contacts', {
      name: 'Nora',
      numbers: ['01 99 00 12 34', '6 321', '+44 20 7946 0018', '0199001234'],
    });
    expect(body).toMatchObject({ numbers: ['+33199001234', '6321', '+442079460018'], site: '', vip: false });
    const path = `/api/contacts/${String(body['contactId'])}`;
    expect((await agent.get(path)).body).toEqual(body);
    expect((await supervisor.put(path, { name: 'Nora B.', vip: true })).body).toMatchObject({ numbers: [], vip: true });
    expect((await supervisor.delete(path)).status).toBe(204);
    expect((await agent.get(path)).status).toBe(404);
  });
  it.each(['abc', '+', '12345678901234567890123', '+33 1', 'tel:x'])('refuses %j as a number', async (number) => {
    const refused = await supervisor.post('/api/contacts', { name: 'X', numbers: [number] });
    expect(refused).toMatchObject({ status: 400, body: { reason: 'invalid', issues: [{ path: 'body.numbers' }] } });
  });
  it('is exported without formulas, and what was exported is imported without a change', async () => {
    await supervisor.post('/api/contacts', {
      name: '=HYPERLINK("http://evil")',
      site: '@site',
      numbers: ['0199001299'],
    });
    const { text } = await supervisor.get('/api/contacts/export.csv');
    expect(text).toContain('\'=HYPERLINK(""http://evil"")');
    for (const cell of text.split(/[;\r\n]/)) expect(cell).not.toMatch(/^"?[=+@-]/);
    const { body } = await supervisor.post('/api/contacts/import', text);
    expect(body).toMatchObject({ applied: true, added: 0, changed: 0, unchanged: 41, errors: [] });
  });
  it.each([
    ['commas', 'name,site,numbers\r\nIda,Metz,"0353011234,6400"\r\n'],
    ['a byte-order mark and semicolons', '\u{feff}name;site;numbers\nIda;Metz;03 53 01 12 34 | 6400\n'],
    ['tabulators', 'name\tsite\tnumbers\nIda\tMetz\t0353011234|6400\n'],
  ])('takes a file with %s', async (_name, csv) => {
    expect((await supervisor.post('/api/contacts/import?dryRun=true', csv)).body).toMatchObject({
      lines: 1,
      errors: [],
    });
    await supervisor.post('/api/contacts/import', csv);
    expect((await agent.get('/api/contacts/search?q=ida%20metz')).body['items']).toMatchObject([
      { numbers: ['+33353011234', '6400'] },
    ]);
  });
  it.each([
    ['a wrong number', 'name;numbers\nA;0199001234\nB;not a number\n', 3, 'numbers'],
    ['no name', 'name;site\n;Metz\n', 2, 'name'],
    ['a wrong address', 'name;email\nA;nobody\n', 2, 'email'],
    ['a line with too many cells', 'name;site\nA;B;C\n', 2, undefined],
    ['a quote that never ends', 'name;site\n"A;B\n', 2, undefined],
    ['the same person twice', 'name;site\nA;B\nA;B\n', 3, undefined],
    ['nothing at all', '', 1, undefined],
    ['a header only of spaces', '   \n', 1, undefined],
  ])('says where %s is, and keeps nothing', async (_name, csv, line, column) => {
    const before = (await agent.get('/api/contacts')).body['total'];
    const { body } = await supervisor.post('/api/contacts/import', csv);
    expect(body).toMatchObject({ applied: false, errors: [{ line, ...(column === undefined ? {} : { column }) }] });
    expect((await agent.get('/api/contacts')).body['total']).toBe(before);
  });
  it('outlives a restart', async () => {
    const before = await agent.get('/api/contacts?limit=500');
    await ground.restart('SIGKILL');
    expect((await agent.get('/api/contacts?limit=500')).body).toEqual(before.body);
  });
});

describe('the voicemail box', () => {
  const leave = async (callId: string, file: string | undefined, partyRef?: string) =>
    ground.acd.tell(
      ...arrival(callId, partyRef),
      { type: 'call.overflowed', callId, reason: 'closed' },
      { type: 'call.voicemailStarted', callId, recordingId: `${callId}-vm` },
      { type: 'call.voicemailFinished', callId, recordingId: `${callId}-vm`, durationMs: 4_000, file },
    );
  const messages = async (state = 'all') => (await agent.get(`/api/voicemails?state=${state}`)).body;

  it('holds each message told by the journal, once, with who left it', async () => {
    const ref = await partyStore(ground.redis, PARTY_KEY).remember({ number: '0261910011' });
    await mkdir(join(ground.mediaDir, 'voicemails'));
    const sealed = await createSealedFile(join(ground.mediaDir, 'voicemails', 'v1.wav.sealed'), VOICEMAIL_KEY);
    await sealed.append(Buffer.alloc(1_000, 7));
    await sealed.finish();
    await leave('v1', 'voicemails/v1.wav.sealed', ref);
    await leave('v2', undefined);
    const box = await eventually(messages, (body) => body['total'] === 1);
    expect(box).toMatchObject({
      unhandled: 1,
      items: [
        {
          recordingId: 'v1-vm',
          serviceName: 'Assistance DSIUN',
          caller: { number: '02 61 91 00 11', candidates: [{ contact: { name: 'Alice Arnaud' } }] },
          durationMs: 4_000,
          state: 'new',
        },
      ],
    });
    expect(JSON.stringify(box)).not.toContain('v1.wav');
  });
  it('plays, from any place', async () => {
    const whole = await agent.get('/api/voicemails/v1-vm/audio');
    expect(whole.status).toBe(200);
    expect(whole.headers.get('content-type')).toBe('audio/wav');
    expect(whole.headers.get('content-length')).toBe('1000');
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    const part = await agent.get('/api/voicemails/v1-vm/audio', { range: 'bytes=100-199' });
    expect(part).toMatchObject({ status: 206 });
    expect(part.headers.get('content-range')).toBe('bytes 100-199/1000');
    expect((await agent.get('/api/voicemails/v1-vm/audio', { range: 'bytes=5000-' })).status).toBe(416);
  });
  it('remembers who has seen to a message, and takes it back', async () => {
    expect((await agent.post('/api/voicemails/v1-vm/handled')).status).toBe(204);
    expect(await messages('handled')).toMatchObject({
      total: 1,
      unhandled: 0,
      items: [{ handledBy: 'Camille Renaud' }],
    });
    expect(await agent.post('/api/voicemails/v1-vm/handled')).toMatchObject({
      status: 409,
      body: { reason: 'alreadySo' },
    });
    expect((await agent.post('/api/voicemails/v1-vm/reopen')).status).toBe(204);
    const [item] = (await messages('new'))['items'] as Record<string, unknown>[];
    expect(item).not.toHaveProperty('handledBy');
    expect((await agent.post('/api/voicemails/none/handled')).status).toBe(404);
  });
  it.each(['../secret.txt', '/etc/passwd', 'voicemails/../../secret.txt', 'voicemails/missing.wav', '.hidden.wav'])(
    'does not leave the media directory for %j',
    async (file) => {
      await writeFile(join(ground.folder, 'secret.txt'), 'secret');
      await writeFile(join(ground.mediaDir, '.hidden.wav'), 'secret');
      const callId = `p-${file.replace(/[^a-z]/g, '')}`;
      await leave(callId, file);
      await eventually(messages, (body) => JSON.stringify(body).includes(callId));
      const answer = await agent.get(`/api/voicemails/${callId}-vm/audio`);
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain('secret');
      expect((await agent.get('/api/voicemails/v1-vm/audio')).status).toBe(200);
    },
  );
  it('misses no message left while the console was away, and keeps what was handled', async () => {
    await agent.post('/api/voicemails/v1-vm/handled');
    await ground.console.kill('SIGKILL');
    await leave('v9', 'voicemails/v1.wav');
    await ground.restart();
    const box = await eventually(messages, (body) => JSON.stringify(body).includes('v9-vm'));
    const v1 = (box['items'] as Record<string, unknown>[]).find((item) => item['recordingId'] === 'v1-vm');
    expect(v1).toMatchObject({ state: 'handled' });
  });
});
