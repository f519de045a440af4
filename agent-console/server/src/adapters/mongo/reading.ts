import { mongoFault } from '@decroche/platform/mongo';
import type { z } from 'zod';

/** A document as the schema wants it: its `_id` under the name the product gives it, absent fields left out. */
export function parseDocument<S extends z.ZodType>(schema: S, idName: string, document: unknown): z.infer<S> {
  const { _id, ...rest } = document as { readonly _id: unknown };
  const present = Object.entries(rest).filter(([, value]) => value !== null && value !== undefined);
  return schema.parse({ ...Object.fromEntries(present), [idName]: _id });
}

/** Runs a store operation; what the driver throws becomes a Fault. */
export async function stored<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw mongoFault(error);
  }
}

/** `{ a: 1, b: null }` as the update that sets one and removes the other. */
export function updateOf(patch: Readonly<Record<string, unknown>>): Record<string, Record<string, unknown>> {
  const entries = Object.entries(patch).filter(([, value]) => value !== undefined);
  const set = Object.fromEntries(entries.filter(([, value]) => value !== null));
  const unset = Object.fromEntries(entries.filter(([, value]) => value === null).map(([key]) => [key, 1]));
  return {
    ...(Object.keys(set).length > 0 ? { $set: set } : {}),
    ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}),
  };
}
