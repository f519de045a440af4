import { MongoError, badValue } from '../errors.ts';
import { Int32, docOf, int, isDoc } from '../bson/value.ts';
import type { Doc, OutgoingDoc, Value } from '../bson/value.ts';
import { wholeNumber } from '../bson/number.ts';
import type { Filter, Hit } from '../query/filter.ts';
import { matches } from '../query/filter.ts';
import { bindFilter, bindUpdate } from '../aggregate/variables.ts';
import type { Variables } from '../aggregate/variables.ts';
import { parseFilter } from '../query/parse.ts';
import { readRows } from '../query/read.ts';
import type { Namespace } from '../store/catalog.ts';
import type { Row } from '../store/row.ts';
import { storable, updatedRow, upsertedRow } from '../update/apply.ts';
import { parseUpdate } from '../update/parse.ts';
import type { Update } from '../update/parse.ts';
import { Arguments, checkWritable, namespace } from './arguments.ts';
import type { Command, Context } from './command.ts';
import { checkCollation, letVariables } from './read.ts';
import { batchFields, docList, runBatch } from './write-result.ts';

const target = (context: Context, command: string): Namespace => {
  const ns = namespace(context.db, context.args.value(command));
  checkWritable(ns);
  context.args.ignore('bypassDocumentValidation', 'ordered', 'stmtIds', 'isTimeseriesNamespace', 'maxTimeMS');
  return ns;
};

/** A document too large is refused by `insert` under another code than by updates. */
const insertable = (doc: Doc): Row => {
  try {
    return storable(doc);
  } catch (error) {
    if (!(error instanceof MongoError) || error.code !== 10334) throw error;
    throw badValue(`object to insert too large. ${error.message}`);
  }
};

const insert = (context: Context): OutgoingDoc => {
  const ns = target(context, 'insert');
  let n = 0;
  const apply = (doc: Doc): Value => {
    context.work.insert(ns, insertable(doc));
    n++;
    return int(1);
  };
  const result = runBatch(context, context.args.docs('documents'), { apply, recall: () => n++ });
  return { n: int(n), ...batchFields(result) };
};

/** Where `$` points in the row that a filter has found. */
export const hitOf = (filter: Filter, row: Row): number => {
  const hit: Hit = { position: -1 };
  matches(filter, row.doc, hit);
  return hit.position;
};

interface UpdateOutcome {
  readonly matched: number;
  readonly modified: number;
  readonly upserted?: Value;
}

const updateRows = (
  context: Context,
  ns: Namespace,
  rows: readonly Row[],
  plan: { filter: Filter; update: Update },
) => {
  let modified = 0;
  for (const row of rows) {
    const after = updatedRow(row, plan.update, hitOf(plan.filter, row));
    if (!after) continue;
    context.work.replace(ns, row, after);
    modified++;
  }
  return modified;
};

const first = <T>(items: Iterable<T>): T[] => {
  for (const item of items) return [item];
  return [];
};

interface UpdateStatement {
  readonly q: Doc;
  readonly u: Value | undefined;
  readonly arrayFilters: readonly Doc[];
  readonly multi: boolean;
  readonly upsert: boolean;
  readonly hint: Value | undefined;
}

/** Reads the form of a statement; a wrong one fails the whole command before anything is done. */
const readUpdate = (doc: Doc): UpdateStatement => {
  const args = new Arguments(doc, 'update.updates');
  const statement = {
    q: args.requiredDoc('q'),
    u: args.value('u'),
    arrayFilters: docList(args.optionalList('arrayFilters'), 'update.updates.arrayFilters'),
    multi: args.flag('multi'),
    upsert: args.flag('upsert'),
    hint: args.value('hint'),
  };
  checkCollation(args);
  args.ignore('upsertSupplied', 'sampleId', 'c');
  args.finish();
  return statement;
};

/** Where a statement applies, and the variables of its command. */
interface Setting {
  readonly context: Context;
  readonly ns: Namespace;
  readonly variables: Variables;
}

const updateStatement = ({ context, ns, variables }: Setting, statement: UpdateStatement): UpdateOutcome => {
  const { multi, upsert, hint } = statement;
  const filter = parseFilter(bindFilter(statement.q, variables));
  const update = parseUpdate(bindUpdate(statement.u, variables), statement.arrayFilters);
  if (multi && update.kind === 'replacement') {
    throw new MongoError(9, 'multi update is not supported for replacement-style update');
  }
  const found = readRows(context.work, ns, { filter, hint, deadline: context.deadline });
  const rows = multi ? [...found] : first(found);
  if (rows.length > 0) {
    return { matched: rows.length, modified: updateRows(context, ns, rows, { filter, update }) };
  }
  if (!upsert) return { matched: 0, modified: 0 };
  const row = upsertedRow(filter, update);
  context.work.insert(ns, row);
  return { matched: 0, modified: 0, upserted: row.doc.get('_id')! };
};

