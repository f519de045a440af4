import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MongoClient, openGround } from './ground.ts';
import type { Ground, Loose } from './ground.ts';
import { matchesSpec } from './spec-match.ts';
import { COLLECTION, DATABASE, SESSION } from './spec-operations.ts';
import { LEFT_OUT } from './spec-left-out.ts';

const { EJSON } = mongoose.mongo.BSON;

/** Where Debian's golang-mongodb-mongo-driver-dev keeps the drivers' specification tests; `MONGODB_SPECS` names another place. */
const SPECS = process.env['MONGODB_SPECS'] ?? '/usr/share/gocode/src/go.mongodb.org/mongo-driver/data';

const parse = (file: string): Loose => EJSON.parse(readFileSync(file, 'utf8'), { relaxed: true }) as Loose;

const files = (folder: string): string[] => {
  const path = join(SPECS, folder);
  return existsSync(path)
    ? readdirSync(path)
        .filter((name) => name.endsWith('.json'))
        .map((name) => join(folder, name))
    : [];
};

let ground: Ground;
const extra: MongoClient[] = [];
beforeAll(async () => {
  ground = await openGround({ testCommands: true });
});
afterEach(async () => {
  await ground.client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
  await ground.client.db('admin').command({ killAllSessions: [] });
  await Promise.all(extra.splice(0).map((client) => client.close()));
});
afterAll(() => ground.close());

const version = (text: string): number => text.split('.').reduce((sum, part, i) => sum + Number(part) / 100 ** i, 0);

/** Whether one of the requirements admits MongoDB 7.0 as a replica set. */
const admitted = (requirements: Loose[] | undefined): boolean =>
  !requirements ||
  requirements.some(
    ({ minServerVersion = '0', maxServerVersion = '99', topologies, topology }) =>
      version(minServerVersion) <= 7 &&
      version(maxServerVersion) >= 7 &&
      (topologies ?? topology ?? ['replicaset']).includes('replicaset'),
  );

const reasonFor = (file: string, description: string): string | undefined =>
  LEFT_OUT.find(([where, what]) => file.includes(where) && description.includes(what))?.[2];

const checkError = (expected: Loose, error: Loose | undefined): void => {
  expect(error, 'an error is expected').toBeDefined();
  const said = `${error!['message']}`.toLowerCase();
  if (expected['errorContains']) expect(said).toContain(expected['errorContains'].toLowerCase());
  if (expected['errorCode'] !== undefined) expect(error!['code']).toBe(expected['errorCode']);
  if (expected['errorCodeName']) expect(error!['codeName']).toBe(expected['errorCodeName']);
  for (const label of expected['errorLabelsContain'] ?? []) expect(error!['errorLabels'] ?? []).toContain(label);
  for (const label of expected['errorLabelsOmit'] ?? []) expect(error!['errorLabels'] ?? []).not.toContain(label);
};

const same = (expected: unknown, actual: unknown): void => {
  if (!matchesSpec(expected, actual, true)) expect(actual).toEqual(expected);
};

const settled = async (run: () => Promise<unknown>): Promise<{ result?: unknown; error?: Loose }> => {
  try {
    return { result: await run() };
  } catch (error) {
    return { error: error as Loose };
  }
};

/** The things a test of the unified format talks about, by their ids. */
class Entities {
  private readonly byId = new Map<string, { kind: string; value: unknown }>();
  private readonly uri: string;

