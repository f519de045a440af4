import { MongoError, notImplemented } from '../errors.ts';
import { wholeNumber } from '../bson/number.ts';
import { RawDoc, isDoc, isNumber } from '../bson/value.ts';
import type { Doc, OutgoingDoc, Value } from '../bson/value.ts';
import { bindPipeline } from '../aggregate/variables.ts';
import { compilePipeline, stageOf } from '../aggregate/pipeline.ts';
import { resultsOf, resultsOfList } from '../cursors.ts';
import { parseFilter } from '../query/parse.ts';
import { readRows } from '../query/read.ts';
import type { Row } from '../store/row.ts';
import { outputStage, writeOutput } from './aggregate-output.ts';
import { cursorBatchSize, namespace } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import type { Command, Context } from './command.ts';
import { checkCollation, letVariables, ownership } from './read.ts';

/** The leading `$match` and `$sort`, which the planner can serve from an index, and the stages behind them. */
const leading = (pipeline: readonly Value[]): { filter: Doc; sort: Doc | undefined; rest: readonly Value[] } => {
  let rest = pipeline;
  let filter: Doc = new Map();
  let sort: Doc | undefined;
  const [name, spec] = rest.length ? stageOf(rest[0]!) : [];
  if (name === '$match' && isDoc(spec)) {
    filter = spec;
    rest = rest.slice(1);
  }
  const [next, order] = rest.length ? stageOf(rest[0]!) : [];
  if (next === '$sort' && isDoc(order) && order.size > 0) {
    sort = order;
    rest = rest.slice(1);
  }
  return { filter, sort, rest };
};

/** With a `$limit` next, a sort need keep no more. */
const wantedOf = (rest: readonly Value[]): number => {
  const [name, spec] = rest.length ? stageOf(rest[0]!) : [];
  return name === '$limit' && isNumber(spec!) ? (wholeNumber(spec) ?? 0) : 0;
};

function* docsOf(rows: Iterable<Row>): Generator<Doc> {
  for (const row of rows) yield row.doc;
}

function* rawOf(rows: Iterable<Row>): Generator<RawDoc> {
  for (const row of rows) yield new RawDoc(row.raw);
}

const batchSizeOf = (args: Arguments): number | undefined => {
  if (!args.optionalDoc('cursor')) {
    throw new MongoError(9, "The 'cursor' option is required, except for aggregate with the explain argument");
  }
  return cursorBatchSize(args);
};

const aggregate = (context: Context): OutgoingDoc => {
  const { args, work, engine } = context;
  const target = args.value('aggregate');
  if (target !== undefined && isNumber(target)) throw notImplemented('an aggregation on a whole database');
  const ns = namespace(context.db, target);
  const pipeline = bindPipeline(args.requiredList('pipeline'), letVariables(args));
  if (args.flag('explain')) throw notImplemented('explain');
  const batchSize = batchSizeOf(args);
  const hint = args.value('hint');
  checkCollation(args);
  args.ignore('allowDiskUse', 'bypassDocumentValidation', 'needsMerge', 'fromMongos');
  args.finish();
  const output = outputStage(pipeline);
  const { filter, sort, rest } = leading(output ? pipeline.slice(0, -1) : pipeline);
  const run = compilePipeline(rest);
  const request = { filter: parseFilter(filter), sort, hint, wanted: wantedOf(rest), deadline: context.deadline };
  const rows = readRows(work, ns, request);
  if (output) {
    if (isLinearizable(args.doc)) {
      throw new MongoError(72, `${output[0]} stage is not supported with a 'linearizable' readConcern`);
    }
    if (context.transaction) throw new MongoError(263, `${output[0]} cannot be used in a transaction`);
    writeOutput(work, context.db, output, [...run(docsOf(rows))]);
    return engine.cursors.start(resultsOfList([]), ownership(context, ns));
  }
  const results = resultsOf(rest.length ? run(docsOf(rows)) : rawOf(rows));
  return engine.cursors.start(results, ownership(context, ns), batchSize);
};

const isLinearizable = (body: Doc): boolean => {
  const concern = body.get('readConcern');
  return isDoc(concern) && concern.get('level') === 'linearizable';
};

const hasOutput = (body: Doc): boolean => {
  const pipeline = body.get('pipeline');
  return Array.isArray(pipeline) && outputStage(pipeline) !== undefined;
};

/** Aggregation by the stages of `aggregate/pipeline.ts`. */
export const aggregateCommand: Command = {
  names: ['aggregate'],
  run: aggregate,
  writes: hasOutput,
  inTransaction: true,
  readsSnapshots: true,
};
