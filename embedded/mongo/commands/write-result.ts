import { MongoError } from '../errors.ts';
import { int, isDoc } from '../bson/value.ts';
import type { Outgoing, OutgoingDoc, Value } from '../bson/value.ts';
import { wholeNumber } from '../bson/number.ts';
import { isNumber } from '../bson/value.ts';
import type { Arguments } from './arguments.ts';
import type { Context } from './command.ts';

/** More statements than this in one command are refused, as announced in `hello`. */
const MAX_STATEMENTS = 100_000;

/** One failed statement. */
const writeError = (index: number, error: MongoError): OutgoingDoc => ({
  index: int(index),
  code: int(error.code),
  errmsg: error.message,
  ...(error.info as OutgoingDoc),
});

/** What a batch of statements has come to. */
export interface BatchResult {
  readonly errors: OutgoingDoc[];
  /** Statements that had been applied before; their remembered results were used. */
  readonly retried: number[];
}

/** The statements of a batch with the id under which each one is remembered. */
const statementIds = (args: Arguments, size: number): number[] => {
  const given = args.optionalList('stmtIds');
  const first = args.value('stmtId');
  const base = first !== undefined && isNumber(first) ? (wholeNumber(first) ?? 0) : 0;
  return Array.from({ length: size }, (_none, i) => {
    const id: Value | undefined = given?.[i];
    return id !== undefined && isNumber(id) ? (wholeNumber(id) ?? i) : base + i;
  });
};

const checkSize = (name: string, size: number): void => {
  if (size >= 1 && size <= MAX_STATEMENTS) return;
  throw new MongoError(16, `Write batch sizes must be between 1 and ${MAX_STATEMENTS}. Got ${size} operations.`);
};

/**
 * Runs statements one after the other. A failed one is reported and ends an ordered batch; a conflict inside a transaction
 * fails the whole command. `apply` answers what to remember of a statement; `recall` takes in what was remembered.
 */
export const runBatch = <T>(
  context: Context,
  statements: readonly T[],
  steps: {
    readonly apply: (statement: T, index: number) => Value;
    readonly recall: (result: Value, index: number) => void;
  },
): BatchResult => {
  const { args, session, retryable, engine } = context;
  const ordered = args.value('ordered') === undefined || args.flag('ordered');
  const ids = statementIds(args, statements.length);
  checkSize('batch', statements.length);
  args.finish();
  const result: BatchResult = { errors: [], retried: [] };
  for (const [i, statement] of statements.entries()) {
    const known = retryable ? session!.results.get(String(ids[i])) : undefined;
    if (known !== undefined) {
      steps.recall(known, i);
      result.retried.push(ids[i]!);
      continue;
    }
    try {
      const remembered = steps.apply(statement, i);
      if (retryable) engine.sessions.record(session!, ids[i]!, remembered);
    } catch (error) {
      if (!(error instanceof MongoError) || (error.conflict && context.transaction)) throw error;
      result.errors.push(writeError(i, error));
      if (ordered) break;
    }
  }
  return result;
};

/** The fields every answer to a batch ends with. */
export const batchFields = ({ errors, retried }: BatchResult): Record<string, Outgoing | undefined> => ({
  writeErrors: errors.length ? errors : undefined,
  retriedStmtIds: retried.length ? retried.map(int) : undefined,
});

/** The documents of an optional array argument such as `arrayFilters`. */
export const docList = (values: readonly Value[] | undefined, name: string) =>
  (values ?? []).map((value) => {
    if (isDoc(value)) return value;
    throw new MongoError(14, `BSON field '${name}' holds an element that is not an object`);
  });
