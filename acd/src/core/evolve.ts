import { evolveDissuasion } from './dissuasion/evolve-dissuasion.ts';
import { evolveAgent } from './evolve-agent.ts';
import { evolveCall } from './evolve-call.ts';
import { evolveDomain } from './evolve-domain.ts';
import { evolveHandling } from './evolve-handling.ts';
import { evolveOffer } from './evolve-offer.ts';
import type { DomainEvent, Fact, FamilyEvent } from './fact.ts';
import { evolveAlert } from './oncall/evolve-alert.ts';
import { evolveShift } from './roster/evolve-shift.ts';
import type { OwnedState } from './state-index.ts';

const isOf = <P extends 'call' | 'offer' | 'agent' | 'shift' | 'dissuasion' | 'alert'>(
  family: P,
  fact: Fact,
): fact is Fact<FamilyEvent<P>> => fact.event.type.startsWith(`${family}.`);

/**
 * The only way a state changes: one fact of the journal is taken in. The state given is updated in place (ADR 0003) and
 * must belong to the caller alone. The same facts in the same order give the same state, byte for byte.
 */
export function evolve(state: OwnedState, fact: Fact): void {
  state.seq = fact.seq;
  state.at = fact.at;
  if (!fact.cause.startsWith('timer:')) state.causes.add(fact.cause);
  evolveHandling(state, fact);
  if (isOf('call', fact)) evolveCall(state, fact);
  else if (isOf('offer', fact)) evolveOffer(state, fact);
  else if (isOf('agent', fact)) evolveAgent(state, fact);
  else if (isOf('shift', fact)) evolveShift(state, fact);
  else if (isOf('dissuasion', fact)) evolveDissuasion(state, fact);
  else if (isOf('alert', fact)) evolveAlert(state, fact);
  else evolveDomain(state, fact as Fact<DomainEvent>);
}
