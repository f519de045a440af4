import { Problem, route, type Route } from '@decroche/platform/http';
import { DefinitionChange, DefinitionCheck, DefinitionTried, DefinitionTry } from '@decroche/protocol';
import { actorOf } from '../../app/audit.ts';
import { refused } from './definition-edit.ts';
import type { ConsoleParts } from './parts.ts';

const admin = { tag: 'definitions', access: 'admin', method: 'post' } as const;

/** What a change would do, before it is published. */
export function definitionTryRoutes({ definitionTrial }: ConsoleParts): Route[] {
  return [
    route({
      ...admin,
      path: '/api/definition/check',
      summary: 'What would not hold together; nothing changes',
      body: DefinitionChange,
      result: DefinitionCheck,
      handle: ({ body }) => ({ issues: [...definitionTrial.check(body)] }),
    }),
    route({
      ...admin,
      path: '/api/definition/try',
      summary: 'Who would have got the last calls under this change; nothing changes',
      body: DefinitionTry,
      result: DefinitionTried,
      refusals: { 400: 'does not hold together, see `issues`', 409: 'refused', 504: 'no answer within 2 s' },
      async handle({ body: { change, calls }, identity }) {
        const result = await definitionTrial.run(actorOf(identity), change, calls);
        if (result.result === 'inconsistent') throw refused({ ...result, result: 'refused' });
        if (result.result === 'tried') return result.tried;
        throw new Problem(409, 'refused', {
          reason: result.reason,
          detail: result.detail ?? `the call distribution refused: ${result.reason}`,
        });
      },
    }),
  ];
}
