import { EnvelopeSealKey, newEnvelopePair } from '@decroche/platform';
import { connectMongo } from '@decroche/platform/mongo';
import { partyStore } from '@decroche/platform/redis';
import { expect, onTestFinished, test } from 'vitest';
import { everythingIn } from '../../support/redis-content.ts';
import { openConsole } from './open-console.ts';
import { arrival, DOMAIN, ended, eventually, PARTY_KEY, signIn, type Answer, type Client } from './support.ts';

const pair = newEnvelopePair();
const { ground, agent, supervisor, admin } = await openConsole({ PARTY_OPEN_KEY: pair.openKey });
const NUMBER = '+33698765432';
const SECRET = '698765432';
const REASON = 'Réquisition du parquet de Nantes, n° 2026/1234, danger immédiat.';

const parties = partyStore(ground.redis, PARTY_KEY, EnvelopeSealKey.parse(pair.sealKey));
const partyRef = await parties.rememberSealed(NUMBER);
await ground.acd.tell(...arrival('child-1', partyRef), ended('child-1'), ...arrival('open-1'));
await eventually(
  () => supervisor.get('/api/calls'),
  ({ body }) => body['total'] === 2,
);

const ask = (client: Client, more: object = {}): Promise<Answer> =>
  client.post('/api/sealed-openings', { callId: 'child-1', reason: REASON, ...more });
const asked = async (client = supervisor): Promise<string> => (await ask(client)).body['openingId'] as string;
const step = (client: Client, openingId: string, verb: 'grant' | 'refuse' | 'read'): Promise<Answer> =>
  client.post(`/api/sealed-openings/${openingId}/${verb}`);
const statusOf = async (openingId: string): Promise<unknown> => {
  const items = (await supervisor.get('/api/sealed-openings')).body['items'] as Record<string, unknown>[];
  return items.find((each) => each['openingId'] === openingId)?.['status'];
};
const refusal = ({ status, body }: Answer): unknown => [status, body['reason']];

test('one asks with a reason, another agrees, the first one reads it exactly once', async () => {
  const { status, body } = await ask(supervisor);
  expect([status, body]).toMatchObject([200, { callId: 'child-1', status: 'asked', reason: REASON }]);
  expect(body).not.toHaveProperty('partyRef');
  const openingId = body['openingId'] as string;
  expect(refusal(await step(supervisor, openingId, 'read'))).toEqual([409, 'wrongStatus']);
  const granted = await step(admin, openingId, 'grant');
  expect(granted.body).toMatchObject({ status: 'granted' });
  const { readableUntilAt, decidedAt } = granted.body as Record<string, number>;
  expect(readableUntilAt! - decidedAt!).toBe(15 * 60_000);
  const read = await step(supervisor, openingId, 'read');
  expect([read.status, read.body]).toEqual([200, { number: NUMBER }]);
  expect(read.headers.get('cache-control')).toBe('no-store');
  expect(refusal(await step(supervisor, openingId, 'read'))).toEqual([409, 'wrongStatus']);
  expect(await statusOf(openingId)).toBe('read');
});

