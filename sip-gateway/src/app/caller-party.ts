import type { Definition, PartyRef, ServiceId } from '@decroche/protocol';
import type { CallerIdentity } from '../core/caller-identity.ts';
import type { CallerNumber } from './call.ts';
import type { PartyPort } from './ports.ts';

/** Services whose callers' numbers are sealed (C9). */
export function sealingServices(definition: Definition): ReadonlySet<ServiceId> {
  return new Set(definition.services.flatMap((service) => (service.childProtection ? [service.serviceId] : [])));
}

/** What may be known of a caller from here on. */
export interface CallerParty {
  /** Stands for them in every journal; absent when they withheld who they are. */
  readonly partyRef?: PartyRef;
  /** May be passed on to the telephones of agents; absent for a sealed caller, of whom nothing is held in memory either. */
  readonly shown?: CallerNumber;
  /** Settles when the number is kept, in the clear or sealed. */
  readonly kept: Promise<unknown>;
}

/** Takes a caller's number to where it belongs: the party store, and for a caller who is not sealed the call. */
export function receiveParty(parties: PartyPort, caller: CallerIdentity, isSealed: boolean): CallerParty {
  if (caller.kind !== 'known') return { kept: Promise.resolve() };
  const { number, displayName } = caller;
  // The name is not kept: it may be a number in words, or the very name of who may not be known.
  if (isSealed) return { partyRef: parties.referSealed(number), kept: parties.rememberSealed(number) };
  const shown = displayName === undefined ? { number } : { number, displayName };
  return { partyRef: parties.refer(number), shown, kept: parties.remember(shown) };
}
