import { randomUUID } from 'node:crypto';
import { type Clock, type EnvelopeOpenKey, openWith } from '@decroche/platform';
import type { CallId, Identity, Instant, PartyRef, SealedNumber, SealedOpening } from '@decroche/protocol';
import { isPerson, mayDecide, mayRead, openingAt, READABLE_MS, type OpeningRefusal } from '../core/sealed-opening.ts';
import { lengthOf, type Audit } from './audit.ts';
import type { Page, PartyLookup, SealedOpeningStore, Slice, StoredOpening } from './ports.ts';

/** Who does it, and from where. */
export interface Actor {
  readonly identity: Identity;
  readonly address: string;
}

/** An opening after a step, or why not. */
export type OpeningResult<T = SealedOpening> = { readonly done: T } | { readonly refused: OpeningRefusal };

/** The sealed numbers of child-protection calls, one at a time, by two people (C9). Each step stands in the audit or is not done. */
export interface SealedOpenings {
  ask(asked: { readonly callId: CallId; readonly reason: string }, by: Actor): Promise<OpeningResult>;
  decide(openingId: string, verdict: 'granted' | 'refused', by: Actor): Promise<OpeningResult>;
  /** The number, once: afterwards it stands nowhere, and nobody reads it again by this opening. */
  read(openingId: string, by: Actor): Promise<OpeningResult<SealedNumber>>;
  list(slice: Slice): Promise<Page<SealedOpening>>;
  onChange(listener: () => void): void;
}

/** When a call came, and from whom. */
export interface SealedCall {
  readonly receivedAt: Instant;
  readonly partyRef?: PartyRef | undefined;
}

interface Options {
  readonly store: SealedOpeningStore;
  readonly parties: Pick<PartyLookup, 'lookUpSealed'>;
  /** Absent: this installation can not open anything. */
  readonly openKey: EnvelopeOpenKey | undefined;
  /** What a number of this party is bound to in its envelope. */
  readonly contextOf: (partyRef: PartyRef) => string;
  /** A call of now or of long ago. */
  readonly findCall: (callId: CallId) => Promise<SealedCall | undefined>;
  readonly audit: Pick<Audit, 'prove'>;
  readonly clock: Clock;
}

/** Opens the book of openings. */
export function createSealedOpenings(options: Options): SealedOpenings {
  const { store, clock } = options;
  const listeners: (() => void)[] = [];
  const tell = (): void => listeners.forEach((listener) => listener());
  const current = async (openingId: string): Promise<StoredOpening | undefined> => {
    const found = await store.find(openingId);
    return found && openingAt(found, clock.now());
  };
  const noted = ({ identity, address }: Actor, action: string, { openingId, callId, reason }: SealedOpening) =>
    options.audit.prove({
      ...{ identity, address, action: `sealedNumber.${action}`, target: openingId },
      detail: `call ${callId}, reason of ${lengthOf(reason)}`,
    });

  return {
    async ask({ callId, reason }, by) {
      const { identity } = by;
      if (!isPerson(identity)) return { refused: 'personNeeded' };
      const call = await options.findCall(callId);
      if (!call) return { refused: 'unknownCall' };
      const { partyRef, receivedAt } = call;
      const sealed = partyRef === undefined ? undefined : await options.parties.lookUpSealed(partyRef);
      if (partyRef === undefined || !sealed) return { refused: 'notSealed' };
      const opening: StoredOpening = {
        ...{ openingId: `op-${randomUUID()}`, callId, calledAt: receivedAt, partyRef, reason, status: 'asked' },
        ...{ askedBy: identity.accountId, askedByName: identity.name, askedAt: clock.now() },
      };
      await noted(by, 'asked', opening);
      await store.add(opening);
      tell();
      return { done: shown(opening) };
    },
    async decide(openingId, verdict, by) {
      const { identity } = by;
      const opening = await current(openingId);
      if (!opening) return { refused: 'unknownOpening' };
      const refused = isPerson(identity) ? mayDecide(opening, identity) : 'personNeeded';
      if (refused) return { refused };
      const decidedAt = clock.now();
      const moved = await store.move(openingId, 'asked', {
        ...{ status: verdict, decidedBy: identity.accountId, decidedByName: identity.name, decidedAt },
        ...(verdict === 'granted' ? { readableUntilAt: decidedAt + READABLE_MS } : {}),
      });
      if (!moved) return { refused: 'wrongStatus' };
      tell();
      try {
        await noted(by, verdict, opening);
      } catch (error) {
        // Of two who decide at once the audit names only the one whose word it was; a word without its proof opens nothing.
        await store.move(openingId, verdict, { status: 'expired' });
        tell();
        throw error;
      }
      return { done: shown(moved) };
    },
    async read(openingId, by) {
      const opening = await current(openingId);
      if (!opening) return { refused: 'unknownOpening' };
      const refused = isPerson(by.identity) ? mayRead(opening, by.identity) : 'personNeeded';
      if (refused) return { refused };
      const number = await unsealed(options, opening);
      if (typeof number !== 'string') return number;
      // Taken before it is shown: of two who ask at once one gets it, and without its proof nobody does.
      if (!(await store.move(openingId, 'granted', { status: 'read', readAt: clock.now() })))
        return { refused: 'wrongStatus' };
      tell();
      await noted(by, 'read', opening);
      return { done: { number } };
    },
    async list(slice) {
      const { total, items } = await store.list(slice);
      return { total, items: items.map((each) => shown(openingAt(each, clock.now()))) };
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

async function unsealed(
  { openKey, parties, contextOf }: Options,
  { partyRef }: StoredOpening,
): Promise<string | { readonly refused: OpeningRefusal }> {
  if (!openKey) return { refused: 'noKey' };
  const envelope = await parties.lookUpSealed(partyRef);
  return envelope ? openWith(openKey, envelope, contextOf(partyRef)).toString() : { refused: 'notSealed' };
}

/** Without the reference: whoever reads the list has no use for it. */
const shown = ({ partyRef: _, ...opening }: StoredOpening): SealedOpening => opening;
