import type { PartyRef, PartyRule, PartyRuleView, PartyTreatment } from '@decroche/protocol';
import { replaced } from '../core/definition-check.ts';
import type { Callers } from './callers.ts';
import type { Definitions, EditResult } from './definitions.ts';
import type { NumberPlan, Page, PartyBook, Slice } from './ports.ts';

/** What becomes of a change of the rules. */
export type PartyRuleResult = EditResult | { readonly result: 'notANumber' | 'alreadyRuled' | 'unknownRule' };

/** Callers who are treated apart. A number goes to the party store; the definition has its reference only. */
export interface PartyRules {
  list(slice: Slice): Promise<Page<PartyRuleView>>;
  view(partyRef: PartyRef): Promise<PartyRuleView | undefined>;
  /** @returns the reference with what became of it. */
  add(actor: string, number: string, treatment: PartyTreatment): Promise<PartyRuleResult & { partyRef?: PartyRef }>;
  change(actor: string, partyRef: PartyRef, treatment: PartyTreatment): Promise<PartyRuleResult>;
  remove(actor: string, partyRef: PartyRef): Promise<PartyRuleResult>;
}

/** Opens the rules over the definition and the party store. */
export function createPartyRules(options: {
  readonly definitions: Definitions;
  readonly parties: PartyBook;
  readonly numbers: NumberPlan;
  readonly callers: Pick<Callers, 'find'>;
}): PartyRules {
  const { definitions, parties, numbers, callers } = options;
  const rules = (): readonly PartyRule[] => definitions.written().partyRules;
  const ruleOf = (partyRef: PartyRef): PartyRule | undefined => rules().find((rule) => rule.partyRef === partyRef);

  const viewOf = async ({ partyRef, ...treatment }: PartyRule): Promise<PartyRuleView> => {
    const { number, candidates } = await callers.find(partyRef);
    const name = candidates.find(({ because }) => because === 'number')?.contact.name;
    return {
      partyRef,
      ...(number === undefined ? {} : { number }),
      ...(name === undefined ? {} : { name }),
      treatment: treatment as PartyTreatment,
    };
  };
  const put = (actor: string, rule: PartyRule): Promise<EditResult> =>
    definitions.edit(actor, (body) => ({
      ...body,
      partyRules: replaced(body.partyRules, rule, (each) => each.partyRef),
    }));

  return {
    async list({ offset, limit }) {
      const items = await Promise.all(
        rules()
          .slice(offset, offset + limit)
          .map(viewOf),
      );
      return { total: rules().length, items };
    },
    async view(partyRef) {
      const rule = ruleOf(partyRef);
      return rule && viewOf(rule);
    },
    async add(actor, typed, treatment) {
      const number = numbers.normalise(typed);
      if (number === undefined) return { result: 'notANumber' };
      const partyRef = parties.refer(number);
      if (ruleOf(partyRef)) return { result: 'alreadyRuled', partyRef };
      // What a trunk said of this number is kept: only a number nobody knows is new to the store.
      if (!(await parties.lookUp(partyRef))) await parties.remember({ number });
      return { ...(await put(actor, { partyRef, ...treatment })), partyRef };
    },
    async change(actor, partyRef, treatment) {
      return ruleOf(partyRef) ? put(actor, { partyRef, ...treatment }) : { result: 'unknownRule' };
    },
    async remove(actor, partyRef) {
      if (!ruleOf(partyRef)) return { result: 'unknownRule' };
      return definitions.edit(actor, (body) => ({
        ...body,
        partyRules: body.partyRules.filter((rule) => rule.partyRef !== partyRef),
      }));
    },
  };
}
