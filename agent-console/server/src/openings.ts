import { type Clock, type EnvelopeOpenKey } from '@decroche/platform';
import { mongoArchivedCalls } from '@decroche/platform/mongo';
import { sealedContext } from '@decroche/platform/redis';
import { JournalRecord, type CallId, type DomainId } from '@decroche/protocol';
import type { Models } from './adapters/mongo/models.ts';
import { mongoSealedOpenings } from './adapters/mongo/sealed-openings.ts';
import type { Audit } from './app/audit.ts';
import type { Live } from './app/live.ts';
import type { PartyBook } from './app/ports.ts';
import { createSealedOpenings, type SealedCall, type SealedOpenings } from './app/sealed-openings.ts';

/** What the openings of sealed numbers are made from. */
interface Ground {
  readonly mongo: Parameters<typeof mongoArchivedCalls>[0];
  readonly models: Models;
  readonly parties: PartyBook;
  readonly live: Live;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly domainId: DomainId;
  readonly openKey: EnvelopeOpenKey | undefined;
}

/** Puts the openings of sealed numbers together: of calls on the board, and of those long archived. */
export function openSealedOpenings(ground: Ground): SealedOpenings {
  const { live, parties, audit, clock, openKey, domainId } = ground;
  const archived = mongoArchivedCalls(ground.mongo);
  const findCall = async (callId: CallId): Promise<SealedCall | undefined> => {
    const known = live.board.calls.get(callId);
    if (known) return known;
    const line = JournalRecord.safeParse(await archived(domainId, callId));
    const event = line.success ? line.data.event : undefined;
    return event?.type === 'call.arrived' && event.callId === callId ? event : undefined;
  };
  const store = mongoSealedOpenings(ground.models);
  return createSealedOpenings({ store, parties, openKey, contextOf: sealedContext, findCall, audit, clock });
}
