import type { FamilyEvent, Fact } from './fact.ts';
import { putCall, type OwnedState } from './state-index.ts';
import type { Call } from './call.ts';

/** What changes how a call is treated without moving it. */
type MarkType = 'call.silentDeclared' | 'call.questionAsked' | 'call.tagged';
type Change<T extends MarkType> = Fact<Extract<FamilyEvent<'call'>, { type: T }>> & { readonly call: Call };

/** A call of which nothing in particular is known. */
export const UNMARKED = { silent: false, tags: [] } as const satisfies Pick<Call, 'silent' | 'tags'>;

/** The steps of a call's marks. A question is put and answered in the journal alone: the agent makes sense of the keys. */
export const MARK_STEPS: {
  readonly [T in MarkType]: (state: OwnedState, change: Change<T>) => void;
} = {
  'call.silentDeclared': (state, { call }) => putCall(state, { ...call, silent: true }),
  'call.questionAsked': () => undefined,
  'call.tagged': (state, { call, event }) => {
    const others = call.tags.filter((tag) => tag !== event.tag);
    putCall(state, { ...call, tags: event.on ? [...others, event.tag] : others });
  },
};
