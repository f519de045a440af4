import {
  streams,
  TicketJournalRecord,
  type Ticket,
  type TicketJournalEvent,
  type TicketPage,
} from '@decroche/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionOf } from '../../support/definitions.ts';
import { expectRefusal } from '../../support/http-door.ts';
import { journalOf, tell, type CallPlot, type Told } from '../../support/journal-story.ts';
import { layGround, type Ground, type ProgramUnderTest } from '../../support/program-ground.ts';

const NOON = Date.parse('2026-11-20T11:00:00Z');
let ground: Ground;
let tickets: ProgramUnderTest;
let headers: Record<string, string>;
let seq = 0;

beforeAll(async () => {
  ground = await layGround();
  await ground.bus.publish(streams.definitions('main'), [definitionOf([])]);
  tickets = await ground.start('tickets/src/main.ts');
  headers = await ground.signIn('agent', 'agent1');
});
afterAll(() => ground.close());

const at = (ms: number, type: string, fields: object): Told => ({ at: NOON + ms, event: { type, ...fields } as never });
const call = (callId: string, afterMs: number, plot: Partial<CallPlot> & Pick<CallPlot, 'outcome'>): Told[] =>
  tell({ callId, arrivedAt: NOON + afterMs, waitMs: 5_000, ...plot });

async function journal(...stories: Told[][]): Promise<void> {
  const lines = journalOf(stories, seq + 1);
  seq += lines.length;
  await ground.bus.publish(streams.journal('main'), lines);
  await tickets.logged(({ msg, seq: reached }) => msg === 'journal consigned' && Number(reached) >= seq);
}

/**
 * The tickets' journal up to a line that satisfies the condition, each line once: one told just before a crash is told again
 * with the same id, and changes nothing.
 */
async function told(condition: (event: TicketJournalEvent) => boolean): Promise<TicketJournalEvent[]> {
  const heard = new Map<string, TicketJournalEvent>();
  return new Promise((resolve, reject) => {
    const following = ground.bus.follow(streams.ticketJournal('main'), 'start', (entries) => {
      for (const { id, event } of entries.map(({ value }) => TicketJournalRecord.parse(value))) heard.set(id, event);
      if ([...heard.values()].some(condition)) resolve([...heard.values()]);
      return Promise.resolve();
    });
    following.failed.catch(reject);
  });
}

async function send<T>(method: string, path: string, body?: object): Promise<T> {
  const json = body
    ? { body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } }
    : { headers };
  const answer = await fetch(`${tickets.baseUrl}${path}`, { method, ...json });
  expect([path, answer.status < 300]).toEqual([path, true]);
  return (await answer.json()) as T;
}
const get = <T>(path: string): Promise<T> => send<T>('GET', path);
const post = <T>(path: string, body: object): Promise<T> => send<T>('POST', path, body);
const ofCall = (callId: string): Promise<Ticket> => get<Ticket>(`/api/tickets/by-call/${callId}`);
const byHand = (subject: string, more: object = {}): Promise<Ticket> => post('/api/tickets', { subject, ...more });

/** Someone presses 1 at the incident's message. */
const attached = (callId: string, afterMs: number, ticketId: string, partyRef?: string): Told[] => [
  ...call(callId, afterMs, {
    ...{ outcome: 'attachedToIncident', welcomeMs: null, waitMs: 9_000 },
    ...(partyRef === undefined ? {} : { partyRef }),
  }),
  at(afterMs + 8_000, 'call.attachedToIncident', { callId, dissuasionId: 'd1', ticketId }),
];

