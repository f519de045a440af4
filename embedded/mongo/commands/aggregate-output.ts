import { MongoError, notImplemented } from '../errors.ts';
import { keyOf } from '../bson/key.ts';
import { isDoc } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { EVERYTHING } from '../query/ranges.ts';
import type { Namespace } from '../store/catalog.ts';
import type { Row } from '../store/row.ts';
import type { Work } from '../store/work.ts';
import { newRow } from '../store/work.ts';
import { storable } from '../update/apply.ts';
import { stageOf } from '../aggregate/pipeline.ts';
import { checkWritable, namespace } from './arguments.ts';

/** The last stage of a pipeline when it writes: `$out` or `$merge`. */
export const outputStage = (pipeline: readonly Value[]): readonly [string, Value] | undefined => {
  const last = pipeline.at(-1);
  if (!isDoc(last) || last.size !== 1) return undefined;
  const stage = stageOf(last);
  return stage[0] === '$out' || stage[0] === '$merge' ? stage : undefined;
};

const target = (db: string, spec: Value | undefined): Namespace => {
  const given = isDoc(spec) ? spec.get('db') : undefined;
  const ns = namespace(typeof given === 'string' ? given : db, isDoc(spec) ? spec.get('coll') : spec);
  checkWritable(ns);
  return ns;
};

const all = (work: Work, ns: Namespace): Row[] => [
  ...work.rows(ns, { index: undefined, ranges: [EVERYTHING], reverse: false, ordered: true }),
];

/** `$out`: the results replace the documents of a collection, which keeps its indexes. */
const out = (work: Work, ns: Namespace, docs: readonly Doc[]): void => {
  for (const row of all(work, ns)) work.remove(ns, row);
  for (const doc of docs) work.insert(ns, storable(doc));
};

const byId = (work: Work, ns: Namespace, doc: Doc): Row | undefined => {
  const key = keyOf(doc.get('_id')!);
  const [index] = work.indexes(ns);
  if (!index) return undefined;
  const range = { lo: key, hi: Buffer.concat([key, Buffer.from([0])]) };
  for (const row of work.rows(ns, { index, ranges: [range], reverse: false, ordered: true })) return row;
  return undefined;
};

const mode = (spec: Doc, name: string, usual: string, known: readonly string[]): string => {
  const value = spec.get(name) ?? usual;
  if (typeof value === 'string' && known.includes(value)) return value;
  if (Array.isArray(value)) throw notImplemented(`$merge with a pipeline for ${name}`);
  throw new MongoError(2, `Enumeration value '${String(value)}' for field '$merge.${name}' is not a valid value.`);
};

const merge = (work: Work, ns: Namespace, spec: Doc, docs: readonly Doc[]): void => {
  const on = spec.get('on') ?? '_id';
  if (on !== '_id' && !(Array.isArray(on) && on.length === 1 && on[0] === '_id')) {
    throw notImplemented('$merge on other fields than _id');
  }
  const matched = mode(spec, 'whenMatched', 'merge', ['merge', 'replace', 'keepExisting', 'fail']);
  const unmatched = mode(spec, 'whenNotMatched', 'insert', ['insert', 'discard', 'fail']);
  for (const doc of docs) {
    const fresh = storable(doc);
    const row = byId(work, ns, fresh.doc);
    if (!row) {
      if (unmatched === 'fail')
        throw new MongoError(13113, '$merge could not find a matching document in the target collection');
      if (unmatched === 'insert') work.insert(ns, fresh);
    } else if (matched === 'fail') work.insert(ns, fresh);
    else if (matched !== 'keepExisting') {
      const next = matched === 'replace' ? fresh.doc : new Map([...row.doc, ...fresh.doc]);
      work.replace(ns, row, newRow(next, row.rid));
    }
  }
};

/**
 * Writes the results of a pipeline where its last stage says. All of them are there afterwards, or none.
 * @throws MongoError 11000 and others of the writes; 238 for `$merge` on other fields or with a pipeline
 */
export const writeOutput = (
  work: Work,
  db: string,
  [name, spec]: readonly [string, Value],
  docs: readonly Doc[],
): void => {
  if (name === '$out') {
    out(work, target(db, spec), docs);
    return;
  }
  const options = isDoc(spec) ? spec : new Map<string, Value>([['into', spec]]);
  merge(work, target(db, options.get('into')), options, docs);
};
