import { MongoError } from '../errors.ts';
import { compareValues } from '../bson/compare.ts';
import { wholeNumber } from '../bson/number.ts';
import { docOf, int, isDoc, isNumber, typeName } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { matches } from '../query/filter.ts';
import { parseFilter } from '../query/parse.ts';
import { parseSort, sortBy } from '../query/sort.ts';
import { standardVariables } from './expression.ts';
import type { Scope } from './scope.ts';
import { groupStage } from './group.ts';
import { addFields, project, replaceRoot, unset } from './reshape.ts';
import type { Reshape } from './reshape.ts';
import { unwind } from './unwind.ts';

/** A stage: documents in, documents out. */
type Stage = (docs: Iterable<Doc>, scopeOf: (root: Doc) => Scope) => Iterable<Doc>;

const each = (reshape: Reshape): Stage =>
  function* (docs, scopeOf) {
    for (const doc of docs) yield reshape(doc, scopeOf(doc));
  };

const match = (spec: Value): Stage => {
  if (!isDoc(spec)) throw new MongoError(15959, 'the match filter must be an expression in an object');
  const filter = parseFilter(spec);
  return function* (docs) {
    for (const doc of docs) if (matches(filter, doc)) yield doc;
  };
};

const sort = (spec: Value): Stage => {
  if (!isDoc(spec)) throw new MongoError(15973, 'the $sort key specification must be an object');
  if (spec.size === 0) throw new MongoError(15976, '$sort stage must have at least one sort key');
  const fields = parseSort(spec);
  return function* (docs) {
    yield* sortBy(docs, (doc) => doc, fields);
  };
};

const whole = (code: number, name: string, spec: Value): number => {
  const number = isNumber(spec) ? wholeNumber(spec) : undefined;
  if (number !== undefined && number >= 0) return number;
  throw new MongoError(
    code,
    `invalid argument to ${name} stage: Expected a non-negative number in: ${name}: ${typeName(spec)}`,
  );
};

const skip = (spec: Value): Stage => {
  const count = whole(5107200, '$skip', spec);
  return function* (docs) {
    let i = 0;
    for (const doc of docs) if (i++ >= count) yield doc;
  };
};

const limit = (spec: Value): Stage => {
  const count = whole(5107201, '$limit', spec);
  if (count === 0) throw new MongoError(15958, 'the limit must be positive');
  return function* (docs) {
    let i = 0;
    for (const doc of docs) {
      yield doc;
      if (++i === count) return;
    }
  };
};

const count = (spec: Value): Stage => {
  if (typeof spec !== 'string' || spec === '')
    throw new MongoError(40156, 'the count field must be a non-empty string');
  if (spec.startsWith('$')) throw new MongoError(40158, 'the count field cannot be a $-prefixed path');
  if (spec.includes('.')) throw new MongoError(40160, "the count field cannot contain '.'");
  return function* (docs) {
    let n = 0;
    for (const _doc of docs) n++;
    if (n > 0) yield docOf([spec, int(n)]);
  };
};

const sortByCount = (spec: Value): Stage => {
  const group = groupStage(docOf(['_id', spec], ['count', docOf(['$sum', int(1)])]));
  return function* (docs, scopeOf) {
    const groups = [...group(docs, scopeOf)];
    yield* groups.sort((a, b) => compareValues(b.get('count')!, a.get('count')!));
  };
};

const STAGES: ReadonlyMap<string, (spec: Value) => Stage> = new Map([
  ['$match', match],
  ['$sort', sort],
  ['$skip', skip],
  ['$limit', limit],
  ['$count', count],
  ['$group', groupStage],
  ['$unwind', unwind],
  ['$sortByCount', sortByCount],
  ['$project', (spec: Value) => each(project(spec))],
  ['$addFields', (spec: Value) => each(addFields('$addFields', spec))],
  ['$set', (spec: Value) => each(addFields('$set', spec))],
  ['$unset', (spec: Value) => each(unset(spec))],
  ['$replaceRoot', (spec: Value) => each(replaceRoot('$replaceRoot', spec))],
  ['$replaceWith', (spec: Value) => each(replaceRoot('$replaceWith', spec))],
]);

/** One stage of a pipeline as it was written: its name and its operand. */
export const stageOf = (value: Value): readonly [string, Value] => {
  if (!isDoc(value)) throw new MongoError(14, "Each element of the 'pipeline' array must be an object");
  if (value.size !== 1) {
    throw new MongoError(40323, 'A pipeline stage specification object must contain exactly one field.');
  }
  return [...value][0]!;
};

/**
 * Compiles a pipeline.
 * @throws MongoError 40324 for a stage that is not known here, `$lookup` and `$out` among them
 */
export const compilePipeline = (stages: readonly Value[]): ((docs: Iterable<Doc>) => Iterable<Doc>) => {
  const compiled = stages.map((value) => {
    const [name, spec] = stageOf(value);
    const make = STAGES.get(name);
    if (!make) throw new MongoError(40324, `Unrecognized pipeline stage name: '${name}'`);
    return make(spec);
  });
  return (docs) => {
    const variables = standardVariables();
    const scopeOf = (root: Doc): Scope => ({ root, variables });
    return compiled.reduce<Iterable<Doc>>((input, stage) => stage(input, scopeOf), docs);
  };
};