describe('a major incident', () => {
  it('solved, solves its children; each caller is to be told once, and then has been', async () => {
    const incident = await byHand('Messagerie en panne', { category: 'Messagerie' });
    await journal(
      attached('k1', 0, incident.ticketId, 'p1'),
      attached('k2', 1_000, incident.ticketId, 'p2'),
      attached('k3', 2_000, incident.ticketId),
      attached('lost', 3_000, 'INC-2026-99999', 'p4'),
    );
    const one = await ofCall('k1');
    expect(one).toMatchObject({ origin: 'dissuasion', status: 'open', parentId: incident.ticketId, callIds: ['k1'] });
    expect(one.timeline.filter(({ change }) => change.type === 'callEnded')).toHaveLength(1);
    expect(await ofCall('lost')).toMatchObject({ origin: 'dissuasion', status: 'toComplete' });
    const parent = await get<Ticket>(`/api/tickets/${incident.ticketId}`);
    expect(parent).toMatchObject({ childCount: 3, revision: incident.revision });
    const children = await get<TicketPage>(`/api/tickets?parentId=${incident.ticketId}`);
    expect(children.total).toBe(3);

    await post(`/api/tickets/${incident.ticketId}/resolve`, {
      revision: parent.revision,
      solution: 'Serveur redémarré',
    });
    const solved = await ofCall('k1');
    expect(solved).toMatchObject({ status: 'resolved', informing: 'due' });
    expect((await ofCall('k3')).informing).toBeUndefined();
    const due = await get<TicketPage>('/api/tickets?informing=due');
    expect(due.items.map(({ callIds }) => callIds[0]).sort()).toEqual(['k1', 'k2']);
    const lines = await told((event) => event.type === 'ticket.callerToInform' && event.partyRef === 'p2');
    expect(lines.filter(({ type }) => type === 'ticket.callerToInform')).toMatchObject([
      { partyRef: 'p1', parentId: incident.ticketId, subject: 'Messagerie en panne', solution: 'Serveur redémarré' },
      { partyRef: 'p2' },
    ]);

    const mailed = {
      id: 'mail-1',
      at: NOON,
      event: { type: 'caller.informed', ticketId: solved.ticketId, by: 'mail' },
    };
    const unknown = { ...mailed, id: 'mail-0', event: { ...mailed.event, ticketId: 'INC-2026-77777' } };
    await ground.bus.publish(streams.ticketInputs('main'), ['garbage', unknown, mailed, mailed]);
    await tickets.logged(({ msg, isNews }) => msg === 'a caller was informed' && isNews === true);
    const second = await ofCall('k2');
    await post(`/api/tickets/${second.ticketId}/informed`, { revision: second.revision, by: 'call' });
    expect((await get<TicketPage>('/api/tickets?informing=due')).total).toBe(0);
    const informed = (await ofCall('k1')).timeline.filter(({ change }) => change.type === 'callerInformed');
    expect(informed).toMatchObject([{ actor: 'system', change: { by: 'mail' } }]);
  });

  it('a killed program forgets no caller to inform, and informs nobody twice', async () => {
    const incident = await byHand('Réseau coupé');
    await journal(attached('n1', 20_000, incident.ticketId, 'p7'));
    await post(`/api/tickets/${incident.ticketId}/resolve`, { revision: incident.revision, solution: 'Câble remis' });
    await tickets.kill();
    tickets = await ground.start('tickets/src/main.ts');
    const lines = await told((event) => event.type === 'ticket.callerToInform' && event.partyRef === 'p7');
    expect(lines.filter((event) => event.type === 'ticket.callerToInform' && event.partyRef === 'p7')).toHaveLength(1);
    expect((await ofCall('n1')).informing).toBe('due');
  });

  it('a ticket is attached by hand, and stands alone again', async () => {
    const [incident, other] = [await byHand('Panne'), await byHand('Mon poste')];
    const child = await post<Ticket>(`/api/tickets/${other.ticketId}/attach-to`, {
      ...{ revision: other.revision, parentId: incident.ticketId },
    });
    expect(child).toMatchObject({ parentId: incident.ticketId });
    expect(await get<Ticket>(`/api/tickets/${incident.ticketId}`)).toMatchObject({ childCount: 1 });
    const alone = await post<Ticket>(`/api/tickets/${other.ticketId}/detach`, { revision: child.revision });
    expect(alone.parentId).toBeUndefined();
    expect(await get<Ticket>(`/api/tickets/${incident.ticketId}`)).toMatchObject({ childCount: 0 });
  });

  it('takes over the call of its own child, which no longer counts', async () => {
    const incident = await byHand('Imprimantes');
    await journal(attached('m1', 25_000, incident.ticketId), attached('m2', 26_000, incident.ticketId));
    const taken = await post<Ticket>(`/api/tickets/${incident.ticketId}/attach-call`, {
      ...{ revision: incident.revision, callId: 'm1' },
    });
    expect(taken).toMatchObject({ callIds: ['m1'], childCount: 1 });
    expect(await get<Ticket>(`/api/tickets/${incident.ticketId}`)).toEqual(taken);
    expect((await get<TicketPage>(`/api/tickets?parentId=${incident.ticketId}`)).total).toBe(1);
  });
});