  constructor(uri: string) {
    this.uri = uri;
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  get(id: string): { kind: string; value: any } {
    const entity = this.byId.get(id);
    if (!entity) throw new Error(`no entity ${id}`);
    return entity;
  }

  async add(kind: string, spec: Loose): Promise<void> {
    if (kind === 'client') {
      const { uriOptions = {}, serverApi } = spec;
      const client = await MongoClient.connect(this.uri, { ...uriOptions, ...(serverApi ? { serverApi } : {}) });
      extra.push(client);
      this.byId.set(spec['id'], { kind, value: client });
    } else if (kind === 'database') {
      const db = this.get(spec['client']).value.db(spec['databaseName'], spec['databaseOptions']);
      this.byId.set(spec['id'], { kind, value: db });
    } else if (kind === 'collection') {
      const collection = this.get(spec['database']).value.collection(spec['collectionName'], spec['collectionOptions']);
      this.byId.set(spec['id'], { kind, value: collection });
    } else if (kind === 'session') {
      this.byId.set(spec['id'], { kind, value: this.get(spec['client']).value.startSession(spec['sessionOptions']) });
    }
  }
}

const runUnified = async (entities: Entities, operation: Loose): Promise<void> => {
  const args = { ...operation['arguments'] };
  if (typeof args['session'] === 'string') args['session'] = entities.get(args['session']).value;
  if (operation['object'] === 'testRunner') {
    if (operation['name'] === 'failPoint') await ground.client.db('admin').command(args['failPoint']);
    return;
  }
  const { kind, value } = entities.get(operation['object']);
  const table = { collection: COLLECTION, database: DATABASE, session: SESSION }[kind]!;
  const run = table[operation['name']];
  if (!run) throw new Error(`the runner knows no ${kind}.${operation['name']}`);
  const { result, error } = await settled(() => run(value, args));
  if (operation['expectError']) {
    checkError(operation['expectError'], error);
    if (operation['expectError'].expectResult) same(operation['expectError'].expectResult, error!['result']);
    return;
  }
  if (error && !operation['ignoreResultAndError']) throw error;
  if ('expectResult' in operation) same(operation['expectResult'], result);
};

const fillCollections = async (data: readonly Loose[]): Promise<void> => {
  for (const { databaseName, collectionName, documents } of data) {
    const collection = ground.client.db(databaseName).collection(collectionName);
    await collection.drop();
    await ground.client.db(databaseName).createCollection(collectionName);
    if (documents.length) await collection.insertMany(documents, { forceServerObjectId: true });
  }
};

const checkCollections = async (data: readonly Loose[]): Promise<void> => {
  for (const { databaseName, collectionName, documents } of data) {
    const found = await ground.client.db(databaseName).collection(collectionName).find().sort({ _id: 1 }).toArray();
    expect(EJSON.stringify(found)).toBe(EJSON.stringify(documents));
  }
};

it.skipIf(!existsSync(SPECS))('the specification is where it should be', () => {
  expect(UNIFIED.flatMap(files).length).toBeGreaterThan(10);
});

const UNIFIED = [
  'crud/unified',
  'retryable-writes/unified',
  'sessions/unified',
  'transactions/unified',
  'versioned-api',
];

describe.each(UNIFIED.flatMap(files))('%s', (file) => {
  const spec = parse(join(SPECS, file));
  for (const test of spec['tests'] as Loose[]) {
    const runs = admitted(spec['runOnRequirements']) && admitted(test['runOnRequirements']) && !test['skipReason'];
    const reason = reasonFor(file, test['description']);
    it.skipIf(!runs || reason)(`${test['description']}${reason ? ` (left out: ${reason})` : ''}`, async () => {
      await fillCollections(spec['initialData'] ?? []);
      const entities = new Entities(ground.uri);
      for (const entity of spec['createEntities'] as Loose[]) {
        const [[kind, fields]] = Object.entries(entity) as [[string, Loose]];
        await entities.add(kind, fields);
      }
      for (const operation of test['operations'] as Loose[]) await runUnified(entities, operation);
      await checkCollections(test['outcome'] ?? []);
    });
  }
});

const LEGACY_CRUD = ['crud/v1/read', 'crud/v1/write', 'retryable-writes/legacy'];

describe.each(LEGACY_CRUD.flatMap(files))('%s', (file) => {
  const spec = parse(join(SPECS, file));
  for (const test of spec['tests'] as Loose[]) {
    const { minServerVersion = '0', maxServerVersion = '99' } = spec;
    const ours = version(minServerVersion) <= 7 && version(maxServerVersion) >= 7;
    const runs = ours && admitted(spec['runOn']) && knownFailPoint(test);
    const reason = reasonFor(file, test['description']);
    it.skipIf(!runs || reason)(`${test['description']}${reason ? ` (left out: ${reason})` : ''}`, async () => {
      const where = { databaseName: ground.db.databaseName, collectionName: 'legacy' };
      await fillCollections([{ ...where, documents: spec['data'] }]);
      const { name, arguments: args } = test['operation'];
      if (test['failPoint']) await ground.client.db('admin').command(test['failPoint']);
      const client = await MongoClient.connect(ground.uri, test['clientOptions'] ?? {});
      extra.push(client);
      const collection = client.db(ground.db.databaseName).collection('legacy');
      const options = args['options'] ?? {};
      const { result, error } = await settled(() =>
        COLLECTION[name]!(collection, { ...args, ...options, options: undefined }),
      );
      if (test['outcome'].error) expect(error).toBeDefined();
      else if (error) throw error;
      else if (test['outcome'].result !== undefined) same(legacyResult(test['outcome'].result, result), result);
      const data = test['outcome'].collection?.data;
      const collectionName = test['outcome'].collection?.name ?? 'legacy';
      if (data) await checkCollections([{ ...where, collectionName, documents: data }]);
    });
  }
});

/** Older suites also use fail points inside the server's own storage. */
const knownFailPoint = (test: Loose): boolean => {
  const name = test['failPoint']?.configureFailPoint ?? 'failCommand';
  return name === 'failCommand';
};

/** Results of the older format name fields that a driver may leave out. */
const legacyResult = (expected: unknown, actual: unknown): unknown => {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected) || typeof actual !== 'object')
    return expected;
  return Object.fromEntries(Object.entries(expected).filter(([name]) => actual && name in actual));
};

