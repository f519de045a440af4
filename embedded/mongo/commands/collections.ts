import { MongoError, notImplemented } from '../errors.ts';
import { Binary, int } from '../bson/value.ts';
import type { Doc, OutgoingDoc } from '../bson/value.ts';
import { decodeDoc } from '../bson/decode.ts';
import { encodeDoc } from '../bson/encode.ts';
import { resultsOfList } from '../cursors.ts';
import { matches } from '../query/filter.ts';
import { parseFilter } from '../query/parse.ts';
import { nsText } from '../store/catalog.ts';
import type { Collection, Namespace } from '../store/catalog.ts';
import { checkDatabase, checkWritable, cursorBatchSize, namespace } from './arguments.ts';
import type { Command, Context } from './command.ts';
import { checkCollation, ownership } from './read.ts';

/** Options of `create` that would change what a collection means. */
const REFUSED = ['capped', 'timeseries', 'viewOn', 'pipeline', 'validator', 'clusteredIndex', 'encryptedFields'];

const create = (context: Context): OutgoingDoc => {
  const { args, engine } = context;
  const ns = namespace(context.db, args.value('create'));
  checkWritable(ns);
  checkCollation(args);
  for (const option of REFUSED) {
    const value = args.value(option);
    if (value !== undefined && value !== false) throw notImplemented(`create with ${option}`);
  }
  args.ignore('autoIndexId', 'idIndex', 'storageEngine', 'indexOptionDefaults', 'flags', 'size', 'max');
  args.ignore('validationLevel', 'validationAction', 'expireAfterSeconds', 'changeStreamPreAndPostImages');
  args.finish();
  if (context.transaction) {
    context.transaction.create(ns);
    return {};
  }
  if (engine.store.catalog.find(ns)) throw new MongoError(48, `Collection ${nsText(ns)} already exists.`);
  engine.store.catalog.create(ns, new Map());
  return {};
};

const dropOne = ({ engine }: Context, collection: Collection): void => {
  engine.store.catalog.drop(collection);
  engine.cursors.killNamespace(collection.db, collection.name);
};

const drop = (context: Context): OutgoingDoc => {
  const ns = namespace(context.db, context.args.value('drop'));
  context.args.finish();
  context.engine.locks.checkNamespace(ns.db, ns.name);
  const collection = context.engine.store.catalog.find(ns);
  if (!collection) return {};
  const nIndexesWas = int(collection.indexes.length);
  dropOne(context, collection);
  return { nIndexesWas, ns: nsText(ns) };
};

const dropDatabase = (context: Context): OutgoingDoc => {
  context.args.ignore('dropDatabase');
  context.args.finish();
  context.engine.locks.checkNamespace(context.db);
  const collections = context.engine.store.catalog.list(context.db);
  for (const collection of collections) dropOne(context, collection);
  return { dropped: collections.length ? context.db : undefined };
};

const splitNamespace = (text: string): Namespace => {
  const [db, ...rest] = text.split('.');
  checkDatabase(db!);
  return namespace(db!, rest.join('.'));
};

const renameCollection = (context: Context): OutgoingDoc => {
  const { args, engine } = context;
  const from = splitNamespace(args.requiredText('renameCollection'));
  const to = splitNamespace(args.requiredText('to'));
  const dropTarget = args.flag('dropTarget');
  args.finish();
  for (const ns of [from, to]) engine.locks.checkNamespace(ns.db, ns.name);
  const { catalog } = engine.store;
  const collection = catalog.find(from);
  if (!collection) throw new MongoError(26, `Source collection ${nsText(from)} does not exist`);
  if (nsText(from) === nsText(to)) throw new MongoError(20, `Can't rename a collection to itself`);
  const present = catalog.find(to);
  if (present && !dropTarget) throw new MongoError(48, 'target namespace exists');
  if (present) dropOne(context, present);
  catalog.rename(collection, to);
  engine.cursors.killNamespace(from.db, from.name);
  return {};
};

const uuidOf = ({ uuid }: Collection): Binary => new Binary(4, Buffer.from(uuid.replaceAll('-', ''), 'hex'));

const describe = (collection: Collection, nameOnly: boolean): Doc => {
  const { name, options, indexes } = collection;
  if (nameOnly) return decodeDoc(encodeDoc({ name, type: 'collection' }));
  return decodeDoc(
    encodeDoc({
      name,
      type: 'collection',
      options,
      info: { readOnly: false, uuid: uuidOf(collection) },
      idIndex: indexes[0]!.spec,
    }),
  );
};

const listCollections = (context: Context): OutgoingDoc => {
  const { args, engine } = context;
  args.ignore('listCollections', 'authorizedCollections');
  const filter = parseFilter(args.optionalDoc('filter') ?? new Map());
  const nameOnly = args.flag('nameOnly');
  const batchSize = cursorBatchSize(args);
  args.finish();
  const docs = engine.store.catalog
    .list(context.db)
    .filter((collection) => matches(filter, describe(collection, false)))
    .map((collection) => describe(collection, nameOnly));
  const ns = { db: context.db, name: '$cmd.listCollections' };
  return engine.cursors.start(resultsOfList(docs), ownership(context, ns), batchSize ?? docs.length);
};

const listDatabases = (context: Context): OutgoingDoc => {
  const { args, engine } = context;
  args.ignore('listDatabases', 'authorizedDatabases');
  const filter = parseFilter(args.optionalDoc('filter') ?? new Map());
  const nameOnly = args.flag('nameOnly');
  args.finish();
  const names = [...new Set(engine.store.catalog.list().map(({ db }) => db))].sort();
  const sizes = names.map((name) => {
    const collections = engine.store.catalog.list(name);
    const bytes = collections.map(({ id }) => engine.store.main.first(`SELECT total(length(d)) FROM c${id}`)![0]);
    return { name, sizeOnDisk: BigInt(bytes.reduce<number>((sum, size) => sum + Number(size), 0)), empty: false };
  });
  const listed = sizes.filter((item) => matches(filter, decodeDoc(encodeDoc(item))));
  const databases = listed.map((item) => (nameOnly ? { name: item.name } : item));
  if (nameOnly) return { databases };
  const totalSize = listed.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk, 0n);
  return { databases, totalSize, totalSizeMb: totalSize / 1048576n };
};

/** Commands about collections and databases. */
export const collectionCommands: readonly Command[] = [
  { names: ['create'], run: create, writes: true, inTransaction: true },
  { names: ['drop'], run: drop, writes: true },
  { names: ['dropDatabase'], run: dropDatabase, writes: true },
  { names: ['renameCollection'], run: renameCollection, writes: true, adminOnly: true },
  { names: ['listCollections'], run: listCollections },
  { names: ['listDatabases'], run: listDatabases, adminOnly: true },
];
