import { MongoError } from '../errors.ts';
import { inverted, keyOf } from '../bson/key.ts';
import { docText } from '../bson/text.ts';
import type { Doc, Value } from '../bson/value.ts';
import { matches } from '../query/filter.ts';
import { indexTuples } from '../query/index-keys.ts';
import { pathOf } from '../query/path.ts';
import { nsText } from './catalog.ts';
import type { Index, Namespace } from './catalog.ts';

/** One entry of an index: the values of its fields and their key. */
interface Entry {
  readonly key: Buffer;
  readonly tuple: readonly Value[];
}

/** The entries that a document has in one index. */
export interface Entries {
  readonly index: Index;
  readonly list: readonly Entry[];
  readonly multikey: boolean;
}

const tupleKey = (index: Index, tuple: readonly Value[]): Buffer =>
  Buffer.concat(tuple.map((value, i) => (index.fields[i]!.descending ? inverted(keyOf(value)) : keyOf(value))));

/** The entries of a document in one index; none when a sparse or partial index leaves it out. */
export const entriesOf = (index: Index, doc: Doc): Entries => {
  const { tuples, multikey, missing } = indexTuples(
    doc,
    index.fields.map(({ path }) => pathOf(path)),
  );
  if ((index.sparse && missing) || (index.partial && !matches(index.partial, doc))) {
    return { index, list: [], multikey: false };
  }
  const list: Entry[] = [];
  const seen = new Set<string>();
  for (const tuple of tuples) {
    const key = tupleKey(index, tuple);
    const name = key.toString('latin1');
    if (seen.has(name)) continue;
    seen.add(name);
    list.push({ key, tuple });
  }
  return { index, list, multikey };
};

/** The entries of a document in all declared indexes; the one on `_id` is the collection itself. */
export const allEntries = (indexes: readonly Index[], doc: Doc): Entries[] =>
  indexes.filter((index) => index.id !== 0).map((index) => entriesOf(index, doc));

/** Error 11000 in MongoDB's words, with `keyPattern` and `keyValue`. */
export const duplicateKey = (
  ns: Namespace,
  index: Pick<Index, 'name' | 'fields' | 'spec'>,
  tuple: readonly Value[],
): MongoError => {
  const keyValue: Doc = new Map(index.fields.map(({ path }, i) => [path, tuple[i]!]));
  const message = `E11000 duplicate key error collection: ${nsText(ns)} index: ${index.name} dup key: ${docText(keyValue)}`;
  return new MongoError(11000, message, { keyPattern: index.spec.get('key'), keyValue });
};
