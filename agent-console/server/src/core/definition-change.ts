import type { DefinitionChange, DefinitionPart } from '@decroche/protocol';
import { replaced, type DefinitionBody } from './definition-check.ts';
import { idOf } from './definition-diff.ts';

/** The definition with the items of a change in their places, and without those it removes. */
export function withChange(body: DefinitionBody, { remove = [], ...put }: DefinitionChange): DefinitionBody {
  let next: DefinitionBody = body;
  for (const [part, items] of Object.entries(put) as [DefinitionPart, readonly object[] | undefined][]) {
    for (const item of items ?? []) {
      const present = next[part] as readonly object[];
      next = { ...next, [part]: replaced(present, item, (each) => idOf(part, each)) };
    }
  }
  for (const { part, id } of remove) next = without(next, part, id);
  return next;
}

/** The definition without one item of one list. */
export function without(body: DefinitionBody, part: DefinitionPart, id: string): DefinitionBody {
  return { ...body, [part]: (body[part] as readonly object[]).filter((item) => idOf(part, item) !== id) };
}
