import { compilePipeline, stageOf } from '../aggregate/pipeline.ts';
import { MongoError, badValue } from '../errors.ts';
import { valueText } from '../bson/text.ts';
import { isDoc, typeName } from '../bson/value.ts';
import type { Doc, Value } from '../bson/value.ts';
import { isPosition } from '../query/path.ts';
import { checkAllUsed, parseArrayFilters } from './array-filters.ts';
import type { ArrayFilters } from './array-filters.ts';
import { UPDATE_OPERATORS } from './operators.ts';
import type { Change } from './operator.ts';

/** One change of one path. */
export interface Step {
  readonly operator: string;
  readonly path: string[];
  readonly change: Change;
  readonly creates: boolean;
  /** `$rename`: where the value goes. */
  readonly target?: string[];
}

/** An update, understood. */
export type Update =
  | { readonly kind: 'replacement'; readonly doc: Doc }
  | { readonly kind: 'pipeline'; readonly run: (doc: Doc) => Doc }
  | { readonly kind: 'steps'; readonly steps: readonly Step[]; readonly filters: ArrayFilters };

const checkPath = (dotted: string): string[] => {
  const path = dotted.split('.');
  if (dotted === '') throw new MongoError(56, 'An empty update path is not valid.');
  if (path.includes('')) {
    throw new MongoError(56, `The update path '${dotted}' contains an empty field name, which is not allowed.`);
  }
  for (const [i, part] of path.entries()) {
    if (!part.startsWith('$')) continue;
    const positional = part === '$' || /^\$\[.*\]$/.test(part);
    if (positional && i === 0) {
      throw badValue(`Cannot have positional (i.e. '$') element in the first position in path '${dotted}'`);
    }
    if (!positional && !['$ref', '$id', '$db'].includes(part)) {
      throw new MongoError(
        52,
        `The dollar ($) prefixed field '${part}' in '${dotted}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      );
    }
  }
  if (path.filter((part) => part === '$').length > 1) {
    throw badValue(`Too many positional (i.e. '$') elements found in path '${dotted}'`);
  }
  return path;
};

const renameStep = (dotted: string, operand: Value): Step => {
  if (typeof operand !== 'string') {
    throw badValue(`The 'to' field for $rename must be a string: ${dotted}: ${valueText(operand)}`);
  }
  const path = checkPath(dotted);
  const target = checkPath(operand);
  if ([...path, ...target].some((part) => part.startsWith('$'))) {
    const dynamic = path.some((part) => part.startsWith('$'));
    throw badValue(
      `The ${dynamic ? 'source' : 'destination'} field for $rename may not be dynamic: ${dynamic ? dotted : operand}`,
    );
  }
  if (dotted === operand) {
    throw badValue(`The source and target field for $rename must differ: ${dotted}: "${operand}"`);
  }
  return { operator: '$rename', path, target, change: (current) => current, creates: false };
};

const parseOperator = (name: string, operand: Value): Step[] => {
  const operator = UPDATE_OPERATORS.get(name);
  if (!operator && name !== '$rename') {
    throw new MongoError(
      9,
      `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  if (!isDoc(operand)) {
    throw new MongoError(
      9,
      `Modifiers operate on fields but we found type ${typeName(operand)} instead. For example: {$mod: {<field>: ...}} not {${name}: ${valueText(operand)}}`,
    );
  }
  return [...operand].map(([dotted, value]) => {
    if (!operator) return renameStep(dotted, value);
    const path = checkPath(dotted);
    return { operator: name, path, change: operator.compile(value, dotted), creates: operator.creates };
  });
};

/** Field names compare as text, positions in arrays as numbers: the order in which MongoDB applies changes. */
const byPath = (a: Step, b: Step): number => {
  const left = a.target ?? a.path;
  const right = b.target ?? b.path;
  for (let i = 0; i < left.length && i < right.length; i++) {
    const x = left[i]!;
    const y = right[i]!;
    if (x === y) continue;
    if (isPosition(x) && isPosition(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
};

/** @throws MongoError 40 when one path is another's or lies below it */
const checkConflicts = (steps: readonly Step[]): void => {
  const ends = new Set<string>();
  const inner = new Set<string>();
  for (const path of steps.flatMap((step) => (step.target ? [step.path, step.target] : [step.path]))) {
    const dotted = path.join('.');
    const heads = path.slice(0, -1).map((_part, i) => path.slice(0, i + 1).join('.'));
    const clash = heads.find((head) => ends.has(head)) ?? (ends.has(dotted) || inner.has(dotted) ? dotted : undefined);
    if (clash !== undefined) {
      throw new MongoError(40, `Updating the path '${dotted}' would create a conflict at '${clash}'`);
    }
    ends.add(dotted);
    for (const head of heads) inner.add(head);
  }
};

/**
 * Parses the update of an `update` statement or of `findAndModify`.
 * @throws MongoError 9, 2, 40, 52, 56 in MongoDB's words
 */
export const parseUpdate = (update: Value | undefined, arrayFilters: readonly Doc[]): Update => {
  if (Array.isArray(update)) return pipelineUpdate(update, arrayFilters);
  if (!isDoc(update)) {
    throw new MongoError(9, 'Update argument must be either an object or an array');
  }
  const [first] = update.keys();
  if (!first?.startsWith('$')) return replacement(update, arrayFilters);
  const steps = [...update].flatMap(([name, operand]) => parseOperator(name, operand));
  checkConflicts(steps);
  const filters = parseArrayFilters(arrayFilters);
  checkAllUsed(
    filters,
    steps.map(({ path }) => path),
    update,
  );
  return { kind: 'steps', steps: [...steps].sort(byPath), filters };
};

/** Stages that make of one document one document. */
const UPDATE_STAGES = new Set(['$addFields', '$set', '$project', '$unset', '$replaceRoot', '$replaceWith']);

const pipelineUpdate = (stages: readonly Value[], arrayFilters: readonly Doc[]): Update => {
  if (arrayFilters.length) throw new MongoError(9, 'arrayFilters may not be specified for pipeline-syle updates');
  for (const stage of stages) {
    const [name] = stageOf(stage);
    if (!UPDATE_STAGES.has(name)) throw new MongoError(72, `${name} is not allowed to be used within an update`);
  }
  const run = compilePipeline(stages);
  return { kind: 'pipeline', run: (doc) => [...run([doc])][0]! };
};

const replacement = (doc: Doc, arrayFilters: readonly Doc[]): Update => {
  if (arrayFilters.length) throw new MongoError(9, 'arrayFilters may not be specified for replacement-style updates');
  for (const name of doc.keys()) {
    if (!name.startsWith('$')) continue;
    throw new MongoError(
      52,
      `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  }
  return { kind: 'replacement', doc };
};
