import { MongoError, badValue, notImplemented } from '../errors.ts';
import { compareValues, equalValues } from '../bson/compare.ts';
import { RawDoc, int, typeName } from '../bson/value.ts';
import type { Doc, OutgoingDoc, Value } from '../bson/value.ts';
import { bindFilter, readVariables } from '../aggregate/variables.ts';
import type { Variables } from '../aggregate/variables.ts';
import { resultsOf } from '../cursors.ts';
import type { Ownership } from '../cursors.ts';
import { parseFilter } from '../query/parse.ts';
import { pathOf, visitPath } from '../query/path.ts';
import { parseProjection } from '../query/project.ts';
import { readRows } from '../query/read.ts';
import type { Namespace } from '../store/catalog.ts';
import type { Row } from '../store/row.ts';
import { cursorNamespace, namespace } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import type { Command, Context } from './command.ts';

/** To whom a cursor opened by this call belongs. */
export const ownership = (context: Context, ns: Namespace, noTimeout = false): Ownership => ({
  ns,
  session: context.session?.id.toString('latin1'),
  transaction: context.transaction?.number,
  noTimeout,
});

/** Only the simple collation exists here: any other one would need its own order of text. */
export const checkCollation = (args: Arguments): void => {
  const collation = args.optionalDoc('collation');
  if (collation && collation.size > 0 && collation.get('locale') !== 'simple') {
    throw notImplemented('a collation other than { locale: "simple" }');
  }
};

/** The variables that `let` gives to expressions. */
export const letVariables = (args: Arguments): Variables => readVariables(args.optionalDoc('let'));

function* shaped(rows: Iterable<Row>, skip: number, project: ((doc: Doc) => Doc) | undefined): Generator<Doc | RawDoc> {
  let skipped = 0;
  for (const row of rows) {
    if (skipped++ < skip) continue;
    yield project ? project(row.doc) : new RawDoc(row.raw);
  }
}

const refuseTailable = (args: Arguments): void => {
  if (args.flag('tailable') || args.flag('awaitData')) {
    throw badValue('error processing query: tailable cursor requested on non capped collection');
  }
  for (const name of ['min', 'max']) {
    if (args.optionalDoc(name)?.size) throw notImplemented(`find with ${name}`);
  }
  for (const name of ['returnKey', 'showRecordId']) if (args.flag(name)) throw notImplemented(`find with ${name}`);
};

const find = (context: Context): OutgoingDoc => {
  const { args, work, engine } = context;
  const ns = namespace(context.db, args.value('find'));
  const filter = parseFilter(bindFilter(args.optionalDoc('filter') ?? new Map(), letVariables(args)));
  const skip = args.count('skip') ?? 0;
  const limit = args.count('limit') ?? 0;
  const batchSize = args.count('batchSize');
  const singleBatch = args.flag('singleBatch');
  const noTimeout = args.flag('noCursorTimeout');
  const project = parseProjection(args.optionalDoc('projection'), filter);
  const sort = args.optionalDoc('sort');
  const hint = args.value('hint');
  checkCollation(args);
  refuseTailable(args);
  args.ignore('allowDiskUse', 'allowPartialResults', 'oplogReplay');
  args.finish();
  const wanted = limit ? limit + skip : 0;
  const rows = readRows(work, ns, { filter, sort, hint, wanted, deadline: context.deadline });
  const results = resultsOf(shaped(rows, skip, project), limit);
  return engine.cursors.start(results, ownership(context, ns, noTimeout), batchSize, singleBatch);
};

const cursorId = (value: Value | undefined, field: string): bigint => {
  if (typeof value === 'bigint') return value;
  throw new MongoError(14, `BSON field '${field}' is the wrong type '${typeName(value)}', expected type 'long'`);
};

const getMore = (context: Context): OutgoingDoc => {
  const { args, engine } = context;
  const id = cursorId(args.value('getMore'), 'getMore.getMore');
  const ns = cursorNamespace(context.db, args.requiredText('collection'));
  const batchSize = args.count('batchSize') ?? 0;
  args.finish();
  return engine.cursors.more(id, ownership(context, ns), batchSize);
};

const killCursors = (context: Context): OutgoingDoc => {
  const { args, engine } = context;
  const ns = cursorNamespace(context.db, args.value('killCursors'));
  const ids = args.requiredList('cursors').map((id) => cursorId(id, 'killCursors.cursors'));
  args.finish();
  const killed = ids.filter((id) => engine.cursors.kill(id, ns));
  const missing = ids.filter((id) => !killed.includes(id));
  return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [] };
};

const count = (context: Context): OutgoingDoc => {
  const { args, work } = context;
  const ns = namespace(context.db, args.value('count'));
  const query = args.optionalDoc('query') ?? new Map();
  const skip = args.count('skip') ?? 0;
  const limit = Math.abs(args.whole('limit') ?? 0);
  const hint = args.value('hint');
  checkCollation(args);
  args.ignore('fields');
  args.finish();
  const collection = work.collection(ns);
  let n: number;
  if (query.size === 0 && collection) {
    n = Number(context.engine.store.main.first(`SELECT count(*) FROM c${collection.id}`)![0]);
  } else {
    n = 0;
    const rows = readRows(work, ns, { filter: parseFilter(query), hint, deadline: context.deadline });
    for (const _row of rows) if (++n === limit + skip && limit > 0) break;
  }
  n = Math.max(0, n - skip);
  return { n: int(limit > 0 ? Math.min(n, limit) : n) };
};

const distinct = (context: Context): OutgoingDoc => {
  const { args, work } = context;
  const ns = namespace(context.db, args.value('distinct'));
  const key = args.requiredText('key');
  const query = args.optionalDoc('query') ?? new Map();
  const hint = args.value('hint');
  checkCollation(args);
  args.finish();
  const found: Value[] = [];
  const filter = parseFilter(query);
  for (const { doc } of readRows(work, ns, { filter, hint, deadline: context.deadline })) {
    visitPath(doc, pathOf(key), true, (value) => {
      if (value !== undefined && !Array.isArray(value)) found.push(value);
      else if (Array.isArray(value) && nestedArray(doc, key, value)) found.push(value);
      return false;
    });
  }
  found.sort(compareValues);
  return { values: found.filter((value, i) => i === 0 || !equalValues(value, found[i - 1]!)) };
};

/** An array is itself a value only where it is an element of another array. */
const nestedArray = (doc: Doc, key: string, value: Value): boolean => {
  let nested = false;
  visitPath(doc, pathOf(key), false, (whole) => {
    nested = Array.isArray(whole) && whole !== value && whole.includes(value);
    return nested;
  });
  return nested;
};

/** Commands that only read. */
export const readCommands: readonly Command[] = [
  { names: ['find'], run: find, inTransaction: true, readsSnapshots: true },
  { names: ['getMore'], run: getMore, inTransaction: true },
  { names: ['killCursors'], run: killCursors, inTransaction: true },
  { names: ['count'], run: count },
  { names: ['distinct'], run: distinct, inTransaction: true, readsSnapshots: true },
];
