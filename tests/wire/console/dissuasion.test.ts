import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Dissuasion, DissuasionContent, Reply } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { openConsole } from './open-console.ts';
import { eventually, sendBytes } from './support.ts';

const run = promisify(execFile);

const { ground, agent, supervisor, admin } = await openConsole();

/** A sound as sox makes it. */
async function sound(name: string, ...recipe: string[]): Promise<Buffer> {
  const path = join(ground.folder, name);
  await run('sox', ['-n', ...recipe.slice(0, recipe.indexOf('|')), path, ...recipe.slice(recipe.indexOf('|') + 1)]);
  return readFile(path);
}
const tone = (name: string, seconds = '2') =>
  sound(name, '-r', '16000', '-c', '2', '|', 'synth', seconds, 'sine', '440', 'gain', '-6');
const send = (bytes: Uint8Array, type = 'audio/wav') => sendBytes(agent, '/api/sounds', bytes, type);

describe('a recording that is sent', () => {
  it.each(['wav', 'flac', 'ogg'])('is taken as %s and becomes 48 kHz mono 16 bit', async (kind) => {
    const { status, body } = await send(await tone(`tone.${kind}`), `audio/${kind}`);
    expect({ status, body }).toMatchObject({ status: 200, body: { durationMs: 2000 } });
    const file = join(ground.mediaDir, body['file'] as string);
    expect((await stat(file)).size).toBe(44 + 2 * 48_000 * 2);
    const { stdout } = await run('soxi', [file]);
    expect(stdout).toMatch(/Channels\s*: 1[\s\S]*Sample Rate\s*: 48000[\s\S]*Precision\s*: 16-bit/);
    const heard = await agent.get(`/api/sounds/audio?file=${String(body['file'])}`);
    expect(heard.headers.get('content-type')).toBe('audio/wav');
  });

  it.each([
    ['text', Buffer.from('this is not a sound at all'), 'notSound'],
    ['nothing', Buffer.alloc(0), 'notSound'],
    ['a header without its sound', Buffer.from('RIFF\u0010\0\0\0WAVEfmt ', 'latin1'), 'notSound'],
    ['WebM', Buffer.from('1a45dfa39f4286810142f7810142f281', 'hex'), 'formatNotReadable'],
    ['MP4', Buffer.from('00000018667479704d344120', 'hex'), 'formatNotReadable'],
    ['Ogg Opus', Buffer.concat([Buffer.from('OggS'), Buffer.alloc(24), Buffer.from('OpusHead')]), 'formatNotReadable'],
  ])('is refused when it is %s', async (_name, bytes, reason) => {
    const refused = await send(bytes);
    expect(refused).toMatchObject({ status: 422, body: { reason } });
    await ground.console.logged(refused.body['errorId']);
  });

  it('is refused when it is too short, too long, silent, too large, or of another type', async () => {
    expect((await send(await tone('short.wav', '0.2'))).body['reason']).toBe('tooShort');
    const long = await sound('long.flac', '-r', '8000', '-c', '1', '|', 'synth', '200', 'sine', '440');
    expect((await send(long, 'audio/flac')).body['reason']).toBe('tooLong');
    const silent = await sound('silent.wav', '-r', '16000', '-c', '1', '|', 'trim', '0', '2');
    expect((await send(silent)).body['reason']).toBe('silent');
    expect((await send(Buffer.alloc(33 * 1024 * 1024))).status).toBe(413);
    expect((await send(Buffer.from('a'), 'application/zip')).status).toBe(415);
  });

  it('the same recording is kept once, and only sounds of ours are given back', async () => {
    const bytes = await tone('once.wav', '1');
    expect((await send(bytes)).body).toEqual((await send(bytes)).body);
    expect((await agent.get('/api/sounds/audio?file=../../etc/passwd')).status).toBe(400);
    expect((await agent.get('/api/sounds/audio?file=prompts/nothing.wav')).status).toBe(404);
  });
});

