/**
 * The end of a switch over a closed union: the compiler proves that nothing is left, and a value from outside that
 * slipped past its schema is named.
 *
 * @throws Error naming the value.
 */
export function assertNever(value: never): never {
  throw new Error(`not foreseen: ${JSON.stringify(value)}`);
}
