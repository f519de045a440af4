import { streams, type Ticket, type TicketPage } from '@decroche/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { definitionOf } from '../../support/definitions.ts';
import { expectRefusal, RAW_GARBAGE, speakRaw } from '../../support/http-door.ts';
import { journalOf, tell } from '../../support/journal-story.ts';
import { layGround, type Ground, type ProgramUnderTest } from '../../support/program-ground.ts';

const DOMAIN = 'main';
let ground: Ground;
let tickets: ProgramUnderTest;
let agent: Record<string, string>;
let nobody: Record<string, string>;
/** A ticket of the suite, fresh for each test. */
let ticket: Ticket;

const json = (method: string, body: unknown, headers = agent): RequestInit => ({
  method,
  headers: { ...headers, 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

async function send<T = Ticket>(path: string, init: RequestInit = { headers: agent }, status = 200): Promise<T> {
  const answer = await fetch(`${tickets.baseUrl}${path}`, init);
  const body = (await answer.json()) as T;
  expect({ status: answer.status, body }).toMatchObject({ status });
  return body;
}
const post = (action: string, body: object): Promise<Ticket> =>
  send(`/api/tickets/${ticket.ticketId}/${action}`, json('POST', body));

beforeAll(async () => {
  ground = await layGround();
  await ground.bus.publish(streams.definitions(DOMAIN), [definitionOf([])]);
  tickets = await ground.start('tickets/src/main.ts');
  agent = await ground.signIn('agent', 'agent1');
  nobody = await ground.signIn('supervisor');
  const lines = journalOf([
    tell({ callId: 'one', arrivedAt: 1_000, waitMs: 1, outcome: 'answered', partyRef: 'p1' }),
    tell({ callId: 'two', arrivedAt: 2_000, waitMs: 1, outcome: 'answered', partyRef: 'p1', agentId: 'agent2' }),
    tell({ callId: 'three', arrivedAt: 3_000, waitMs: 1, outcome: 'abandonedInQueue' }),
  ]);
  await ground.bus.publish(streams.journal(DOMAIN), lines);
  await tickets.logged(({ msg, seq }) => msg === 'journal consigned' && Number(seq) >= lines.length);
});
afterAll(() => ground.close());
beforeEach(async () => {
  ticket = await send('/api/tickets', json('POST', { subject: 'VPN coupé', category: 'Réseau' }), 201);
});

describe('a ticket over HTTP', () => {
  it('lives from hand to closed and back', async () => {
    expect(ticket).toMatchObject({ status: 'open', origin: 'manual', revision: 1, openedBy: 'account-agent' });
    const changed = await send(
      `/api/tickets/${ticket.ticketId}`,
      json('PATCH', { revision: 1, urgency: 'critical', comment: 'rappelé', assignee: 'me' }),
    );
    expect(changed).toMatchObject({ priority: 'P1', assignee: 'agent', revision: 2 });
    expect((await post('assign', { revision: 2, to: 'N2_TME' })).assignee).toBe('N2_TME');
    expect(await post('resolve', { revision: 3, solution: 'certificat refait' })).toMatchObject({ status: 'resolved' });
    expect(await post('close', { revision: 4 })).toMatchObject({ status: 'closed' });
    const again = await post('reopen', { revision: 5, reason: 'revenu' });
    expect(again).toMatchObject({ status: 'open', revision: 6 });
    expect(again.timeline.map(({ change }) => change.type)).toEqual([
      'opened',
      'qualified',
      'assigned',
      'commented',
      'assigned',
      'resolved',
      'closed',
      'reopened',
    ]);
    expect(again.timeline[1]).toMatchObject({ actor: 'Camille agent', accountId: 'account-agent' });
  });
  it('is numbered in the sequence of its kind', async () => {
    const wish = await send('/api/tickets', json('POST', { kind: 'request', subject: 'un écran' }), 201);
    expect(wish.number).toMatch(/^DEM-\d{4}-00001$/);
    expect(ticket.number).toMatch(/^INC-\d{4}-\d{5}$/);
  });
  it('is found by status, agent, party, call, assignee and words', async () => {
    const found = async (query: string): Promise<string[]> => {
      const { items, total } = await send<TicketPage>(`/api/tickets?${query}`);
      expect(total).toBe(items.length);
      return items.flatMap(({ callIds }) => callIds);
    };
    expect(await found('status=toComplete')).toEqual(['two', 'one']);
    expect(await found('status=toComplete,closed&agentId=me')).toEqual(['one']);
    expect(await found('partyRef=p1')).toEqual(['two', 'one']);
    expect(await found('callId=three')).toEqual(['three']);
    expect(await found('q=ABANDONNE%20plain')).toEqual(['three']);
    expect(await found('q=.*')).toEqual([]);
    expect(await found('assignee=personne')).toEqual([]);
    const page = await send<TicketPage>('/api/tickets?q=vpn&limit=1');
    expect(page.items).toHaveLength(1);
    expect(page.items[0]).not.toHaveProperty('timeline');
  });
  it('changed by two people at once tells the second what the first wrote', async () => {
    const path = `/api/tickets/${ticket.ticketId}`;
    const answers = await Promise.all(
      ['A', 'B', 'C', 'D', 'E'].map((subject) =>
        fetch(`${tickets.baseUrl}${path}`, json('PATCH', { revision: 1, subject })),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as {
      present?: Ticket;
      subject?: string;
    }[];
    const winner = bodies.find(({ subject }) => subject)!.subject;
    for (const { present } of bodies) if (present) expect(present.subject).toBe(winner);
  });
  it('takes a call from a draft, which is closed under its own number', async () => {
    const draft = await send('/api/tickets/by-call/one');
    const held = await post('attach-call', { revision: 1, callId: 'one' });
    expect(held.callIds).toEqual(['one']);
    expect(await send('/api/tickets/by-call/one')).toMatchObject({ ticketId: ticket.ticketId });
    expect(await send(`/api/tickets/${draft.ticketId}`)).toMatchObject({
      status: 'closed',
      mergedInto: ticket.ticketId,
      callIds: [],
    });
    const second = await post('attach-call', { revision: 2, callId: 'three' });
    expect(second.callIds).toEqual(['one', 'three']);
  });
  it('opened by many at once leaves no hole in the numbers', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        send('/api/tickets', json('POST', { kind: 'assistance', subject: `n ${index}` }), 201),
      ),
    );
    const ordinals = made.map(({ number }) => Number(number.slice(-5))).sort((a, b) => a - b);
    expect(ordinals).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });
  it('comes as a spreadsheet whose cells are not formulas', async () => {
    await send('/api/tickets', json('POST', { subject: '=HYPERLINK("http://evil")' }), 201);
    const answer = await fetch(`${tickets.baseUrl}/api/tickets/export.csv?q=hyperlink`, { headers: agent });
    expect(answer.headers.get('content-type')).toContain('text/csv');
    expect(answer.headers.get('content-disposition')).toContain('tickets.csv');
    expect(await answer.text()).toContain(`"'=HYPERLINK(""http://evil"")"`);
  });
  it('is described', async () => {
    const document = await send<{ paths: object }>('/api/tickets/openapi.json');
    expect(Object.keys(document.paths)).toHaveLength(13);
    expect(await send('/api/tickets/categories')).toMatchObject({
      categories: expect.arrayContaining(['Réseau', 'Autre']),
    });
  });
});

describe('bad input is refused with a reason and an id, and the next call is served', () => {
  const at = '/api/tickets';
  const valid = { subject: 'x' };
  type Case = readonly [name: string, path: string, init: () => RequestInit, status: number, reason?: string];
  const own = (action = ''): string => `${at}/{own}${action}`;
  const cases: Case[] = [
    ['nobody signed in', at, () => ({}), 401, 'notSignedIn'],
    ['a cookie nobody has', at, () => ({ headers: { cookie: 'decroche_session=x' } }), 401, 'notSignedIn'],
    ['a token nobody has', at, () => ({ headers: { authorization: 'Bearer a.b' } }), 401, 'notSignedIn'],
    ['another scheme', at, () => ({ headers: { authorization: 'Basic eDp5' } }), 401, 'notSignedIn'],
    ['a forged gesture', at, () => json('POST', valid, { cookie: agent['cookie']! }), 403, 'forged'],
    ['another origin', at, () => json('POST', valid, { ...agent, origin: 'http://evil.example' }), 403, 'forged'],
    ['an unknown path', `${at}/a/b/c/d`, () => ({ headers: agent }), 404],
    ['an unknown method', own(), () => ({ method: 'DELETE', headers: agent }), 405],
    ['a body that is not JSON', at, () => json('POST', '{"subject":'), 400],
    ['a body of the wrong type', at, () => json('POST', '"text"'), 400],
    ['a list for a body', at, () => json('POST', []), 400, 'invalid'],
    ['no body', at, () => ({ method: 'POST', headers: agent }), 400, 'invalid'],
    ['a form', at, () => ({ method: 'POST', headers: agent, body: new URLSearchParams({ subject: 'x' }) }), 415],
    ['a body of 300 kB', at, () => json('POST', { subject: 'x', comment: 'y'.repeat(300_000) }), 413],
    ['no subject', at, () => json('POST', {}), 400, 'invalid'],
    ['an empty subject', at, () => json('POST', { subject: '   ' }), 400, 'invalid'],
    ['a subject of 201 characters', at, () => json('POST', { subject: 'x'.repeat(201) }), 400, 'invalid'],
    ['a number for a subject', at, () => json('POST', { subject: 7 }), 400, 'invalid'],
    ['an unknown kind', at, () => json('POST', { ...valid, kind: 'wish' }), 400, 'invalid'],
    ['an unknown urgency', at, () => json('POST', { ...valid, urgency: 'now' }), 400, 'invalid'],
    ['an unknown category', at, () => json('POST', { ...valid, category: 'Café' }), 400, 'unknownCategory'],
    ['a requester that is a list', at, () => json('POST', { ...valid, requester: [] }), 400, 'invalid'],
    [
      'an operator for a name',
      at,
      () => json('POST', { ...valid, requester: { name: { $gt: '' }, site: '' } }),
      400,
      'invalid',
    ],
    ['an operator for a status', `${at}?status[$ne]=open&status=x`, () => ({ headers: agent }), 400, 'invalid'],
    ['an unknown status', `${at}?status=lost`, () => ({ headers: agent }), 400, 'invalid'],
    ['an empty list of statuses', `${at}?status=`, () => ({ headers: agent }), 400, 'invalid'],
    ['a limit of 0', `${at}?limit=0`, () => ({ headers: agent }), 400, 'invalid'],
    ['a limit of 501', `${at}?limit=501`, () => ({ headers: agent }), 400, 'invalid'],
    ['a negative offset', `${at}?offset=-1`, () => ({ headers: agent }), 400, 'invalid'],
    ['an offset that is no number', `${at}?offset=NaN`, () => ({ headers: agent }), 400, 'invalid'],
    ['a search of 121 characters', `${at}?q=${'x'.repeat(121)}`, () => ({ headers: agent }), 400, 'invalid'],
    ['a party that is no reference', `${at}?partyRef=%2B33561000000%20x`, () => ({ headers: agent }), 400, 'invalid'],
    ['"my" calls of one who is no agent', `${at}?agentId=me`, () => ({ headers: nobody }), 400, 'invalid'],
    ['an unknown ticket', `${at}/INC-1999-00001`, () => ({ headers: agent }), 404, 'unknownTicket'],
    ['a ticket id that is none', `${at}/%00`, () => ({ headers: agent }), 400, 'invalid'],
    ['a path that does not decode', `${at}/%E0%A4%A`, () => ({ headers: agent }), 400],
    ['a call without a ticket', `${at}/by-call/none`, () => ({ headers: agent }), 404, 'unknownCall'],
    ['a change without a revision', own(), () => json('PATCH', { subject: 'x' }), 400, 'invalid'],
    ['a change on an old revision', own(), () => json('PATCH', { revision: 0, subject: 'x' }), 409, 'revisionConflict'],
    ['a change of a fractional revision', own(), () => json('PATCH', { revision: 1.5 }), 400, 'invalid'],
    [
      'a change of the wrong category',
      own(),
      () => json('PATCH', { revision: 1, category: '' }),
      400,
      'unknownCategory',
    ],
    [
      'a change of an unknown ticket',
      `${at}/INC-1999-00001`,
      () => json('PATCH', { revision: 1 }),
      404,
      'unknownTicket',
    ],
    [
      'a comment of 10,001 characters',
      own(),
      () => json('PATCH', { revision: 1, comment: 'x'.repeat(10_001) }),
      400,
      'invalid',
    ],
    ['closing what is not resolved', own('/close'), () => json('POST', { revision: 1 }), 409, 'notResolved'],
    ['resolving without a solution', own('/resolve'), () => json('POST', { revision: 1 }), 400, 'invalid'],
    ['reopening what is open', own('/reopen'), () => json('POST', { revision: 1, reason: 'x' }), 409, 'notReopenable'],
    ['reopening without a reason', own('/reopen'), () => json('POST', { revision: 1, reason: ' ' }), 400, 'invalid'],
    ['assigning to nothing', own('/assign'), () => json('POST', { revision: 1 }), 400, 'invalid'],
    [
      'attaching an unknown call',
      own('/attach-call'),
      () => json('POST', { revision: 1, callId: 'none' }),
      404,
      'unknownCall',
    ],
    ['attaching without a call', own('/attach-call'), () => json('POST', { revision: 1 }), 400, 'invalid'],
    ['a prototype in the body', at, () => json('POST', '{"__proto__":{"subject":"x"}}'), 400, 'invalid'],
    ['a spreadsheet of an unknown status', `${at}/export.csv?status=lost`, () => ({ headers: agent }), 400, 'invalid'],
  ];
  it.each(cases.map((row) => [row[0], row] as const))('%s', async (name, [, path, init, status, reason]) => {
    const bad = { name, path: path.replace('{own}', ticket.ticketId), init: init(), status };
    await expectRefusal(tickets, { ...bad, ...(reason === undefined ? {} : { reason }) });
    expect(await send(`/api/tickets/${ticket.ticketId}`)).toEqual(ticket);
  });
  it('carries the present ticket in a conflict', async () => {
    const path = `/api/tickets/${ticket.ticketId}`;
    const problem = await expectRefusal(tickets, {
      ...{ name: 'old revision', path, init: json('PATCH', { revision: 7, subject: 'x' }) },
      ...{ status: 409, reason: 'revisionConflict' },
    });
    expect(problem['present']).toEqual(ticket);
  });
  it.each(RAW_GARBAGE)('%s at the port', async (_name, bytes) => {
    const heard = await speakRaw(tickets, bytes);
    expect(heard === '' || /^HTTP\/1\.1 4\d\d/.test(heard)).toBe(true);
    expect(await send(`/api/tickets/${ticket.ticketId}`)).toEqual(ticket);
  });
});
