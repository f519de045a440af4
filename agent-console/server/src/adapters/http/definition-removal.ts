import { Problem } from '@decroche/platform/http';
import type { Definition, DefinitionPart, DefinitionPublished, Identity } from '@decroche/protocol';
import { actorOf } from '../../app/audit.ts';
import { without } from '../../core/definition-change.ts';
import { idOf } from '../../core/definition-diff.ts';
import { published } from './definition-edit.ts';
import { missing, type ConsoleParts } from './parts.ts';

/** Removes an item that nothing refers to and publishes; 404 when there is none, 409 `inUse` with the places that refer to it. */
export function remover({ definitions, audit }: ConsoleParts) {
  return async (
    by: { readonly identity: Identity; readonly address: string },
    part: DefinitionPart,
    id: string,
    what: string,
  ): Promise<DefinitionPublished> => {
    const items = definitions.written()[part] as Definition[DefinitionPart] & readonly object[];
    if (!items.some((item) => idOf(part, item) === id)) throw missing(what);
    const result = await definitions.edit(actorOf(by.identity), (body) => without(body, part, id));
    if (result.result === 'refused') {
      throw new Problem(409, 'in use', {
        reason: 'inUse',
        detail: result.issues.map(({ path, message }) => `${path}: ${message}`).join('; '),
        more: { issues: result.issues },
      });
    }
    const { version } = result.definition;
    await audit.note({
      ...by,
      action: 'definition.published',
      target: id,
      detail: `${what} removed, version ${version}`,
    });
    return published(result.definition);
  };
}
