import { answers, Problem, route, type Route } from '@decroche/platform/http';
import {
  PartyRef,
  PartyRuleChange,
  PartyRuleInput,
  PartyRulePage,
  PartyRuleView,
  type Definition,
  type Identity,
} from '@decroche/protocol';
import { z } from 'zod';
import { actorOf } from '../../app/audit.ts';
import type { PartyRuleResult } from '../../app/party-rules.ts';
import { refused } from './definition-edit.ts';
import { missing, Paging, type ConsoleParts } from './parts.ts';

const admin = { tag: 'definitions', access: 'admin' } as const;
const ofRule = z.object({ partyRef: PartyRef });

/** VIP, blocked and preferred-agent callers. The audit and the definition name their reference, never their number. */
export function partyRuleRoutes({ partyRules, audit }: ConsoleParts): Route[] {
  const viewOf = async (partyRef: PartyRef): Promise<PartyRuleView> => {
    const view = await partyRules.view(partyRef);
    if (view) return view;
    throw missing('rule');
  };
  const noted = async (by: { identity: Identity; address: string }, result: PartyRuleResult, target: string) => {
    const { version } = acceptedRule(result);
    await audit.note({ ...by, action: 'definition.published', target, detail: `party rule, version ${version}` });
  };
  return [
    route({
      ...admin,
      method: 'get',
      path: '/api/party-rules',
      summary: 'Callers who are treated apart, with their numbers',
      query: Paging,
      result: PartyRulePage,
      async handle({ query, identity, address }) {
        const page = await partyRules.list(query);
        if (page.total > 0) await audit.note({ identity, address, action: 'partyRules.read', target: 'party-rules' });
        return page;
      },
    }),
    route({
      ...admin,
      method: 'post',
      path: '/api/party-rules',
      summary: 'Treat a number apart: before others, not at all, or by one agent first',
      body: PartyRuleInput,
      result: PartyRuleView,
      refusals: { 400: 'not a telephone number, or no such agent', 409: 'the number has a rule' },
      async handle({ body, identity, address }) {
        const result = await partyRules.add(actorOf(identity), body.number, body.treatment);
        await noted({ identity, address }, result, result.partyRef ?? '-');
        return viewOf(result.partyRef as PartyRef);
      },
    }),
    route({
      ...admin,
      method: 'put',
      path: '/api/party-rules/:partyRef',
      summary: 'Treat the same number otherwise',
      params: ofRule,
      body: PartyRuleChange,
      result: PartyRuleView,
      refusals: { 404: 'no such rule' },
      async handle({ params: { partyRef }, body, identity, address }) {
        const result = await partyRules.change(actorOf(identity), partyRef, body.treatment);
        await noted({ identity, address }, result, partyRef);
        return viewOf(partyRef);
      },
    }),
    route({
      ...admin,
      method: 'delete',
      path: '/api/party-rules/:partyRef',
      summary: 'Treat this caller like the others again',
      params: ofRule,
      refusals: { 404: 'no such rule' },
      async handle({ params: { partyRef }, identity, address }) {
        const result = await partyRules.remove(actorOf(identity), partyRef);
        await noted({ identity, address }, result, partyRef);
        return answers.empty();
      },
    }),
  ];
}

function acceptedRule(result: PartyRuleResult): Definition {
  switch (result.result) {
    case 'published':
      return result.definition;
    case 'refused':
      throw refused(result);
    case 'notANumber': {
      const message = 'not a telephone number';
      throw new Problem(400, 'not valid', {
        ...{ reason: 'invalid', detail: message },
        more: { issues: [{ path: 'body.number', message }] },
      });
    }
    case 'alreadyRuled':
      throw new Problem(409, 'exists', { reason: 'alreadyRuled', detail: 'this number is treated apart already' });
    case 'unknownRule':
      throw missing('rule');
  }
}