/** Retries of statements that may touch many documents cannot be told from new ones. */
const refuseMulti = (context: Context, multi: boolean): void => {
  if (context.retryable && multi) throw new MongoError(72, 'Cannot use retryable writes with multi=true');
};

const number = (doc: Value, name: string): number => {
  const value = isDoc(doc) ? doc.get(name) : undefined;
  return value instanceof Int32 ? value.value : 0;
};

const update = (context: Context): OutgoingDoc => {
  const ns = target(context, 'update');
  const setting = { context, ns, variables: letVariables(context.args) };
  let n = 0;
  let nModified = 0;
  const upserted: OutgoingDoc[] = [];
  const add = (matched: number, modified: number, index: number, id: Value | undefined): void => {
    n += matched + (id === undefined ? 0 : 1);
    nModified += modified;
    if (id !== undefined) upserted.push({ index: int(index), _id: id });
  };
  const apply = (statement: UpdateStatement, index: number): Value => {
    const outcome = updateStatement(setting, statement);
    add(outcome.matched, outcome.modified, index, outcome.upserted);
    const remembered = docOf(['n', int(outcome.matched)], ['nModified', int(outcome.modified)]);
    return outcome.upserted === undefined ? remembered : remembered.set('_id', outcome.upserted);
  };
  const recall = (known: Value, index: number): void =>
    add(number(known, 'n'), number(known, 'nModified'), index, isDoc(known) ? known.get('_id') : undefined);
  const updates = context.args.docs('updates').map(readUpdate);
  refuseMulti(
    context,
    updates.some(({ multi }) => multi),
  );
  const result = runBatch(context, updates, { apply, recall });
  return {
    n: int(n),
    nModified: int(nModified),
    upserted: upserted.length ? upserted : undefined,
    ...batchFields(result),
  };
};

const deleteLimit = (args: Arguments): number => {
  const value = args.value('limit');
  if (value === undefined)
    throw new MongoError(40414, "BSON field 'delete.deletes.limit' is missing but a required field");
  const limit =
    typeof value === 'number' || typeof value === 'bigint' || value instanceof Int32 ? wholeNumber(value) : -1;
  if (limit === 0 || limit === 1) return limit;
  throw new MongoError(9, `The limit field in delete objects must be 0 or 1. Got ${limit}`);
};

interface DeleteStatement {
  readonly q: Doc;
  readonly limit: number;
  readonly hint: Value | undefined;
}

const readDelete = (doc: Doc): DeleteStatement => {
  const args = new Arguments(doc, 'delete.deletes');
  const statement = { q: args.requiredDoc('q'), limit: deleteLimit(args), hint: args.value('hint') };
  checkCollation(args);
  args.ignore('sampleId');
  args.finish();
  return statement;
};

const deleteStatement = ({ context, ns, variables }: Setting, { q, limit, hint }: DeleteStatement): number => {
  const filter = parseFilter(bindFilter(q, variables));
  const found = readRows(context.work, ns, { filter, hint, deadline: context.deadline });
  const rows = limit === 1 ? first(found) : [...found];
  for (const row of rows) context.work.remove(ns, row);
  return rows.length;
};

const remove = (context: Context): OutgoingDoc => {
  const ns = target(context, 'delete');
  const setting = { context, ns, variables: letVariables(context.args) };
  let n = 0;
  const apply = (statement: DeleteStatement): Value => {
    const removed = deleteStatement(setting, statement);
    n += removed;
    return docOf(['n', int(removed)]);
  };
  const recall = (known: Value): void => {
    n += number(known, 'n');
  };
  const deletes = context.args.docs('deletes').map(readDelete);
  refuseMulti(
    context,
    deletes.some(({ limit }) => limit === 0),
  );
  const result = runBatch(context, deletes, { apply, recall });
  return { n: int(n), ...batchFields(result) };
};

/** Commands that change documents, statement by statement. */
export const writeCommands: readonly Command[] = [
  { names: ['insert'], run: insert, writes: true, retryable: true, inTransaction: true },
  { names: ['update'], run: update, writes: true, retryable: true, inTransaction: true },
  { names: ['delete'], run: remove, writes: true, retryable: true, inTransaction: true },
];
