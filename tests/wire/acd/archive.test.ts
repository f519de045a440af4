import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectMongo, type Connection } from '@decroche/platform/mongo';
import { JournalRecord } from '@decroche/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mongoArchive } from '../../../acd/src/adapters/mongo/archive.ts';
import { CHAIN_START, chain, endAfter, firstBroken } from '../../../acd/src/app/hash-chain.ts';
import { startMongo, type RunningMongo } from '../../../embedded/mongo/start.ts';
import { aDefinition, anAgent, aService, officeHours } from '../../scenarios/builders.ts';
import { startAcd } from './acd-process.ts';
import { DOMAIN, Ground } from './ground.ts';

let directory: string;
let mongo: RunningMongo;
let connection: Connection;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'decroche-archive-'));
  mongo = await startMongo({ directory });
  connection = await connectMongo(mongo.uri);
});
afterAll(async () => {
  await connection.close();
  await mongo.stop();
  await rm(directory, { recursive: true, force: true });
});

function lines(from: number, to: number): readonly JournalRecord[] {
  const facts = Array.from({ length: to }, (_, at) => ({
    ...{ seq: at + 1, at: Date.UTC(2026, 2, 2, 23, 59, 58) + 100 * at, cause: `m-${at}` },
    event: { type: 'call.keyPressed', callId: `call-${at % 3}` as never, digit: '5' } as const,
  }));
  return chain(CHAIN_START, facts, { domainId: 'lines' as never, definitionVersion: 1 }).records.slice(from - 1);
}

test('the archive gives back where it stands, and lines sent twice are there once', async () => {
  const archive = await mongoArchive(connection, 'lines' as never);
  expect(await archive.last()).toEqual({ seq: 0, chain: CHAIN_START });
  await archive.add(lines(1, 30));
  await archive.add(lines(20, 40));
  expect(await archive.last()).toEqual({ seq: 40, chain: endAfter(lines(40, 40)[0] as JournalRecord) });
  expect(await connection.collection('acd_journal').countDocuments({ domainId: 'lines' })).toBe(40);
  expect((await (await mongoArchive(connection, 'another' as never)).last()).seq).toBe(0);
});

test('a running acd archives its journal, chain and all, also after it was killed', async () => {
  const always = officeHours({
    weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }],
    holidays: 'none',
  });
  const ground = await Ground.open(
    aDefinition({
      calendars: [always],
      services: [aService('desk', { welcome: undefined })],
      agents: [anAgent('ana')],
    }),
  );
  const settings = { REDIS_URL: ground.redisUrl, MONGODB_URI: `${mongo.uri}&appName=acd`.replace('/?', '/decroche?') };
  let acd = startAcd(settings);
  try {
    await ground.ready('ana');
    const call = await ground.dials();
    await ground.until(() => ground.has('offer.ringing', call.callId));
    await acd.kill();
    ground.gateway.hangUp(call.legId, Date.now(), 'normal');
    acd = startAcd(settings);
    await ground.until(() => ground.has('call.ended', call.callId));
    const archived = await untilArchived(connection.useDb('decroche'), ground.journal.length);
    expect(archived).toEqual(ground.journal);
    expect(firstBroken(CHAIN_START, archived)).toBeUndefined();
  } finally {
    await acd.stop();
    await ground.close();
  }
}, 30_000);

/** Asks until the archive has so many lines; the test's own deadline ends it otherwise. */
async function untilArchived(database: Connection, count: number): Promise<JournalRecord[]> {
  for (;;) {
    const documents = await database.collection('acd_journal').find({ domainId: DOMAIN }).sort({ seq: 1 }).toArray();
    if (documents.length >= count)
      return documents.map((each) => JournalRecord.parse(JSON.parse(String(each['line']))));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
