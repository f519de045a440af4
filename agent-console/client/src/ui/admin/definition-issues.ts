import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What a form is told of a definition it may not save. */
export interface Refused {
  /** The inputs to mark, with what is wrong. */
  readonly fields: readonly { readonly field: string; readonly message: string }[];
  /** The first thing wrong, which is always said: its input may be in another tab, or there may be none. */
  readonly first: string;
}

/** An emptied input: no number, where one is wanted. */
const isEmpty = (issue: Issue): boolean => issue.code === 'invalid_type' && issue.expected === 'number';

/**
 * Brings what a schema refuses to the inputs of a form.
 *
 * @param inputs the input of a part that is not called as in the definition: `ringTimeoutMs` → `ringSeconds`.
 * @param needed what an emptied input is told.
 */
export function refused(
  issues: readonly Issue[],
  inputs: Readonly<Record<string, string>>,
  needed: string,
): Refused | undefined {
  const [first] = issues;
  if (!first) return undefined;
  const words = (issue: Issue): string => (isEmpty(issue) ? needed : issue.message);
  const fields = issues.map((issue) => {
    const whole = issue.path.join('.');
    const parts = issue.path.map((part) => inputs[String(part)] ?? String(part));
    return { field: inputs[whole] ?? parts.join('.'), message: words(issue) };
  });
  return { fields, first: `${first.path.join('.')} : ${words(first)}` };
}
