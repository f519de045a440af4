import { Problem } from '@decroche/platform/http';
import type { Definition, DefinitionPublished, Identity } from '@decroche/protocol';
import { actorOf } from '../../app/audit.ts';
import type { EditResult } from '../../app/definitions.ts';
import type { DefinitionBody } from '../../core/definition-check.ts';
import type { ConsoleParts } from './parts.ts';

/** See {@link editor}. */
export type Edit = ReturnType<typeof editor>;

/** Edits the definition and notes it; what does not hold together is a 400 with its issues. */
export function editor({ definitions, audit }: ConsoleParts) {
  return async (
    by: { readonly identity: Identity; readonly address: string },
    target: string,
    change: (body: DefinitionBody) => DefinitionBody | Promise<DefinitionBody>,
  ): Promise<Definition> => {
    const result = await definitions.edit(actorOf(by.identity), change);
    if (result.result === 'refused') throw refused(result);
    const { version } = result.definition;
    await audit.note({ ...by, action: 'definition.published', target, detail: `version ${version}` });
    return result.definition;
  };
}

/** What the administrator is told of a definition that would not hold together. */
export function refused({ issues }: Extract<EditResult, { result: 'refused' }>): Problem {
  return new Problem(400, 'the definition would not hold together', {
    reason: 'inconsistent',
    detail: issues.map(({ path, message }) => `${path}: ${message}`).join('; '),
    more: { issues },
  });
}

/** @throws Problem 400 when the path and the body speak of two things. */
export function sameId(given: string, inPath: string): void {
  if (given === inPath) return;
  throw new Problem(400, 'not valid', { reason: 'invalid', detail: `the path says ${inPath}, the body ${given}` });
}

/** The answer to a change. */
export const published = ({ version }: Definition): DefinitionPublished => ({ version });
