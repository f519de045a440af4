import type { DeskView, Reply } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { openConsole } from './open-console.ts';
import { eventually, signIn, type Client } from './support.ts';

const { ground, agent, supervisor, admin } = await openConsole();

const accept = (reply: Reply = { result: 'accepted' }) => void (ground.acd.answer = () => reply);
const lastAudit = async () => ((await admin.get('/api/audit?limit=1')).body['items'] as unknown[])[0];
const deskOf = async (client: Client) => (await client.get('/api/desk')).body as unknown as DeskView;

describe('a supervisor’s hand', () => {
  it.each([
    [
      'agents/agent1/force',
      { to: { status: 'notReady', reason: 'lunch' }, when: 'now' },
      {
        type: 'supervisor.agentForceRequested',
        agentId: 'agent1',
        to: { status: 'notReady', reason: 'lunch' },
        when: 'now',
      },
    ],
    [
      'agents/agent1/force',
      { to: { status: 'loggedOut' } },
      { type: 'supervisor.agentForceRequested', to: { status: 'loggedOut' }, when: 'afterCall' },
    ],
    ['calls/c1/move', { queueId: 'assistance' }, { type: 'supervisor.callMoveRequested', callId: 'c1' }],
    ['calls/c1/priority', { priority: 50 }, { type: 'supervisor.callPriorityRequested', priority: 50 }],
    ['calls/c1/release', undefined, { type: 'supervisor.callReleaseRequested', callId: 'c1' }],
  ])('%s with %o reaches the acd in their name and is noted; an agent may not', async (path, body, request) => {
    accept();
    expect((await agent.post(`/api/supervision/${path}`, body)).status).toBe(403);
    expect((await supervisor.post(`/api/supervision/${path}`, body)).body).toEqual({ result: 'accepted' });
    expect(ground.acd.requests.at(-1)).toMatchObject({ request, actor: expect.stringMatching(/^acc-/) });
    expect(await lastAudit()).toMatchObject({ action: request.type, actorName: expect.any(String) });
  });

  it.each([
    ['agents/agent1/force', { to: { status: 'talking' } }],
    ['agents/agent1/force', { to: { status: 'notReady' } }],
    ['calls/c1/priority', { priority: 1000 }],
    ['calls/c1/move', {}],
  ])('%s with %o is not understood, and nothing is asked', async (path, body) => {
    const before = ground.acd.requests.length;
    expect((await supervisor.post(`/api/supervision/${path}`, body)).status).toBe(400);
    expect(ground.acd.requests).toHaveLength(before);
  });

  it('is told why it is refused, and nothing is noted', async () => {
    accept({ result: 'refused', reason: 'unknownCall' });
    const before = await lastAudit();
    expect(await supervisor.post('/api/supervision/calls/c9/release')).toMatchObject({
      status: 409,
      body: { reason: 'unknownCall' },
    });
    expect(await lastAudit()).toEqual(before);
    accept();
  });
});

describe('a break that would leave too few people', () => {
  it('is refused with the time at which it may be taken', async () => {
    accept({ result: 'refused', reason: 'tooFewPresent', possibleAt: 1_700_000_000_000 });
    expect(await agent.post('/api/agents/me/pause', { reason: 'lunch' })).toMatchObject({
      status: 409,
      body: { reason: 'tooFewPresent', possibleAt: 1_700_000_000_000 },
    });
    accept();
  });
});

describe('a word to agents', () => {
  const read = (client: Client, messageId: string) => client.post(`/api/agents/me/messages/${messageId}/read`);

  it('is on the desk until it is read, also after a restart; the sender sees who has read it', async () => {
    const { body } = await supervisor.post('/api/supervision/messages', { to: ['agent1'], text: 'Réunion à 11 h.' });
    const messageId = body['messageId'] as string;
    expect((await deskOf(agent)).messages).toMatchObject([{ messageId, text: 'Réunion à 11 h.' }]);
    const detail = `${messageId}, 15 characters`;
    expect(await eventually(lastAudit, (entry) => entry !== undefined)).toMatchObject({
      action: 'message.sent',
      detail,
    });
    await ground.restart('SIGKILL');
    expect((await deskOf(agent)).messages).toMatchObject([{ messageId }]);

    expect((await read(agent, messageId)).status).toBe(204);
    expect((await deskOf(agent)).messages).toEqual([]);
    expect((await read(agent, messageId)).status).toBe(404);
    const sent = (await supervisor.get('/api/supervision/messages')).body['items'];
    expect(sent).toMatchObject([{ messageId, to: [{ agentId: 'agent1', readAt: expect.any(Number) }] }]);
  });

  it('may be for all; each reads it for themselves', async () => {
    const other = await signIn(ground, 'agent2');
    const { body } = await supervisor.post('/api/supervision/messages', { to: 'all', text: 'Exercice incendie.' });
    await read(agent, body['messageId'] as string);
    expect((await deskOf(agent)).messages).toEqual([]);
    expect((await deskOf(other)).messages).toMatchObject([{ text: 'Exercice incendie.' }]);
    expect(await eventually(lastAudit, (entry) => entry !== undefined)).toMatchObject({ action: 'message.read' });
  });

  it('is a supervisor’s, to agents who exist, and says something', async () => {
    const post = (client: Client, given: unknown) => client.post('/api/supervision/messages', given);
    expect((await post(agent, { to: 'all', text: 'moi aussi' })).status).toBe(403);
    expect((await post(supervisor, { to: ['nobody'], text: 'allô' })).status).toBe(404);
    expect((await post(supervisor, { to: 'all', text: ' ' })).status).toBe(400);
    expect((await post(supervisor, { to: [], text: 'allô' })).status).toBe(400);
  });
});