test('of two readings at the same moment one has it', async () => {
  const openingId = await asked();
  await step(admin, openingId, 'grant');
  const both = await Promise.all([step(supervisor, openingId, 'read'), step(supervisor, openingId, 'read')]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test('whoever asks does not decide, and whoever decides does not read', async () => {
  const openingId = await asked();
  expect(refusal(await step(supervisor, openingId, 'grant'))).toEqual([403, 'samePerson']);
  expect(refusal(await step(supervisor, openingId, 'refuse'))).toEqual([403, 'samePerson']);
  expect((await step(admin, openingId, 'grant')).status).toBe(200);
  expect(refusal(await step(admin, openingId, 'read'))).toEqual([403, 'notYours']);
  expect(refusal(await step(admin, openingId, 'grant'))).toEqual([409, 'wrongStatus']);
  expect((await step(supervisor, openingId, 'read')).status).toBe(200);
});

test('what is refused stays shut', async () => {
  const openingId = await asked();
  expect((await step(admin, openingId, 'refuse')).body).toMatchObject({ status: 'refused' });
  expect(refusal(await step(admin, openingId, 'grant'))).toEqual([409, 'wrongStatus']);
  expect(refusal(await step(supervisor, openingId, 'read'))).toEqual([409, 'wrongStatus']);
});

test.each<[string, object, readonly [number, string]]>([
  ['a reason of three words', { reason: 'pour la police' }, [400, 'invalid']],
  ['a reason of blanks', { reason: ' '.repeat(40) }, [400, 'invalid']],
  ['a call nobody knows', { callId: 'gone' }, [404, 'notFound']],
  ['a call whose number is not sealed', { callId: 'open-1' }, [409, 'notSealed']],
])('is not asked for: %s', async (_, more, said) => {
  expect(refusal(await ask(supervisor, more))).toEqual(said);
});

test('agents neither ask nor see; a token is nobody, whatever its role', async () => {
  expect(refusal(await ask(agent))).toEqual([403, 'roleNeeded']);
  expect((await agent.get('/api/sealed-openings')).status).toBe(403);
  const { token } = (await admin.post('/api/tokens', { name: 'robot', role: 'admin' })).body as { token: string };
  const robot = await signIn(ground, 'admin');
  delete robot.headers['cookie'];
  robot.headers['authorization'] = `Bearer ${token}`;
  expect(refusal(await ask(robot))).toEqual([403, 'personNeeded']);
  const openingId = await asked();
  expect(refusal(await step(robot, openingId, 'grant'))).toEqual([403, 'personNeeded']);
  expect((await step(supervisor, 'op-gone', 'read')).status).toBe(404);
});

test('the time to read it runs out, and so does the time to answer', async () => {
  const [granted, waiting] = [await asked(), await asked()];
  await step(admin, granted, 'grant');
  const mongo = await connectMongo(ground.environment['MONGODB_URI']!);
  onTestFinished(() => mongo.close());
  const openings = mongo.collection<{ _id: string }>('sealed_openings');
  await openings.updateOne({ _id: granted }, { $set: { readableUntilAt: Date.now() - 1 } });
  await openings.updateOne({ _id: waiting }, { $set: { askedAt: Date.now() - 25 * 3_600_000 } });
  expect(refusal(await step(supervisor, granted, 'read'))).toEqual([409, 'wrongStatus']);
  expect(refusal(await step(admin, waiting, 'grant'))).toEqual([409, 'wrongStatus']);
  expect([await statusOf(granted), await statusOf(waiting)]).toEqual(['expired', 'expired']);
});

test('a call of long ago, on no screen any more, is found in the archive', async () => {
  const mongo = await connectMongo(ground.environment['MONGODB_URI']!);
  onTestFinished(() => mongo.close());
  const line = (seq: number, event: unknown) => ({ domainId: DOMAIN, seq, line: JSON.stringify({ seq, domainId: DOMAIN, at: 5, cause: 'x', definitionVersion: 1, event, hash: '' }) }); // prettier-ignore
  const [arrived, ...more] = arrival('old.1', partyRef);
  await mongo.collection('acd_journal').insertMany([line(1, arrived), line(2, more[0])]);
  expect((await ask(supervisor, { callId: 'old.1' })).body).toMatchObject({ callId: 'old.1', status: 'asked' });
  expect((await ask(supervisor, { callId: 'old-1' })).status).toBe(404);
});

test('each step stands in the audit; the number stands in no log, no list, no store', async () => {
  const openingId = await asked();
  await step(admin, openingId, 'grant');
  await step(supervisor, openingId, 'read');
  const audit = (await admin.get('/api/audit?limit=500')).body['items'] as Record<string, string>[];
  const steps = audit.filter(({ target }) => target === openingId).map(({ action }) => action);
  expect(steps).toEqual(['sealedNumber.read', 'sealedNumber.granted', 'sealedNumber.asked']);
  const lists = ['sealed-openings', 'calls', 'audit?limit=500', `parties/${partyRef}`, 'calls/child-1'];
  const answers = await Promise.all(lists.map((path) => admin.get(`/api/${path}`)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  const [seen, stored] = [answers.map(({ text }) => text).join('\n'), await everythingIn(ground.redis)];
  for (const text of [seen, stored, ground.console.output.join('\n')]) expect(text).not.toContain(SECRET);
  expect(seen).not.toContain('98 76 54 32');
  expect(answers[3]?.body).toMatchObject({ sealed: true, withheld: false, candidates: [] });
});

test('of two decisions at the same moment the audit states the one that was made', async () => {
  const openingIds = await Promise.all(Array.from({ length: 4 }, () => asked()));
  for (const openingId of openingIds) {
    const both = await Promise.all([step(admin, openingId, 'grant'), step(admin, openingId, 'refuse')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const audit = (await admin.get('/api/audit?limit=10')).body['items'] as Record<string, string>[];
    const decided = audit.filter(({ target, action }) => target === openingId && action !== 'sealedNumber.asked');
    expect(decided.map(({ action }) => action)).toEqual([`sealedNumber.${String(await statusOf(openingId))}`]);
  }
});

test('an installation without the key that opens says so, and with another key reads nothing', async () => {
  const openingId = await asked();
  await step(admin, openingId, 'grant');
  await ground.restart('SIGTERM', { PARTY_OPEN_KEY: '' });
  expect(refusal(await step(supervisor, openingId, 'read'))).toEqual([409, 'noKey']);
  await ground.restart('SIGTERM', { PARTY_OPEN_KEY: newEnvelopePair().openKey });
  expect((await step(supervisor, openingId, 'read')).status).toBe(500);
  await ground.restart();
  expect((await step(supervisor, openingId, 'read')).body).toEqual({ number: NUMBER });
});
