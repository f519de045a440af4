import type { Doc, Value } from '../bson/value.ts';

/** What an expression is computed from. */
export interface Scope {
  readonly root: Doc;
  /** `$$name` variables. */
  readonly variables: ReadonlyMap<string, Value>;
}

/** A compiled expression; `undefined` means that there is no value, and a field set to it does not appear. */
export type Expression = (scope: Scope) => Value | undefined;
