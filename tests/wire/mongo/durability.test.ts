import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { startMongo } from '../../../embedded/mongo/start.ts';
import { MongoClient, REAL, dataDirectory } from './ground.ts';

const START = fileURLToPath(new URL('../../../embedded/mongo/start.ts', import.meta.url));

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(REAL)('the process', () => {
  it('has every acknowledged write after kill -9 in the middle of writes', async () => {
    const directory = await dataDirectory();
    for (let round = 0; round < 3; round++) {
      const server = await startMongo({ directory: directory.path });
      const client = await MongoClient.connect(server.uri, { serverSelectionTimeoutMS: 500, retryWrites: false });
      const acknowledged: string[] = [];
      const collection = client.db('d').collection<{ _id: string; n?: number }>('c');
      await collection.createIndex({ n: 1 });
      const write = async (worker: number): Promise<void> => {
        for (let i = 0; ; i++) {
          const _id = `${round}-${worker}-${i}`;
          await collection.insertOne({ _id });
          await collection.updateOne({ _id }, { $set: { n: i } });
          acknowledged.push(_id);
          if (acknowledged.length === 300) await server.stop('SIGKILL');
        }
      };
      await Promise.allSettled(Array.from({ length: 10 }, (_none, worker) => write(worker)));
      await client.close().catch(() => undefined);
      const again = await startMongo({ directory: directory.path });
      const reader = await MongoClient.connect(again.uri);
      const found = await reader
        .db('d')
        .collection<{ _id: string; n?: number }>('c')
        .find({ n: { $gte: 0 } })
        .toArray();
      const present = new Set(found.map(({ _id }) => _id));
      expect(acknowledged.filter((_id) => !present.has(_id))).toEqual([]);
      await reader.close();
      await again.stop();
    }
    await directory.remove();
  });

  it('keeps half a transaction from nobody’s eyes', async () => {
    const directory = await dataDirectory();
    const server = await startMongo({ directory: directory.path });
    const client = await MongoClient.connect(server.uri, { serverSelectionTimeoutMS: 500 });
    const collection = client.db('d').collection<{ _id: number }>('c');
    await collection.insertOne({ _id: 1 });
    const session = client.startSession();
    session.startTransaction();
    await collection.insertOne({ _id: 2 }, { session });
    await server.stop('SIGKILL');
    await client.close().catch(() => undefined);
    const again = await startMongo({ directory: directory.path });
    const reader = await MongoClient.connect(again.uri);
    expect(await reader.db('d').collection('c').distinct('_id')).toEqual([1]);
    await reader.close();
    await again.stop();
    await directory.remove();
  });

  it('refuses a data directory that is in use, and takes it once it is free', async () => {
    const directory = await dataDirectory();
    const first = await startMongo({ directory: directory.path });
    await expect(startMongo({ directory: directory.path })).rejects.toThrow(/already in use/);
    await first.stop('SIGKILL');
    const second = await startMongo({ directory: directory.path });
    await second.stop();
    await directory.remove();
  });

  it('says so when its port is taken or its options are wrong', async () => {
    const directory = await dataDirectory();
    const other = await dataDirectory();
    const first = await startMongo({ directory: directory.path });
    await expect(startMongo({ directory: other.path, port: first.port })).rejects.toThrow(/EADDRINUSE/);
    await expect(startMongo({ directory: other.path, port: 99999 })).rejects.toThrow(/--port/);
    await first.stop();
    await directory.remove();
    await other.remove();
  });

  it('ends with its parent, even when that is killed', async () => {
    const directory = await dataDirectory();
    const code = `const { startMongo } = await import(${JSON.stringify(START)});
      const { pid } = await startMongo({ directory: ${JSON.stringify(directory.path)} });
      console.log(pid);`;
    const parent = spawn('node', ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const pid = Number(line);
    expect(alive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => alive(pid), { timeout: 5000 }).toBe(false);
    await directory.remove();
  });
});
