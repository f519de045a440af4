import { followJournal, systemClock, watchDefinition, watchOnCallPlan } from '@decroche/platform';
import { httpProgram, type ProgramGround, type ProgramParts } from '@decroche/platform/http-program';
import type { AccountId } from '@decroche/protocol';
import { ticketRoutes } from './adapters/http/routes.ts';
import { mongoTicketStore } from './adapters/mongo/ticket-store.ts';
import { announcer } from './app/announcer.ts';
import { consigner } from './app/consigner.ts';
import { desk } from './app/desk.ts';
import { informant } from './app/informant.ts';
import { readConfig } from './config.ts';

/** A ticket appears at most this much later than it could; a storm of calls costs few transactions. */
const REST_MS = 20;

async function build({ bus, mongo, archive, logger, domainId }: ProgramGround): Promise<ProgramParts> {
  const store = await mongoTicketStore(mongo, domainId);
  const definitions = await watchDefinition({ bus, logger, domainId });
  const definition = definitions.current;
  const plans = await watchOnCallPlan({ bus, logger, domainId });
  const nameOf = (accountId: AccountId): string =>
    plans.current()?.responders.find(({ responderId }) => responderId === accountId)?.name ?? accountId;
  const telling = announcer({ store, bus, logger, domainId });
  const onAnnounced = telling.wake;
  const following = followJournal({
    ...{ bus, logger, domainId, archive, restMs: REST_MS },
    after: await store.place(),
    onBatch: consigner({ store, logger, definition, nameOf, onAnnounced }),
  });
  const informing = await informant({ store, bus, logger, domainId, onAnnounced });
  return {
    routes: ticketRoutes({ store, desk: desk({ store, clock: systemClock, definition, onAnnounced }) }),
    running: [following, informing, telling, definitions, plans],
  };
}

httpProgram({ name: 'tickets', documentPath: '/api/tickets/openapi.json', readConfig, build });