describe('one ticket for one solicitation', () => {
  const placed = (callId: string, ms: number, answersCallId: string): Told =>
    at(ms, 'call.placed', {
      ...{ callId, legId: `${callId}-leg`, gatewayId: 'gateway1', serviceId: 'plain', partyRef: 'p9', answersCallId },
      ...{ placedAt: NOON + ms, dueAt: NOON + ms, mode: 'now', dialling: 'agentFirst', by: 'caller' },
    });
  const answered = (callId: string, ms: number): Told[] => [
    at(ms, 'call.answered', { callId, agentId: 'agent1', offerId: 'o', answeredAt: NOON + ms }),
    at(ms + 9, 'call.ended', { callId, outcome: 'answered', cause: 'normal', by: 'caller', endedAt: NOON + ms + 9 }),
  ];

  it('asking to be rung back, and being rung back', async () => {
    await journal([
      ...call('asks', 30_000, { outcome: 'callbackRequested', partyRef: 'p9', waitMs: 9_000 }),
      at(35_000, 'call.callbackRequested', { callId: 'asks', callbackId: 'rings' }),
      placed('rings', 35_000, 'asks'),
    ]);
    expect(await ofCall('asks')).toMatchObject({ origin: 'callback', status: 'toComplete', callIds: ['asks'] });
    await journal(answered('rings', 60_000));
    const ticket = await ofCall('rings');
    expect(ticket).toMatchObject({ callIds: ['asks', 'rings'], agentId: 'agent1', status: 'toComplete' });
    expect((await ofCall('asks')).ticketId).toBe(ticket.ticketId);
    expect(ticket.timeline.filter(({ change }) => change.type === 'callEnded')).toHaveLength(2);
  });
  it('an abandoned call and a message, rung back', async () => {
    await journal(
      call('gave-up', 100_000, { outcome: 'abandonedInQueue', partyRef: 'p9' }),
      call('message', 101_000, { outcome: 'voicemailLeft', partyRef: 'p9' }),
    );
    expect(await ofCall('gave-up')).toMatchObject({ status: 'closed' });
    await journal([placed('cb1', 200_000, 'gave-up'), ...answered('cb1', 210_000)]);
    expect(await ofCall('cb1')).toMatchObject({ callIds: ['gave-up', 'cb1'], status: 'toComplete', agentId: 'agent1' });
    const end = { outcome: 'callbackUnreached', cause: 'noAnswer', by: 'system', endedAt: NOON + 310_000 };
    await journal([placed('cb2', 300_000, 'message'), at(310_000, 'call.ended', { callId: 'cb2', ...end })]);
    expect(await ofCall('cb2')).toMatchObject({
      origin: 'voicemail',
      callIds: ['message', 'cb2'],
      status: 'toComplete',
    });
  });
});

describe('bad input', () => {
  it.each([
    ['an unknown parent', 'attach-to', { parentId: 'INC-2026-88888' }, 404, 'unknownParent'],
    ['itself for a parent', 'attach-to', { parentId: 'self' }, 409, 'ownParent'],
    ['no parent', 'attach-to', {}, 400, 'invalid'],
    ['a parent that cannot be', 'attach-to', { parentId: '../x' }, 400, 'invalid'],
    ['an old revision', 'attach-to', { revision: 0, parentId: 'self' }, 409, 'revisionConflict'],
    ['no parent to leave', 'detach', {}, 409, 'notAChild'],
    ['a revision in words', 'detach', { revision: 'x' }, 400, 'invalid'],
    ['nobody to inform', 'informed', { by: 'call' }, 409, 'nobodyToInform'],
    ['pigeons', 'informed', { by: 'pigeon' }, 400, 'invalid'],
  ] as const)('%s', async (name, verb, body, status, reason) => {
    const ticket = await byHand('Essai');
    const parent = 'parentId' in body && body.parentId === 'self' ? { parentId: ticket.ticketId } : {};
    const sent = JSON.stringify({ revision: ticket.revision, ...body, ...parent });
    const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: sent };
    await expectRefusal(tickets, { name, path: `/api/tickets/${ticket.ticketId}/${verb}`, init, status, reason });
  });
  it.each(['attach-to', 'detach', 'informed'])('%s: nobody signed in, no such ticket', async (verb) => {
    const json = { 'content-type': 'application/json' };
    const body = JSON.stringify({ revision: 1, parentId: 'INC-2026-00001' });
    const path = `/api/tickets/INC-2026-66666/${verb}`;
    const unsigned = { method: 'POST', headers: { ...json, 'x-decroche': '1' }, body };
    await expectRefusal(tickets, { name: 'nobody', path, init: unsigned, status: 401, reason: 'notSignedIn' });
    const init = { method: 'POST', headers: { ...headers, ...json }, body };
    await expectRefusal(tickets, { name: 'unknown', path, init, status: 404, reason: 'unknownTicket' });
  });
  it.each([
    ['?informing=maybe', 'invalid'],
    ['?parentId=..%2Fx', 'invalid'],
  ])('the list %s', async (query, reason) => {
    await expectRefusal(tickets, { name: query, path: `/api/tickets${query}`, init: { headers }, status: 400, reason });
  });
});
