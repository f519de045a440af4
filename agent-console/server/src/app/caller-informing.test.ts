import { createLogger, Fault, memoryBus, type Bus, type Following } from '@decroche/platform';
import { streams, type DomainId } from '@decroche/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCallerInforming } from './caller-informing.ts';
import type { Letter } from './ports.ts';

const DOMAIN = 'main' as DomainId;
const MARTIN = { contactId: 'c1', name: 'Jeanne Martin', email: 'jeanne@example.org' };

let bus: Bus;
let position: string | undefined;
let posted: Letter[];
/** What the next calls of the stores throw. */
let failures: { notices: Error[]; callers: Error[] };
let following: Following;

const failing = (from: Error[]): void => {
  const error = from.shift();
  if (error) throw error;
};

async function start(): Promise<void> {
  following = await startCallerInforming({
    ...{ bus, domainId: DOMAIN, logger: createLogger({ name: 'test', level: 'silent' }) },
    store: {
      journalSeq: async () => undefined,
      setJournalSeq: async () => undefined,
      ticketPosition: async () => position,
      async setTicketPosition(reached) {
        failing(failures.notices);
        position = reached;
      },
    },
    post: async (letters) => void posted.push(...letters),
    directory: { find: (id) => (id === MARTIN.contactId ? (MARTIN as never) : undefined) },
    callers: {
      async find() {
        failing(failures.callers);
        return { withheld: false, candidates: [{ because: 'number', contact: MARTIN as never }] };
      },
    },
    context: () => ({ organisation: 'Support', timeZone: 'Europe/Paris', consoleUrl: 'http://localhost' }),
  });
}

const solved = (lineId: string, who: object) =>
  bus.publish(streams.ticketJournal(DOMAIN), [
    {
      ...{ id: lineId, at: 1 },
      event: {
        ...{ type: 'ticket.callerToInform', ticketId: 'INC-2026-00002', parentId: 'INC-2026-00001', ...who },
        ...{ subject: 'Messagerie', solution: 'Relancée.' },
      },
    },
  ]);
const reached = async (wanted: string): Promise<void> => {
  await Promise.race([
    following.failed,
    (async () => {
      while (position !== wanted) await new Promise((resolve) => setImmediate(resolve));
    })(),
  ]);
};

beforeEach(() => {
  bus = memoryBus();
  position = undefined;
  posted = [];
  failures = { notices: [], callers: [] };
});
afterEach(() => following.stop());

describe('a caller to be told of a solution', () => {
  it('waits for a database that is away: the letter bears the id it had', async () => {
    failures.notices = [new Fault('unavailable', 'MongoDB does not answer')];
    await start();
    await solved('line-1', { contactId: 'c1' });
    await reached('1');
    expect(new Set(posted.map(({ id }) => id)).size).toBe(1);
    expect(posted[0]).toMatchObject({ to: MARTIN.email, informs: 'INC-2026-00002' });
  });

  it('waits for a Redis that is slow to tell whose number it was', async () => {
    failures.callers = [new Fault('timeout', 'Redis does not answer in time')];
    await start();
    await solved('line-1', { partyRef: 'p1' });
    await reached('1');
    expect(posted).toHaveLength(1);
  });

  it('is told again when the incident was reopened and solved again', async () => {
    await start();
    await solved('line-1', { contactId: 'c1' });
    await solved('line-2', { contactId: 'c1' });
    await reached('2');
    expect(new Set(posted.map(({ id }) => id)).size).toBe(2);
  });

  it('of a database that refuses for good, the program is told', async () => {
    failures.notices = [new Fault('storage', 'MongoDB refused an operation')];
    await start();
    await solved('line-1', { contactId: 'c1' });
    await expect(reached('1')).rejects.toMatchObject({ code: 'storage' });
  });
});
