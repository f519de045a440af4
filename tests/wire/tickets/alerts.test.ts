import { streams, type Ticket, type TicketPage } from '@decroche/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionOf } from '../../support/definitions.ts';
import { journalOf, type Told } from '../../support/journal-story.ts';
import { page, tellAlert, tellNightCall } from '../../support/on-call-story.ts';
import { layGround, type Ground, type ProgramUnderTest } from '../../support/program-ground.ts';

const NIGHT = Date.parse('2026-11-20T23:00:00Z');
let ground: Ground;
let tickets: ProgramUnderTest;
let headers: Record<string, string>;
let seq = 0;

beforeAll(async () => {
  ground = await layGround();
  await ground.bus.publish(streams.definitions('main'), [definitionOf([])]);
  await ground.bus.publish(streams.onCallPlans('main'), [planWith('Anne Dupont')]);
  tickets = await ground.start('tickets/src/main.ts');
  headers = await ground.signIn('agent', 'agent1');
});
afterAll(() => ground.close());

const planWith = (name: string): object => ({
  ...{ version: 1, publishedAt: NIGHT, domainId: 'main', timeZone: 'Europe/Paris' },
  responders: [{ responderId: 'dupont', name, phones: ['p-dupont'], backups: [] }],
  ...{ rotations: [], schedules: [], policies: [], equipment: [], overrides: [], temporaries: [], absences: [] },
});

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${tickets.baseUrl}${path}`, { headers });
  expect(answer.status).toBe(200);
  return (await answer.json()) as T;
}

async function journal(...stories: Told[][]): Promise<void> {
  const lines = journalOf(stories, seq + 1);
  seq += lines.length;
  await ground.bus.publish(streams.journal('main'), lines);
  await tickets.logged(({ msg, seq: at }) => msg === 'journal consigned' && Number(at) >= seq);
}

const ofAlert = async (alertId: string): Promise<Ticket> => {
  const { total, items } = await get<TicketPage>(`/api/tickets?alertId=${alertId}`);
  expect(total).toBe(1);
  return get<Ticket>(`/api/tickets/${items[0]!.ticketId}`);
};
const told = ({ timeline }: Ticket): string[] =>
  timeline.map(({ change }) =>
    change.type === 'alertMoved' ? `${change.what} ${change.who ?? ''}`.trim() : change.type,
  );

const closedBy = (ms: number, resolution = 'Compte déverrouillé.'): [number, { type: string }] => [
  ms,
  { type: 'alert.closed', by: 'dupont', resolution, closedAt: NIGHT + ms } as { type: string },
];

describe('a call out of hours', () => {
  it('taken by someone on call has one ticket from the start, which tells who took it and how it was solved', async () => {
    const call = { callId: 'night', alertId: 'al1', arrivedAt: NIGHT, partyRef: 'p1', endsMs: 300_000 } as const;
    const [first, ...rest] = tellNightCall({
      ...call,
      takenBy: { responderId: 'dupont', afterMs: 40_000 },
      outcome: 'onCallAnswered',
    });
    await journal([first!, ...rest.slice(0, 3)]);
    expect(await get<Ticket>('/api/tickets/by-call/night')).toMatchObject({ status: 'toComplete', alertId: 'al1' });
    await journal(rest.slice(3), tellAlert('al1', NIGHT, {}, [...page('pg1', 'dupont', 5_000, 'accepted')]).slice(1));
    await journal(tellAlert('al1', NIGHT, {}, [closedBy(400_000)]).slice(1));
    const ticket = await ofAlert('al1');
    expect(ticket).toMatchObject({
      ...{ origin: 'telephone', status: 'resolved', subject: 'Appel à l’astreinte — Plain', callIds: ['night'] },
      ...{ serviceId: 'plain', requester: { partyRef: 'p1' } },
    });
    expect(told(ticket)).toEqual([
      ...['opened', 'opened', 'accepted Anne Dupont', 'callEnded', 'closed Anne Dupont', 'resolved'],
    ]);
  });
  it('never loses its ticket: given up, taken by nobody, or a message left', async () => {
    const at = NIGHT + 3_600_000;
    await journal(
      tellNightCall({ callId: 'left', alertId: 'al2', arrivedAt: at, endsMs: 20_000, outcome: 'abandonedOnCall' }),
      tellNightCall({ callId: 'none', alertId: 'al3', arrivedAt: at, endsMs: 90_000, outcome: 'onCallExhausted' }),
      tellNightCall({ callId: 'said', alertId: 'al4', arrivedAt: at, endsMs: 60_000, outcome: 'voicemailLeft' }),
      tellAlert('al3', at, {}, [[88_000, { type: 'alert.exhausted' }]]).slice(1),
    );
    const found = await Promise.all(['al2', 'al3', 'al4'].map(ofAlert));
    expect(found).toMatchObject([
      { origin: 'abandoned', status: 'toComplete', callIds: ['left'] },
      { origin: 'closed', status: 'toComplete', callIds: ['none'] },
      { origin: 'voicemail', status: 'toComplete', callIds: ['said'], subject: 'Message vocal à traiter — Plain' },
    ]);
    expect(told(found[1]!)).toContain('exhausted');
  });
});

describe('an alert without a call', () => {
  const sql = { source: 'mail', content: { title: '=SRV SQL1', detail: 'disk' }, dedupKey: 'sql1' };
  it('has a ticket of its own; the same cause again, while it is open, has no other', async () => {
    const again = { type: 'alert.repeated', content: sql.content };
    await journal(
      tellAlert('al5', NIGHT, sql, [
        [5, again],
        [9, { type: 'alert.exhausted' }],
      ]),
    );
    expect(await ofAlert('al5')).toMatchObject({
      origin: 'alert',
      kind: 'incident',
      subject: '=SRV SQL1',
      callIds: [],
    });
    const before = await get<TicketPage>('/api/tickets');
    // The journal told again, as after a crash between two programs.
    await ground.bus.publish(streams.journal('main'), journalOf([tellAlert('al5', NIGHT, sql)], seq));
    await journal(tellAlert('al6', NIGHT, { ...sql, content: { title: 'another', detail: '' } }));
    expect((await get<TicketPage>('/api/tickets')).total).toBe(before.total + 1);
  });
  it('is in the spreadsheet, as a text and not as a formula', async () => {
    const answer = await fetch(`${tickets.baseUrl}/api/tickets/export.csv?alertId=al5`, { headers });
    const rows = (await answer.text()).trim().split('\r\n');
    expect(rows).toHaveLength(2);
    expect(rows[1]).toContain(`;'=SRV SQL1;`);
    expect(rows[1]!.endsWith(';al5')).toBe(true);
  });
  it('after kill -9 goes on with the same ticket', async () => {
    await tickets.kill();
    tickets = await ground.start('tickets/src/main.ts');
    await journal(tellAlert('al5', NIGHT, {}, [closedBy(60_000)]).slice(1));
    expect(told(await ofAlert('al5')).slice(-2)).toEqual(['closed Anne Dupont', 'resolved']);
  });
});

it('what others hear of: the alert stands beside the ticket', async () => {
  const entries = await ground.bus.read(streams.ticketJournal('main'), 'start', 1_000);
  const events = entries.map(({ value }) => (value as { event: object }).event);
  expect(events).toContainEqual(expect.objectContaining({ type: 'ticket.opened', callId: 'night', alertId: 'al1' }));
  expect(events).toContainEqual(expect.objectContaining({ type: 'ticket.opened', alertId: 'al5' }));
});
