import { z } from 'zod';
import { Fault } from './fault.ts';

/** Environment variables as the operating system gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a program's settings from environment variables; an empty variable counts as absent.
 *
 * @throws Fault `configuration`, one line for each variable that is missing or wrong, values not repeated.
 */
export function parseConfig<S extends z.ZodType>(schema: S, environment: Environment): z.infer<S> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || '(all)'}: ${issue.message}`);
  throw new Fault('configuration', `the environment is not usable:\n${lines.join('\n')}`, { retryable: false });
}

/** A TCP or UDP port; 0 lets the system choose. */
export const Port = z.coerce.number().int().min(0).max(65_535);

/** `true`, `1`, `yes`, `on` and their opposites. */
export const Flag = z.stringbool();
