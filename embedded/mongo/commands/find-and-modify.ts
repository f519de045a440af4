import { MongoError } from '../errors.ts';
import { docOf, int, isDoc } from '../bson/value.ts';
import type { Doc, Outgoing, OutgoingDoc, Value } from '../bson/value.ts';
import { bindFilter, bindUpdate } from '../aggregate/variables.ts';
import { parseFilter } from '../query/parse.ts';
import { parseProjection } from '../query/project.ts';
import { readRows } from '../query/read.ts';
import type { Row } from '../store/row.ts';
import { updatedRow, upsertedRow } from '../update/apply.ts';
import { parseUpdate } from '../update/parse.ts';
import { checkWritable, namespace } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import type { Command, Context } from './command.ts';
import { checkCollation, letVariables } from './read.ts';
import { hitOf } from './write.ts';
import { docList } from './write-result.ts';

const only = (rows: Iterable<Row>): Row | undefined => {
  for (const row of rows) return row;
  return undefined;
};

const options = (args: Arguments) => {
  const remove = args.flag('remove');
  const returnNew = args.flag('new');
  const upsert = args.flag('upsert');
  const update = args.value('update');
  if (remove && update !== undefined) throw new MongoError(9, 'Cannot specify both an update and remove=true');
  if (remove && upsert) throw new MongoError(9, 'Cannot specify both upsert=true and remove=true');
  if (remove && returnNew) {
    throw new MongoError(
      9,
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
  }
  if (!remove && update === undefined) throw new MongoError(9, 'Either an update or remove=true must be specified');
  return { remove, returnNew, upsert, update };
};

const answer = (lastErrorObject: Doc, value: Doc | undefined): Doc =>
  docOf(['lastErrorObject', lastErrorObject], ['value', value ?? null]);

const modify = (context: Context): Doc => {
  const { args, work } = context;
  const ns = namespace(context.db, args.value(args.doc.has('findAndModify') ? 'findAndModify' : 'findandmodify'));
  checkWritable(ns);
  const variables = letVariables(args);
  const filter = parseFilter(bindFilter(args.optionalDoc('query') ?? new Map(), variables));
  const { remove, returnNew, upsert, update } = options(args);
  const arrayFilters = docList(args.optionalList('arrayFilters'), 'findAndModify.arrayFilters');
  const sort = args.optionalDoc('sort');
  const project = parseProjection(args.optionalDoc('fields'), filter) ?? ((doc: Doc) => doc);
  const hint = args.value('hint');
  checkCollation(args);
  args.ignore('bypassDocumentValidation', 'stmtId', 'maxTimeMS');
  args.finish();
  const parsed = remove ? undefined : parseUpdate(bindUpdate(update, variables), arrayFilters);
  const row = only(readRows(work, ns, { filter, sort, hint, wanted: 1, deadline: context.deadline }));
  if (!parsed) {
    if (row) work.remove(ns, row);
    return answer(docOf(['n', int(row ? 1 : 0)]), row && project(row.doc));
  }
  if (row) {
    const after = updatedRow(row, parsed, hitOf(filter, row));
    if (after) work.replace(ns, row, after);
    return answer(docOf(['n', int(1)], ['updatedExisting', true]), project((returnNew ? (after ?? row) : row).doc));
  }
  if (!upsert) return answer(docOf(['n', int(0)], ['updatedExisting', false]), undefined);
  const added = upsertedRow(filter, parsed);
  work.insert(ns, added);
  const outcome = docOf(['n', int(1)], ['updatedExisting', false], ['upserted', added.doc.get('_id')!]);
  return answer(outcome, returnNew ? project(added.doc) : undefined);
};

const asAnswer = (doc: Doc): OutgoingDoc => Object.fromEntries(doc) as Record<string, Outgoing>;

/** Finds one document, changes or removes it, and answers with it; the whole answer is remembered for retries. */
const findAndModify = (context: Context): OutgoingDoc => {
  const { session, retryable, engine } = context;
  const known: Value | undefined = retryable ? session!.results.get('0') : undefined;
  if (isDoc(known)) return { ...asAnswer(known), retriedStmtId: int(0) };
  const result = modify(context);
  if (retryable) engine.sessions.record(session!, 0, result);
  return asAnswer(result);
};

/** The command behind `findOneAndUpdate`, `findOneAndReplace` and `findOneAndDelete`. */
export const findAndModifyCommand: Command = {
  names: ['findAndModify', 'findandmodify'],
  run: findAndModify,
  writes: true,
  retryable: true,
  inTransaction: true,
};
