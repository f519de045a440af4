import { createHash, randomBytes } from 'node:crypto';
import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSealedFile } from '@decroche/platform';
import { connectMongo } from '@decroche/platform/mongo';
import type { Voicemail } from '@decroche/protocol';
import { Queue } from 'bullmq';
import { describe, expect, it } from 'vitest';
import { openConsole } from './open-console.ts';
import { arrival, DOMAIN, eventually, VOICEMAIL_KEY } from './support.ts';

const DAY_MS = 86_400_000;

const { ground, agent, admin } = await openConsole();
await mkdir(join(ground.mediaDir, 'voicemail'));

const box = async (): Promise<Voicemail[]> => (await agent.get('/api/voicemails')).body['items'] as Voicemail[];
const fileOf = (id: string): string => `voicemail/${id}.wav.sealed`;
const isThere = (file: string): Promise<boolean> =>
  access(join(ground.mediaDir, file)).then(
    () => true,
    () => false,
  );

/** A message on disk and in the journal. */
async function leave(id: string, type = 'call.voicemailFinished'): Promise<void> {
  const sealed = await createSealedFile(join(ground.mediaDir, fileOf(id)), VOICEMAIL_KEY);
  await sealed.append(Buffer.from(`sound of ${id}`));
  await sealed.finish();
  await ground.acd.tell(...arrival(id), { type, callId: id, recordingId: id, durationMs: 2_000, file: fileOf(id) });
  await eventually(box, (items) => items.some(({ recordingId }) => recordingId === id));
}

describe('a message', () => {
  it('found again after a failure is in the box, and says so', async () => {
    await leave('r1', 'call.voicemailRecovered');
    expect(await box()).toMatchObject([{ recordingId: 'r1', recovered: true, state: 'new' }]);
  });

  it('is taken home as a file, unsealed, and that is noted', async () => {
    const taken = await agent.get('/api/voicemails/r1/download');
    expect(taken.text).toBe('sound of r1');
    expect(taken.headers.get('content-disposition')).toMatch(
      /^attachment; filename="?message-\d{4}-\d\d-\d\d-r1\.wav"?$/,
    );
    const [entry] = (await admin.get('/api/audit?limit=1')).body['items'] as unknown[];
    expect(entry).toMatchObject({ action: 'voicemail.downloaded', target: 'r1' });
    expect((await agent.get('/api/voicemails/r0/download')).status).toBe(404);
  });

  it('is still heard after its key was followed by another one', async () => {
    await ground.restart('SIGTERM', {
      VOICEMAIL_KEY: randomBytes(32).toString('base64'),
      VOICEMAIL_KEY_PREVIOUS: VOICEMAIL_KEY.toString('base64'),
    });
    expect((await agent.get('/api/voicemails/r1/audio')).text).toBe('sound of r1');
    await ground.restart();
  });

  it('says when it will be deleted once somebody has seen to it, and not before', async () => {
    expect((await box())[0]?.deleteAt).toBeUndefined();
    await agent.post('/api/voicemails/r1/handled');
    const [message] = await box();
    expect(message!.deleteAt).toBe(message!.handledAt! + 90 * DAY_MS);
  });
});

describe('the clearing of the night', () => {
  it('deletes handled messages past their time, leaves a proof, and touches no other', async () => {
    await leave('old');
    await leave('unseen');
    await agent.post('/api/voicemails/old/handled');
    const mongo = await connectMongo(ground.environment['MONGODB_URI']!, { appName: 'test' });
    const ninetyOneDaysAgo = Date.now() - 91 * DAY_MS;
    const messages = mongo.collection<{ _id: string }>('voicemails');
    await messages.updateOne({ _id: 'old' }, { $set: { handledAt: ninetyOneDaysAgo } });
    await messages.updateOne({ _id: 'unseen' }, { $set: { leftAt: ninetyOneDaysAgo } });
    const digest = createHash('sha256')
      .update(await readFile(join(ground.mediaDir, fileOf('old'))))
      .digest('hex');

    const jobs = new Queue('decroche-console', {
      prefix: `decroche:${DOMAIN}`,
      connection: { url: ground.environment['REDIS_URL']! },
    });
    const planned = await jobs.getJobSchedulers();
    expect(planned.map(({ key, pattern, tz }) => [key, pattern, tz]).sort()).toEqual([
      ['coverage', '0 7 * * *', 'Europe/Paris'],
      ['night', '10 2 * * *', 'Europe/Paris'],
    ]);
    await jobs.add('night', {});
    await eventually(box, (items) => items.every(({ recordingId }) => recordingId !== 'old'));
    await jobs.close();
    await mongo.close();

    expect((await box()).map(({ recordingId }) => recordingId).sort()).toEqual(['r1', 'unseen']);
    expect([await isThere(fileOf('old')), await isThere(fileOf('r1')), await isThere(fileOf('unseen'))]).toEqual([
      false,
      true,
      true,
    ]);
    const audit = (await admin.get('/api/audit?limit=5')).body['items'] as { action: string; detail?: string }[];
    const proof = audit.find(({ action }) => action === 'voicemail.deleted');
    expect(proof).toMatchObject({ target: 'old', actor: '-', detail: expect.stringContaining(`sha256 ${digest}`) });
    expect(proof?.detail).toMatch(/service assistance, left .*, handled .* by Camille Renaud/);
  });
});
