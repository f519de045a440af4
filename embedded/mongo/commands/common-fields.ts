import { MongoError } from '../errors.ts';
import { Timestamp, isDoc, isNumber, typeName } from '../bson/value.ts';
import type { Doc } from '../bson/value.ts';
import { wholeNumber } from '../bson/number.ts';
import { checkDatabase } from './arguments.ts';

/** The commands of the stable API, version 1, that exist here. */
const API_VERSION_1 = new Set(
  `abortTransaction aggregate collMod commitTransaction count create createIndexes delete drop dropDatabase dropIndexes
  endSessions find findAndModify getMore hello insert isMaster ismaster killCursors listCollections listDatabases
  listIndexes ping refreshSessions update`.split(/\s+/),
);

const LEVELS = new Set(['local', 'available', 'majority', 'linearizable', 'snapshot']);

/** The database that a command is about. */
export const databaseOf = (body: Doc): string => {
  const db = body.get('$db');
  if (db === undefined) throw new MongoError(40571, 'OP_MSG requests require a $db argument');
  if (typeof db !== 'string') {
    throw new MongoError(14, `BSON field '$db' is the wrong type '${typeName(db)}', expected type 'string'`);
  }
  checkDatabase(db);
  return db;
};

/** @throws MongoError 2 or 14 when a read or write concern is malformed */
export const checkConcerns = (body: Doc): void => {
  const level = isDoc(body.get('readConcern')) ? (body.get('readConcern') as Doc).get('level') : undefined;
  if (level !== undefined && (typeof level !== 'string' || !LEVELS.has(level))) {
    throw new MongoError(2, `Enumeration value '${String(level)}' for field 'readConcern.level' is not a valid value.`);
  }
  for (const name of ['readConcern', 'writeConcern']) {
    const value = body.get(name);
    if (value !== undefined && !isDoc(value)) {
      throw new MongoError(14, `BSON field '${name}' is the wrong type '${typeName(value)}', expected type 'object'`);
    }
  }
};

/** @throws MongoError 322 or 323 when the declared API version does not exist, or does not have the command */
export const checkApi = (body: Doc, name: string): void => {
  const version = body.get('apiVersion');
  if (version !== undefined && version !== '1') {
    throw new MongoError(322, `API version must be "1", got ${String(version)}`);
  }
  if (version === undefined && body.has('apiStrict')) {
    throw new MongoError(72, 'Provided apiStrict parameter requires passing apiVersion');
  }
  if (body.get('apiStrict') === true && !API_VERSION_1.has(name)) {
    throw new MongoError(323, `Provided apiStrict:true, but the command ${name} is not in API Version 1`);
  }
};

/** Epoch ms at which a command's `maxTimeMS` is over. */
export const deadlineOf = (body: Doc): number | undefined => {
  const value = body.get('maxTimeMS');
  if (value === undefined) return undefined;
  const ms = isNumber(value) ? wholeNumber(value) : undefined;
  if (!isNumber(value)) {
    throw new MongoError(
      14,
      `BSON field 'maxTimeMS' is the wrong type '${typeName(value)}', expected types '[long, int, decimal, double]'`,
    );
  }
  if (ms === undefined || ms < 0 || ms > 0x7fffffff)
    throw new MongoError(2, `${ms ?? 'a fraction'} value for maxTimeMS is out of range`);
  return ms === 0 ? undefined : Date.now() + ms;
};

/** What a snapshot session asks for: `undefined` when it asks for no snapshot, else the time of the one it has. */
export const snapshotOf = (body: Doc): { readonly time: bigint | undefined } | undefined => {
  const concern = body.get('readConcern');
  if (!isDoc(concern) || concern.get('level') !== 'snapshot' || body.get('autocommit') === false) return undefined;
  const time = concern.get('atClusterTime');
  return { time: time instanceof Timestamp ? time.value : undefined };
};
