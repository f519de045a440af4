import type { Doc, Value } from '../bson/value.ts';

/** What an operator may need to know besides the value it changes. */
interface Scene {
  readonly path: string;
  /** Names the document in messages: `{_id: 1}`. */
  readonly id: Doc;
  readonly nowMs: number;
}

/** Computes a new value from the present one (`undefined`: missing). The same object back means "unchanged". */
export type Change = (current: Value | undefined, scene: Scene) => Value | undefined;

/** An update operator on one field. */
export interface Operator {
  /** Reads the operand once. */
  readonly compile: (operand: Value, path: string) => Change;
  /** Whether a missing field is created; otherwise it is left alone. */
  readonly creates: boolean;
}
