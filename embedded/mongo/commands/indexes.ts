import { MongoError } from '../errors.ts';
import { equalValues } from '../bson/compare.ts';
import { docText } from '../bson/text.ts';
import { int, isDoc } from '../bson/value.ts';
import type { Doc, Outgoing, OutgoingDoc, Value } from '../bson/value.ts';
import { resultsOfList } from '../cursors.ts';
import { nsText } from '../store/catalog.ts';
import type { Collection, Index, Namespace } from '../store/catalog.ts';
import { normalIndexSpec } from '../store/index-spec.ts';
import { checkWritable, cursorBatchSize, namespace } from './arguments.ts';
import type { Command, Context } from './command.ts';
import { ownership } from './read.ts';

/** @throws MongoError 26 when there is no such collection */
const existing = (context: Context, ns: Namespace, message = 'ns does not exist:'): Collection => {
  const collection = context.engine.store.catalog.find(ns);
  if (!collection) throw new MongoError(26, `${message} ${nsText(ns)}`);
  return collection;
};

const keyOfIndex = (spec: Doc): Doc => spec.get('key') as Doc;

/** Options that make two indexes on the same key different ones. */
const IDENTITY = ['unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds'];

const sameOption = (a: Value | undefined, b: Value | undefined): boolean =>
  a === undefined || b === undefined ? a === b : equalValues(a, b);

const sameOptions = (a: Doc, b: Doc, options: readonly string[]): boolean =>
  options.every((option) => sameOption(a.get(option), b.get(option)));

const nameTaken = (spec: Doc, other: Doc): MongoError =>
  new MongoError(
    86,
    `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${docText(spec)}, existing index: ${docText(other)}`,
  );

/** Whether the index exists already. @throws MongoError 85 or 86 when something else has its name or its key */
const isPresent = (collection: Collection, spec: Doc): boolean => {
  for (const { id, name, spec: other } of collection.indexes) {
    const sameKey =
      docText(keyOfIndex(other)) === docText(keyOfIndex(spec)) && equalValues(keyOfIndex(other), keyOfIndex(spec));
    const sameName = name === spec.get('name');
    if (sameKey && (id === 0 || (sameName && sameOptions(other, spec, IDENTITY)))) return true;
    if (sameName) throw nameTaken(spec, other);
    if (sameKey && sameOptions(other, spec, ['unique', 'sparse', 'partialFilterExpression'])) {
      throw new MongoError(85, `Index already exists with a different name: ${name}`);
    }
  }
  return false;
};

const createIndexes = (context: Context): OutgoingDoc => {
  const { args, engine } = context;
  const ns = namespace(context.db, args.value('createIndexes'));
  checkWritable(ns);
  const specs = args.docs('indexes').map(normalIndexSpec);
  args.ignore('commitQuorum', 'ignoreUnknownIndexOptions');
  args.finish();
  if (specs.length === 0) throw new MongoError(2, 'Must specify at least one index to create');
  if (context.transaction) {
    const numIndexesBefore = context.transaction.createIndexes(ns, specs);
    return { numIndexesBefore: int(numIndexesBefore), numIndexesAfter: int(numIndexesBefore + specs.length) };
  }
  engine.locks.checkNamespace(ns.db, ns.name);
  const { catalog, writer } = engine.store;
  const created = !catalog.find(ns);
  const collection = catalog.find(ns) ?? catalog.create(ns, new Map());
  const before = collection.indexes.length;
  for (const spec of specs) {
    if (isPresent(collection, spec)) continue;
    writer.build(collection, catalog.addIndex(collection, spec));
  }
  const after = collection.indexes.length;
  return {
    numIndexesBefore: int(before),
    numIndexesAfter: int(after),
    createdCollectionAutomatically: created,
    note: before === after ? 'all indexes already exist' : undefined,
  };
};

const toDrop = (collection: Collection, wanted: Value): Index[] => {
  const declared = collection.indexes.slice(1);
  if (wanted === '*') return declared;
  if (Array.isArray(wanted)) return wanted.flatMap((item) => toDrop(collection, item));
  const found = collection.indexes.find(({ name, spec }) =>
    isDoc(wanted) ? equalValues(keyOfIndex(spec), wanted) : name === wanted,
  );
  if (found?.id === 0) throw new MongoError(72, 'cannot drop _id index');
  if (found) return [found];
  throw isDoc(wanted)
    ? new MongoError(27, `can't find index with key: ${docText(wanted)}`)
    : new MongoError(27, `index not found with name [${String(wanted)}]`);
};

const dropIndexes = (context: Context): OutgoingDoc => {
  const { args, engine } = context;
  const ns = namespace(context.db, args.value(args.doc.has('dropIndexes') ? 'dropIndexes' : 'deleteIndexes'));
  const wanted = args.value('index');
  args.finish();
  if (wanted === undefined) {
    throw new MongoError(40414, "BSON field 'dropIndexes.index' is missing but a required field");
  }
  engine.locks.checkNamespace(ns.db, ns.name);
  const collection = existing(context, ns, 'ns not found');
  const before = collection.indexes.length;
  for (const index of toDrop(collection, wanted)) engine.store.catalog.dropIndex(collection, index);
  const all = wanted === '*';
  return { nIndexesWas: int(before), msg: all ? 'non-_id indexes dropped for collection' : undefined };
};

const listIndexes = (context: Context): OutgoingDoc => {
  const { args, engine } = context;
  const ns = namespace(context.db, args.value('listIndexes'));
  const batchSize = cursorBatchSize(args);
  args.finish();
  const specs = existing(context, ns).indexes.map(({ spec }) => spec);
  return engine.cursors.start(resultsOfList(specs), ownership(context, ns), batchSize ?? specs.length);
};

/** `collMod`: changes when documents of a TTL index expire; nothing else. */
const collMod = (context: Context): OutgoingDoc => {
  const { args, engine } = context;
  const ns = namespace(context.db, args.value('collMod'));
  const wanted = args.optionalDoc('index');
  args.finish();
  const collection = existing(context, ns);
  if (!wanted) return {};
  const pattern = wanted.get('keyPattern');
  const index = collection.indexes.find(({ name, spec }) =>
    isDoc(pattern) ? equalValues(keyOfIndex(spec), pattern) : name === wanted.get('name'),
  );
  if (!index) throw new MongoError(27, `cannot find index ${docText(wanted)} for ns ${nsText(ns)}`);
  const next = wanted.get('expireAfterSeconds');
  if (next === undefined) throw new MongoError(72, 'no expireAfterSeconds field to update');
  const old: Outgoing | undefined = index.spec.get('expireAfterSeconds');
  engine.store.catalog.changeIndex(
    collection,
    index,
    normalIndexSpec(new Map([...index.spec, ['expireAfterSeconds', next]])),
  );
  return { expireAfterSeconds_old: old, expireAfterSeconds_new: next };
};

/** Commands about indexes. */
export const indexCommands: readonly Command[] = [
  { names: ['createIndexes'], run: createIndexes, writes: true, inTransaction: true },
  { names: ['dropIndexes', 'deleteIndexes'], run: dropIndexes, writes: true },
  { names: ['listIndexes'], run: listIndexes },
  { names: ['collMod'], run: collMod, writes: true },
];