const TRANSACTIONS = ['transactions/legacy', 'convenient-transactions', 'retryable-reads', 'sessions/legacy'];

describe.each(TRANSACTIONS.flatMap(files))('%s', (file) => {
  const spec = parse(join(SPECS, file));
  for (const test of spec['tests'] as Loose[]) {
    const runs = admitted(spec['runOn']) && !test['skipReason'] && knownFailPoint(test);
    const reason = reasonFor(file, test['description']);
    it.skipIf(!runs || reason)(`${test['description']}${reason ? ` (left out: ${reason})` : ''}`, async () => {
      const where = { databaseName: spec['database_name'], collectionName: spec['collection_name'] };
      await fillCollections([{ ...where, documents: spec['data'] }]);
      if (test['failPoint']) await ground.client.db('admin').command(test['failPoint']);
      const client = await MongoClient.connect(ground.uri, { heartbeatFrequencyMS: 5000, ...test['clientOptions'] });
      extra.push(client);
      const options = test['sessionOptions'] ?? {};
      const sessions = new Map(
        ['session0', 'session1'].map((id) => [id, client.startSession(lowerModes(options[id] ?? {}) as Loose)]),
      );
      const scene = { client, sessions, ...where };
      for (const operation of test['operations'] as Loose[]) await runLegacy(scene, operation);
      for (const session of sessions.values()) await session.endSession();
      const data = test['outcome']?.collection?.data;
      if (data) await checkCollections([{ ...where, documents: data }]);
    });
  }
});

/** The specification writes `Secondary`, the driver `secondary`. */
const lowerModes = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lowerModes);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      name === 'mode' && typeof item === 'string' ? item[0]!.toLowerCase() + item.slice(1) : lowerModes(item),
    ]),
  );
};

interface Scene {
  readonly client: MongoClient;
  readonly sessions: ReadonlyMap<string, mongoose.mongo.ClientSession>;
  readonly databaseName: string;
  readonly collectionName: string;
}

const runLegacy = async (scene: Scene, given: Loose, inCallback = false): Promise<void> => {
  const operation = lowerModes(given) as Loose;
  const { client, sessions, databaseName, collectionName } = scene;
  const { session: name, callback, ...rest } = operation['arguments'] ?? {};
  const args = name ? { ...rest, session: sessions.get(name) } : rest;
  if (operation['object'] === 'testRunner') return;
  const db = client.db(databaseName, operation['databaseOptions']);
  const run = (): Promise<unknown> => {
    if (operation['name'] === 'withTransaction') {
      const work = async (): Promise<void> => {
        for (const step of callback.operations as Loose[]) await runLegacy(scene, step, true);
      };
      return sessions.get(operation['object'])!.withTransaction(work, rest['options']);
    }
    if (sessions.has(operation['object']))
      return SESSION[operation['name']]!(sessions.get(operation['object']), rest['options']);
    if (operation['object'] === 'database') return DATABASE[operation['name']]!(db, args);
    return COLLECTION[operation['name']]!(db.collection(collectionName, operation['collectionOptions']), args);
  };
  const { result, error } = await settled(run);
  const expected = operation['result'];
  const failure =
    expected && typeof expected === 'object' && Object.keys(expected).some((key) => key.startsWith('error'));
  if (failure) {
    checkError(expected, error);
    if (inCallback) throw error;
  } else if (operation['error']) expect(error).toBeDefined();
  else if (error) throw error;
  else if (expected !== undefined && expected !== null) same(legacyResult(expected, result), result);
};
