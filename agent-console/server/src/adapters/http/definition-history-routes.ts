import { route, type Route } from '@decroche/platform/http';
import { Definition, DefinitionPublished, DefinitionVersionPage } from '@decroche/protocol';
import { z } from 'zod';
import { actorOf } from '../../app/audit.ts';
import { published, refused } from './definition-edit.ts';
import { missing, type ConsoleParts } from './parts.ts';

const admin = { tag: 'definitions', access: 'admin' } as const;
const ofVersion = z.object({ version: z.coerce.number().int().min(1) });
/** Whole definitions are read and compared: a page of them is short. */
const ShortPaging = z.object({
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});

/** Past versions of the definition: who changed what, and back to any of them. */
export function definitionHistoryRoutes({ definitionHistory, audit }: ConsoleParts): Route[] {
  return [
    route({
      ...admin,
      method: 'get',
      path: '/api/definition/versions',
      summary: 'Versions of the definition, newest first, with what each changed',
      query: ShortPaging,
      result: DefinitionVersionPage,
      handle: ({ query }) => definitionHistory.list(query),
    }),
    route({
      ...admin,
      method: 'get',
      path: '/api/definition/versions/:version',
      summary: 'A past version, whole',
      params: ofVersion,
      result: Definition,
      refusals: { 404: 'no such version' },
      async handle({ params: { version } }) {
        const past = await definitionHistory.find(version);
        if (past) return past;
        throw missing('version');
      },
    }),
    route({
      ...admin,
      method: 'post',
      path: '/api/definition/versions/:version/restore',
      summary: 'Publish a past version again: the undo of any change',
      params: ofVersion,
      result: DefinitionPublished,
      refusals: { 400: 'does not hold together any more, see `issues`', 404: 'no such version' },
      async handle({ params: { version }, identity, address }) {
        const result = await definitionHistory.restore(actorOf(identity), version);
        if (!result) throw missing('version');
        if (result.result === 'refused') throw refused(result);
        const detail = `version ${version} restored as ${result.definition.version}`;
        await audit.note({ identity, address, action: 'definition.restored', target: 'definition', detail });
        return published(result.definition);
      },
    }),
  ];
}
