import mongoose from 'mongoose';
import type { Loose } from './ground.ts';

const { BSON } = mongoose.mongo;

const isPlain = (value: unknown): value is Loose =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !('_bsontype' in value) &&
  !(value instanceof Date);

const special = (expected: Loose, actual: unknown, root: boolean): boolean | undefined => {
  if ('$$exists' in expected) return expected['$$exists'] === (actual !== undefined);
  if ('$$unsetOrMatches' in expected)
    return actual === undefined || matchesSpec(expected['$$unsetOrMatches'], actual, root);
  if ('$$type' in expected || '$$sessionLsid' in expected || '$$matchesHexBytes' in expected)
    return actual !== undefined;
  return undefined;
};

const text = (value: unknown): string => BSON.EJSON.stringify({ value }, { relaxed: true });

/** The matching rules of the drivers' unified test format: extra fields are allowed in the outermost document only. */
export const matchesSpec = (expected: unknown, actual: unknown, root = false): boolean => {
  if (isPlain(expected)) {
    const decided = special(expected, actual, root);
    if (decided !== undefined) return decided;
    if (!isPlain(actual)) return false;
    const known = Object.keys(expected);
    if (!root && Object.keys(actual).some((key) => !known.includes(key))) return false;
    return known.every((key) => matchesSpec(expected[key], actual[key]));
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return false;
    return expected.every((item, i) => matchesSpec(item, actual[i], root));
  }
  return text(expected) === text(actual);
};
