import type { Loose } from './ground.ts';

/* eslint-disable @typescript-eslint/no-explicit-any -- arguments come as data from the specification's files */

const without = (args: Loose, ...names: string[]): Loose =>
  Object.fromEntries(Object.entries(args).filter(([name]) => !names.includes(name)));

const lower = (value: unknown): string => String(value).toLowerCase();

const findOneAnd = (args: Loose): Loose => ({
  ...without(args, 'filter', 'update', 'replacement'),
  ...(args['returnDocument'] ? { returnDocument: lower(args['returnDocument']) } : {}),
});

/** The operations of a collection, by the names of the specification. */
export const COLLECTION: Record<string, (collection: any, args: Loose) => Promise<unknown>> = {
  aggregate: (c, args) => c.aggregate(args['pipeline'], without(args, 'pipeline')).toArray(),
  bulkWrite: (c, args) => c.bulkWrite(args['requests'].map(request), without(args, 'requests')),
  count: (c, args) => c.count(args['filter'] ?? {}, without(args, 'filter')),
  countDocuments: (c, args) => c.countDocuments(args['filter'], without(args, 'filter')),
  createIndex: (c, args) => c.createIndex(args['keys'], without(args, 'keys')),
  deleteMany: (c, args) => c.deleteMany(args['filter'], without(args, 'filter')),
  deleteOne: (c, args) => c.deleteOne(args['filter'], without(args, 'filter')),
  distinct: (c, args) => c.distinct(args['fieldName'], args['filter'] ?? {}, without(args, 'fieldName', 'filter')),
  dropIndex: (c, args) => c.dropIndex(args['name']),
  estimatedDocumentCount: (c, args) => c.estimatedDocumentCount(args),
  find: (c, args) => c.find(args['filter'], without(args, 'filter')).toArray(),
  findOne: (c, args) => c.findOne(args['filter'], without(args, 'filter')),
  findOneAndDelete: (c, args) => c.findOneAndDelete(args['filter'], findOneAnd(args)),
  findOneAndReplace: (c, args) => c.findOneAndReplace(args['filter'], args['replacement'], findOneAnd(args)),
  findOneAndUpdate: (c, args) => c.findOneAndUpdate(args['filter'], args['update'], findOneAnd(args)),
  insertMany: (c, args) => c.insertMany(args['documents'], without(args, 'documents', 'options')),
  insertOne: (c, args) => c.insertOne(args['document'], without(args, 'document')),
  listIndexes: (c, args) => c.listIndexes(args).toArray(),
  replaceOne: (c, args) => c.replaceOne(args['filter'], args['replacement'], without(args, 'filter', 'replacement')),
  updateMany: (c, args) => c.updateMany(args['filter'], args['update'], without(args, 'filter', 'update')),
  updateOne: (c, args) => c.updateOne(args['filter'], args['update'], without(args, 'filter', 'update')),
};

/** The operations of a database. */
export const DATABASE: Record<string, (db: any, args: Loose) => Promise<unknown>> = {
  aggregate: (db, args) => db.aggregate(args['pipeline'], without(args, 'pipeline')).toArray(),
  createCollection: (db, args) => db.createCollection(args['collection'], without(args, 'collection')),
  dropCollection: (db, args) => db.dropCollection(args['collection'], without(args, 'collection')),
  listCollections: (db, args) => db.listCollections(args['filter'] ?? {}, without(args, 'filter')).toArray(),
  runCommand: (db, args) => db.command(args['command'], without(args, 'command', 'commandName')),
};

/** The operations of a session. */
export const SESSION: Record<string, (session: any, args: Loose) => Promise<unknown>> = {
  startTransaction: async (session, args) => void session.startTransaction(args),
  commitTransaction: (session) => session.commitTransaction(),
  abortTransaction: (session) => session.abortTransaction(),
  endSession: (session) => session.endSession(),
};

/** One request of a bulk write; the older form names its kind in `name`. */
const request = (item: Loose): Loose => ('name' in item ? { [item['name']]: item['arguments'] } : item);
