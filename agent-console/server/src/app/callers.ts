import type { CallerView, PartyRef } from '@decroche/protocol';
import { candidatesFor } from '../core/directory.ts';
import type { Directory } from './directory.ts';
import type { NumberPlan, PartyLookup } from './ports.ts';

/** Numbers held in memory at the most. */
const KEPT = 20_000;
/** A reference nobody knows is asked for again after this long. */
const UNKNOWN_FOR_MS = 10_000;

/** What the party store has said of a reference. */
interface Known {
  readonly number?: string;
  readonly sealed?: true;
  readonly askAgainAt: number;
}

/** A number, or that there is one which nobody is shown. */
async function lookUp(parties: PartyLookup, partyRef: PartyRef): Promise<Omit<Known, 'askAgainAt'> | undefined> {
  const party = await parties.lookUp(partyRef);
  if (party) return { number: party.number };
  return (await parties.lookUpSealed(partyRef)) ? { sealed: true } : undefined;
}

/** Who is behind a party reference, for screens. */
export interface Callers {
  /** What is known at this moment; asks for the number when it is not, and tells `onKnown` once it is. */
  peek(partyRef: PartyRef | undefined): CallerView;
  find(partyRef: PartyRef): Promise<CallerView>;
  /** The reference of a number that somebody typed; undefined when it is not one. */
  refer(typed: string): Promise<PartyRef | undefined>;
  onKnown(listener: (partyRef: PartyRef) => void): void;
}

/** Numbers come from the party store, names from the directory as it stands now. */
export function createCallers(options: {
  readonly parties: PartyLookup;
  readonly directory: Pick<Directory, 'index'>;
  readonly numbers: NumberPlan;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}): Callers {
  const { parties, directory, numbers } = options;
  const known = new Map<PartyRef, Known>();
  const asking = new Map<PartyRef, Promise<void>>();
  const listeners: ((partyRef: PartyRef) => void)[] = [];

  const load = (partyRef: PartyRef): Promise<void> => {
    const already = asking.get(partyRef);
    if (already) return already;
    const loading = lookUp(parties, partyRef)
      .then((party) => {
        const askAgainAt = party ? Infinity : options.now() + UNKNOWN_FOR_MS;
        known.delete(partyRef);
        known.set(partyRef, { ...party, askAgainAt });
        const oldest = known.size > KEPT ? known.keys().next() : undefined;
        if (oldest && !oldest.done) known.delete(oldest.value);
        for (const listener of party ? listeners : []) listener(partyRef);
      })
      .finally(() => asking.delete(partyRef));
    asking.set(partyRef, loading);
    return loading;
  };

  const view = (partyRef: PartyRef | undefined): CallerView => {
    if (partyRef === undefined) return { withheld: true, candidates: [] };
    const { number: raw, sealed } = known.get(partyRef) ?? {};
    if (sealed) return { partyRef, withheld: false, sealed, candidates: [] };
    if (raw === undefined) return { partyRef, withheld: false, candidates: [] };
    const number = numbers.normalise(raw) ?? raw;
    return {
      partyRef,
      withheld: false,
      number: numbers.format(number),
      candidates: candidatesFor(directory.index(), number),
    };
  };

  return {
    peek(partyRef) {
      if (partyRef !== undefined && (known.get(partyRef)?.askAgainAt ?? 0) <= options.now()) {
        load(partyRef).catch(options.onError);
      }
      return view(partyRef);
    },
    async find(partyRef) {
      await load(partyRef);
      return view(partyRef);
    },
    async refer(typed) {
      const number = numbers.normalise(typed);
      return number === undefined ? undefined : parties.remember({ number });
    },
    onKnown: (listener) => void listeners.push(listener),
  };
}
