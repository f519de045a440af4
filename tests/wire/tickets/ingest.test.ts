import { streams, TicketJournalRecord, type Ticket, type TicketPage } from '@decroche/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionOf } from '../../support/definitions.ts';
import { journalOf, tell, type CallPlot } from '../../support/journal-story.ts';
import { layGround, type Ground, type ProgramUnderTest } from '../../support/program-ground.ts';

const DOMAIN = 'main';
const NOON = Date.parse('2026-11-20T11:00:00Z');

let ground: Ground;
let tickets: ProgramUnderTest;
let headers: Record<string, string>;
let told: TicketJournalRecord[] = [];
let seq = 0;

beforeAll(async () => {
  ground = await layGround();
  await ground.bus.publish(streams.definitions(DOMAIN), [definitionOf([])]);
  tickets = await ground.start('tickets/src/main.ts');
  headers = await ground.signIn('agent', 'agent1');
});
afterAll(() => ground.close());

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${tickets.baseUrl}${path}`, { headers });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

/** Journals calls; resolves with the tickets' journal once each of these calls has its ticket there. */
async function journal(plots: readonly CallPlot[]): Promise<void> {
  const lines = journalOf(plots.map(tell), seq + 1);
  seq += lines.length;
  await ground.bus.publish(streams.journal(DOMAIN), lines);
}

/** Follows the tickets' journal from its start until every call has been told of. */
async function untilTold(callIds: readonly string[]): Promise<void> {
  const missing = new Set(callIds);
  told = [];
  await new Promise<void>((resolve, reject) => {
    const following = ground.bus.follow(streams.ticketJournal(DOMAIN), 'start', (entries) => {
      for (const { value } of entries) {
        const record = TicketJournalRecord.parse(value);
        told.push(record);
        if (record.event.type === 'ticket.opened' && record.event.callId) missing.delete(record.event.callId);
      }
      if (missing.size === 0) resolve(void following.stop());
    });
    following.failed.catch(reject);
  });
}

describe('a call', () => {
  it('that is answered has a draft for its agent before it ends', async () => {
    await journal([
      { callId: 'talking', arrivedAt: NOON, waitMs: 3_000, outcome: 'answered', unfinished: true, partyRef: 'p1' },
    ]);
    await untilTold(['talking']);
    const ticket = await get<Ticket>('/api/tickets/by-call/talking');
    expect(ticket).toMatchObject({
      ...{ number: 'INC-2026-00001', status: 'toComplete', origin: 'telephone', agentId: 'agent1', subject: '' },
      ...{
        serviceId: 'plain',
        requester: { partyRef: 'p1' },
        callIds: ['talking'],
        priority: 'P3',
        openedBy: 'system',
      },
    });
    expect(told).toMatchObject([
      {
        event: {
          type: 'ticket.opened',
          number: 'INC-2026-00001',
          callId: 'talking',
          agentId: 'agent1',
          status: 'toComplete',
        },
      },
    ]);
  });
  it('has its ticket, whatever becomes of it', async () => {
    const plot = { arrivedAt: NOON + 60_000, waitMs: 20_000 };
    await journal([
      { ...plot, callId: 'done', outcome: 'answered', talkMs: 42_000 },
      { ...plot, callId: 'message', outcome: 'voicemailLeft' },
      { ...plot, callId: 'gone', outcome: 'abandonedInQueue' },
      { ...plot, callId: 'late', outcome: 'refusedClosed', welcomeMs: null },
    ]);
    await untilTold(['done', 'message', 'gone', 'late']);
    expect(await get<Ticket>('/api/tickets/by-call/message')).toMatchObject({
      ...{ status: 'toComplete', origin: 'voicemail', subject: 'Message vocal à traiter — Plain' },
    });
    expect(await get<Ticket>('/api/tickets/by-call/gone')).toMatchObject({ status: 'closed', origin: 'abandoned' });
    expect(await get<Ticket>('/api/tickets/by-call/late')).toMatchObject({ status: 'closed', origin: 'closed' });
    const waiting = await get<TicketPage>('/api/tickets?status=toComplete');
    expect(waiting.items.map(({ callIds }) => callIds[0]).sort()).toEqual(['done', 'message', 'talking']);
  });
  it('tells its ticket how long it was, once it has ended', async () => {
    await tickets.logged(({ msg, seq: at }) => msg === 'journal consigned' && Number(at) >= seq);
    const { timeline } = await get<Ticket>('/api/tickets/by-call/done');
    expect(timeline.at(-1)?.change).toEqual({
      type: 'callEnded',
      callId: 'done',
      outcome: 'answered',
      durationMs: 42_000,
    });
  });
});

describe('kill -9 while the journal comes in', () => {
  it('loses no call, doubles none, leaves no hole in the numbers', async () => {
    const plots: CallPlot[] = Array.from({ length: 1_500 }, (_, index) => ({
      ...{ callId: `storm-${index}`, arrivedAt: NOON + 600_000 + index, waitMs: 1_000 },
      outcome: index % 3 === 0 ? 'abandonedInQueue' : 'answered',
    }));
    const stories = plots.map(tell);
    const lines = journalOf(stories, seq + 1);
    seq += lines.length;
    for (const [part, kills] of [0, 1, 2, 3].entries()) {
      const piece = lines.slice((part * lines.length) / 4, ((part + 1) * lines.length) / 4);
      await ground.bus.publish(streams.journal(DOMAIN), piece);
      if (kills === 3) break;
      // In the middle of whatever it does with this piece.
      await tickets.logged(({ msg, seq: at }) => msg === 'journal consigned' && Number(at) >= (piece[0]?.seq ?? 0));
      await tickets.kill();
      tickets = await ground.start('tickets/src/main.ts');
    }
    await tickets.logged(({ msg, seq: at }) => msg === 'journal consigned' && Number(at) >= seq);
    await untilTold(plots.map(({ callId }) => callId));

    const all = await get<TicketPage>('/api/tickets?limit=1');
    expect(all.total).toBe(1_505);
    const numbers = new Set<string>();
    for (let offset = 0; offset < all.total; offset += 500) {
      const { items } = await get<TicketPage>(`/api/tickets?limit=500&offset=${offset}`);
      for (const { number, callIds } of items) {
        expect(callIds).toHaveLength(1);
        numbers.add(number);
      }
    }
    expect([...numbers].sort()).toEqual(
      Array.from({ length: 1_505 }, (_, index) => `INC-2026-${String(index + 1).padStart(5, '0')}`),
    );
    // Told at least once, in order; a repeated line carries the same id.
    const ordinals = told.map(({ id }) => Number(id.split(':').at(-1)));
    expect(new Set(ordinals).size).toBe(1_505);
  });
});

describe('the program', () => {
  it('skips what is not a journal line and goes on', async () => {
    await ground.redis.xadd(streams.journal(DOMAIN), '*', 'm', '{"seq": not json');
    await ground.redis.xadd(streams.journal(DOMAIN), '*', 'other', 'field');
    await ground.bus.publish(streams.journal(DOMAIN), [null, 7, { seq: seq + 1 }, { type: 'call.ended' }]);
    await journal([{ callId: 'after-garbage', arrivedAt: NOON, waitMs: 1, outcome: 'abandonedInQueue' }]);
    await untilTold(['after-garbage']);
    expect(tickets.log.filter(({ msg }) => msg === 'bad journal line skipped')).toHaveLength(6);
    const metrics = await (await fetch(`${tickets.healthUrl}/metrics`)).text();
    expect(metrics).toContain('decroche_journal_bad_lines_total 6');
  });
  it('says that it is alive and ready', async () => {
    for (const path of ['/livez', '/readyz']) expect((await fetch(`${tickets.healthUrl}${path}`)).status).toBe(200);
  });
});
