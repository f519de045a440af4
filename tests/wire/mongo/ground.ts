import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { startMongo } from '../../../embedded/mongo/start.ts';
import type { MongoOptions, RunningMongo } from '../../../embedded/mongo/start.ts';

export const {
  MongoClient,
  ObjectId,
  Long,
  Int32,
  Double,
  Decimal128,
  Binary,
  Timestamp,
  MinKey,
  MaxKey,
  BSONRegExp,
  Code,
} = mongoose.mongo;
export type MongoClient = mongoose.mongo.MongoClient;
export type Db = mongoose.mongo.Db;
/** Documents here are deliberately loose: the suites look at what the server answers. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = Record<string, any>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Collection = mongoose.mongo.Collection<any>;

/** Whether the suites run against a real server, named by `MONGODB_URI`. */
export const REAL = process.env['MONGODB_URI'];

/** A connected driver on a server of its own, or on the real one. */
export interface Ground {
  readonly client: MongoClient;
  readonly db: Db;
  readonly uri: string;
  /** The stand-in's process; absent on a real server. */
  readonly server: RunningMongo | undefined;
  /** What the stand-in has logged. */
  readonly log: readonly string[];
  /** A collection that holds these documents and nothing else. */
  fill(docs: readonly Loose[]): Promise<Collection>;
  close(): Promise<void>;
}

/** A directory of its own for one server. */
export const dataDirectory = async (): Promise<{ path: string; remove(): Promise<void> }> => {
  const path = await mkdtemp(join(tmpdir(), 'decroche-mongo-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
};

export const openGround = async (options: Partial<MongoOptions> = {}): Promise<Ground> => {
  const directory = REAL ? undefined : await dataDirectory();
  const log: string[] = [];
  const onLog = (line: string): void => void log.push(line);
  const server = directory && (await startMongo({ directory: directory.path, ...options }, onLog));
  const uri = REAL ?? server!.uri;
  const client = await MongoClient.connect(uri, { serverSelectionTimeoutMS: 5000 });
  const db = client.db(`wire_${randomBytes(6).toString('hex')}`);
  let count = 0;
  return {
    client,
    db,
    uri,
    server,
    log,
    async fill(docs) {
      const collection: Collection = db.collection(`c${++count}`);
      if (docs.length) await collection.insertMany(docs.map((doc) => ({ ...doc })));
      return collection;
    },
    async close() {
      await db.dropDatabase();
      await client.close();
      await server?.stop();
      await directory?.remove();
    },
  };
};

/** What a promise is rejected with. */
export const refusal = async (promise: Promise<unknown>): Promise<Loose> => {
  try {
    await promise;
  } catch (error) {
    return error as Loose;
  }
  throw new Error('it was not refused');
};