describe('prompts', () => {
  it('say where they are heard, and may be listened to', async () => {
    const { body } = await agent.get('/api/prompts');
    const welcome = (body['items'] as { promptId: string }[]).find(({ promptId }) => promptId === 'welcome');
    expect(welcome).toMatchObject({ kind: 'speech', usedBy: [expect.any(String)] });
    expect((await agent.get('/api/prompts/welcome/audio')).text.slice(0, 4)).toBe('RIFF');
    expect((await agent.get('/api/prompts/nothing/audio')).status).toBe(404);
  });

  it('are replaced by a recording, by administrators only', async () => {
    const made = (await send(await tone('prompt.wav', '3'))).body;
    const change = { text: 'Un la de trois secondes.', file: made['file'] };
    expect((await supervisor.put('/api/prompts/welcome', change)).status).toBe(403);
    expect((await admin.put('/api/prompts/welcome', { ...change, file: 'prompts/none.wav' })).status).toBe(404);
    expect((await admin.put('/api/prompts/welcome', { text: '' })).status).toBe(400);
    expect((await admin.put('/api/prompts/welcome', change)).status).toBe(200);
    const adopted = await eventually(
      () => ground.acd.definitions.at(-1)?.prompts.find(({ promptId }) => promptId === 'welcome'),
      (prompt) => prompt?.file === made['file'],
    );
    expect(adopted).toMatchObject({ durationMs: 3000, text: change.text });
    const { body } = await agent.get('/api/prompts');
    expect(body['items']).toContainEqual(expect.objectContaining({ promptId: 'welcome', kind: 'recorded' }));
  });
});

const draft = {
  title: 'Messagerie',
  text: 'La messagerie est indisponible depuis neuf heures.',
  scope: { serviceIds: [], queueIds: [], hours: [] },
  mode: 'informThenQueue',
  keys: [],
  alsoToWaiting: false,
};
const accept = (reply: Reply = { result: 'accepted' }) => void (ground.acd.answer = () => reply);
const listed = async (which = 'living') =>
  (await agent.get(`/api/dissuasions?which=${which}`)).body['items'] as Dissuasion[];

