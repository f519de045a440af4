import { randomBytes } from 'node:crypto';
import { MongoError, badValue } from '../errors.ts';
import { compareText, equalValues } from '../bson/compare.ts';
import { decodeDoc } from '../bson/decode.ts';
import { docText, valueText } from '../bson/text.ts';
import { ObjectId, Regex, Timestamp, docOf, isDoc } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { equalities } from '../query/filter.ts';
import type { Filter } from '../query/filter.ts';
import type { Row } from '../store/row.ts';
import { newRow } from '../store/work.ts';
import { concretePaths } from './array-filters.ts';
import type { Step, Update } from './parse.ts';
import { putAt, removeAt, throughArray, valueAt } from './place.ts';

/** A fresh id as drivers make them: seconds, five random bytes, a counter. */
export const freshObjectId = (): ObjectId => {
  const bytes = Buffer.concat([Buffer.alloc(4), PROCESS, Buffer.alloc(3)]);
  bytes.writeUInt32BE(Math.floor(Date.now() / 1000), 0);
  counter = (counter + 1) & 0xffffff;
  bytes.writeUIntBE(counter, 9, 3);
  return new ObjectId(bytes.toString('hex'));
};

const PROCESS = randomBytes(5);
let counter = randomBytes(3).readUIntBE(0, 3);

/** The circumstances of one application of an update. */
interface Application {
  /** Position for `$`; −1: none. */
  readonly hit: number;
  readonly inserting: boolean;
}

const applyStep = (doc: Doc, step: Step, path: string[], nowMs: number): void => {
  if (step.target) {
    rename(doc, step, step.target);
    return;
  }
  const current = valueAt(doc, path);
  if (current === undefined && !step.creates) return;
  const scene = { path: path.join('.'), id: docOf(['_id', doc.get('_id') ?? null]), nowMs };
  const value = step.change(current, scene);
  if (value === undefined) removeAt(doc, path);
  else if (value !== current) putAt(doc, path, value);
};

const rename = (doc: Doc, { path }: Step, target: string[]): void => {
  const id = docText(docOf(['_id', doc.get('_id') ?? null])).slice(2, -2);
  for (const [role, at] of [
    ['source', path],
    ['destination', target],
  ] as const) {
    if (!throughArray(doc, at)) continue;
    throw badValue(
      `The ${role} field cannot be an array element, '${at.join('.')}' in doc with ${id} has an array field called '${at[0]}'`,
    );
  }
  const value = valueAt(doc, path);
  if (value === undefined) return;
  removeAt(doc, path);
  putAt(doc, target, value);
};

const immutable = (): MongoError =>
  new MongoError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");

const withIdFirst = (doc: Doc): Doc => {
  const id = doc.get('_id');
  if (id === undefined) return new Map([['_id', freshObjectId() as Value], ...doc]);
  return doc.keys().next().value === '_id' ? doc : new Map([['_id', id], ...doc]);
};

const applySteps = (doc: Doc, update: Extract<Update, { kind: 'steps' }>, application: Application): void => {
  const nowMs = Date.now();
  for (const step of update.steps) {
    if (step.operator === '$setOnInsert' && !application.inserting) continue;
    const positions = { doc, hit: application.hit, filters: update.filters };
    for (const path of concretePaths(step.path, positions)) applyStep(doc, step, path, nowMs);
  }
};

/**
 * The document after the update; `undefined` when nothing changes.
 * @throws MongoError 66 when `_id` would change, and what the operators refuse
 */
export const updatedRow = (row: Row, update: Update, hit: number): Row | undefined => {
  const id = row.doc.get('_id')!;
  let doc: Doc;
  if (update.kind === 'replacement') {
    const given = update.doc.get('_id');
    if (given !== undefined && !equalValues(given, id)) {
      throw new MongoError(
        66,
        `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${valueText(given)}`,
      );
    }
    doc = stamped(new Map([['_id', id], ...update.doc]));
  } else if (update.kind === 'pipeline') {
    doc = new Map([['_id', id], ...update.run(row.doc)]);
    if (!equalValues(doc.get('_id')!, id)) throw immutable();
  } else {
    doc = decodeDoc(row.raw);
    applySteps(doc, update, { hit, inserting: false });
    const after = doc.get('_id');
    if (after === undefined || !equalValues(after, id)) throw immutable();
  }
  const next = newRow(doc, row.rid);
  return next.raw.equals(row.raw) ? undefined : next;
};

/** The empty timestamps of a document's own fields become the present one. */
const stamped = (doc: Doc): Doc => {
  for (const [name, value] of doc) {
    if (name !== '_id' && value instanceof Timestamp && value.value === 0n) doc.set(name, presentTimestamp());
  }
  return doc;
};

const presentTimestamp = (): Timestamp => new Timestamp((BigInt(Math.floor(Date.now() / 1000)) << 32n) | 1n);

/** The document that an upsert adds: what the filter pins, then the update on top. */
export const upsertedRow = (filter: Filter, update: Update): Row => {
  const pinned = equalities(filter);
  const doc: Doc = new Map();
  if (update.kind === 'replacement') {
    const id = update.doc.get('_id') ?? pinned.find(([path]) => path === '_id')?.[1];
    if (id !== undefined) doc.set('_id', id);
    for (const [name, value] of update.doc) doc.set(name, value);
  } else {
    putPinned(doc, pinned);
    if (update.kind === 'pipeline') return storable(update.run(doc));
    applySteps(doc, update, { hit: -1, inserting: true });
    const wanted = pinned.find(([path]) => path === '_id')?.[1];
    const id = doc.get('_id');
    if (wanted !== undefined && (id === undefined || !equalValues(id, wanted))) throw immutable();
  }
  return storable(doc);
};

const putPinned = (doc: Doc, pinned: readonly (readonly [string, Value])[]): void => {
  const sorted = [...pinned].sort(([a], [b]) => compareText(a, b));
  for (const [i, [path, value]] of sorted.entries()) {
    const before = sorted.slice(0, i).find(([other]) => other === path || path.startsWith(`${other}.`));
    if (before) {
      throw new MongoError(54, `cannot infer query fields to set, path '${before[0]}' is matched twice`);
    }
    putAt(doc, path.split('.'), value);
  }
};

/**
 * A new document made ready: `_id` present and first, empty timestamps filled.
 * @throws MongoError 53 for an `_id` of a type that cannot be one; 52 for `$` in its names
 */
export const storable = (doc: Doc): Row => {
  const id = doc.get('_id');
  if (Array.isArray(id)) throw new MongoError(53, "The '_id' value cannot be of type array");
  if (id instanceof Regex) throw new MongoError(53, "The '_id' value cannot be of type regex");
  if (isDoc(id)) {
    const bad = [...id.keys()].find((name) => name.startsWith('$'));
    if (bad)
      throw new MongoError(52, `_id fields may not contain '$'-prefixed fields: ${bad} is not valid for storage.`);
  }
  return newRow(stamped(withIdFirst(doc)));
};