describe('a dissuasion message', () => {
  it('is drafted by an agent: its words are spoken, and the acd is asked with the sound', async () => {
    accept({ result: 'accepted', created: 'dis-1' });
    expect((await agent.post('/api/dissuasions', draft)).body).toEqual({ dissuasionId: 'dis-1' });
    const asked = ground.acd.requests.at(-1)!;
    expect(asked).toMatchObject({ request: { type: 'dissuasion.draftRequested', content: { title: 'Messagerie' } } });
    const { content } = asked.request as { content: DissuasionContent };
    const { size } = await stat(join(ground.mediaDir, content.file));
    expect(Math.abs((size - 44) / 96 - content.durationMs)).toBeLessThan(1);
    expect(content.durationMs).toBeGreaterThan(1000);
  });

  it('may bear a recorded voice', async () => {
    const made = (await send(await tone('voice.wav', '1'))).body;
    await agent.post('/api/dissuasions', { ...draft, file: made['file'] });
    expect(ground.acd.requests.at(-1)).toMatchObject({
      request: { content: { file: made['file'], durationMs: 1000 } },
    });
    expect((await agent.post('/api/dissuasions', { ...draft, file: 'prompts/none.wav' })).status).toBe(404);
  });

  it.each([
    ['a choice without a key', { mode: 'informThenChoice' }, 'body.keys'],
    ['keys without a choice', { keys: [{ key: '1', choice: 'stay' }] }, 'body.keys'],
    [
      'an attachment to no incident',
      { mode: 'informThenChoice', keys: [{ key: '1', choice: 'attach' }] },
      'body.incidentTicketId',
    ],
    ['a service nobody has', { scope: { ...draft.scope, serviceIds: ['nowhere'] } }, 'body.scope.serviceIds.0'],
    ['an end in the past', { scope: { ...draft.scope, expiresAt: 1 } }, 'body.scope.expiresAt'],
    [
      'hours that end before they begin',
      { scope: { ...draft.scope, hours: [{ from: '12:00', to: '09:00' }] } },
      'hours',
    ],
    ['nothing to say', { text: ' ' }, 'body.text'],
  ])('is refused with %s', async (_name, change, path) => {
    const before = ground.acd.requests.length;
    const refused = await agent.post('/api/dissuasions', { ...draft, ...change });
    expect(refused).toMatchObject({ status: 400, body: { reason: 'invalid' } });
    expect(JSON.stringify(refused.body['issues'])).toContain(path);
    expect(ground.acd.requests).toHaveLength(before);
  });

  it('is asked about step by step; the green light is a supervisor’s', async () => {
    accept();
    const at = '/api/dissuasions/dis-1';
    expect((await agent.put(at, { ...draft, title: 'Messagerie (suite)' })).body).toEqual({ result: 'accepted' });
    expect((await agent.post(`${at}/publish`)).status).toBe(200);
    expect((await agent.post(`${at}/withdrawal`, {})).status).toBe(400);
    expect((await agent.post(`${at}/withdrawal`, { reason: 'réparé' })).status).toBe(200);
    expect((await agent.post(`${at}/decision`, { granted: true })).status).toBe(403);
    expect((await supervisor.post(`${at}/decision`, { granted: true })).status).toBe(200);
    expect(ground.acd.requests.slice(-4).map(({ request }) => request)).toMatchObject([
      { type: 'dissuasion.reviseRequested', dissuasionId: 'dis-1' },
      { type: 'dissuasion.publishRequested', dissuasionId: 'dis-1' },
      { type: 'dissuasion.withdrawalRequested', reason: 'réparé' },
      { type: 'dissuasion.withdrawalDecided', granted: true, reason: '' },
    ]);
    const trail = await admin.get('/api/audit?limit=4');
    const audit = trail.body['items'] as { action: string; target: string }[];
    expect(audit.map(({ action }) => action)).toEqual([
      'dissuasion.withdrawalDecided',
      'dissuasion.withdrawalRequested',
      'dissuasion.publishRequested',
      'dissuasion.reviseRequested',
    ]);
    for (const text of ['réparé', 'Messagerie (suite)']) expect(trail.text).not.toContain(text);
  });

  it('the acd’s refusal is passed on with its reason', async () => {
    accept({ result: 'refused', reason: 'wrongStatus', detail: 'it is a draft' });
    const refused = await agent.post('/api/dissuasions/dis-1/withdrawal', { reason: 'réparé' });
    expect(refused).toMatchObject({ status: 409, body: { reason: 'wrongStatus', detail: 'it is a draft' } });
    accept();
  });

  it('is listed with its whole life and the names of who did what', async () => {
    const { body } = await agent.get('/api/session');
    const { accountId, name } = body['identity'] as { accountId: string; name: string };
    const file = (await agent.post('/api/sounds/speech', { text: 'Messagerie.' })).body;
    const step = { dissuasionId: 'dis-9', by: accountId };
    await ground.acd.tell(
      { type: 'dissuasion.drafted', ...step, content: { ...draft, ...file } },
      { type: 'dissuasion.published', ...step },
    );
    const [message] = await eventually(listed, (items) => items[0]?.status === 'published');
    expect(message).toMatchObject({ dissuasionId: 'dis-9', speaking: true, content: { title: 'Messagerie' } });
    expect(message!.steps.map(({ step: which, by }) => [which, by])).toEqual([
      ['drafted', name],
      ['published', name],
    ]);
    expect((await agent.get('/api/dissuasions/dis-9/audio')).text.slice(0, 4)).toBe('RIFF');
    expect((await agent.get('/api/dissuasions/dis-0')).status).toBe(404);
    expect((await agent.get('/api/desk')).body['dissuasions']).toMatchObject([{ dissuasionId: 'dis-9' }]);
    expect((await supervisor.get('/api/board')).body['dissuasions']).toMatchObject([{ speaking: true }]);

    await ground.acd.tell(
      { type: 'dissuasion.withdrawalAsked', ...step, reason: 'réparé' },
      { type: 'dissuasion.withdrawn', ...step },
    );
    expect(await eventually(listed, (items) => items.length === 0)).toEqual([]);
    expect(await listed('all')).toMatchObject([{ status: 'withdrawn', speaking: false }]);
  });
});
