import { partyStore } from '@decroche/platform/redis';
import type { Callback, DeskView, Reply } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { openConsole } from './open-console.ts';
import { arrival, ended, eventually, offer, PARTY_KEY } from './support.ts';

const { ground, agent, supervisor } = await openConsole();
const partyRef = await partyStore(ground.redis, PARTY_KEY).remember({ number: '+33561000000' });

const accept = (reply: Reply = { result: 'accepted', created: 'cb-1' }) => void (ground.acd.answer = () => reply);
const asked = () => ground.acd.requests.at(-1)?.request;
const listed = async () => (await agent.get('/api/callbacks')).body['items'] as Callback[];
const known = (callId: string) =>
  eventually(
    () => agent.get(`/api/calls/${callId}`),
    ({ status }) => status === 200,
  );

describe('somebody is to be rung back', () => {
  it('after a call that was given up', async () => {
    accept();
    await ground.acd.tell(...arrival('c1', partyRef), { ...ended('c1'), outcome: 'abandonedInQueue' });
    await known('c1');
    expect((await agent.post('/api/callbacks', { kind: 'call', callId: 'c1' })).body).toEqual({ callId: 'cb-1' });
    expect(asked()).toEqual({ type: 'callback.requested', partyRef, serviceId: 'assistance', answersCallId: 'c1' });
  });

  it('after a message, by the one who asks and at a time of their choice', async () => {
    await ground.acd.tell(...arrival('c2', partyRef), {
      ...{ type: 'call.voicemailFinished', callId: 'c2', recordingId: 'r2' },
      ...{ file: 'voicemail/r2.wav', durationMs: 4000 },
    });
    await eventually(
      () => agent.get('/api/voicemails'),
      ({ body }) => body['total'] === 1,
    );
    const dueAt = Date.now() + 3_600_000;
    expect((await agent.post('/api/voicemails/r2/callback', { dueAt, agentId: 'me' })).status).toBe(200);
    expect(asked()).toMatchObject({ answersCallId: 'c2', dueAt, agentId: 'agent1' });
    expect((await agent.post('/api/callbacks', { kind: 'voicemail', recordingId: 'r2' })).status).toBe(200);
  });

  it('at a number that an agent types: it is kept apart, a reference stands for it', async () => {
    const input = { kind: 'number', number: '05 61 00 00 01', serviceId: 'assistance' };
    expect((await agent.post('/api/callbacks', input)).status).toBe(200);
    const { partyRef: ref } = asked() as { partyRef: string };
    expect(await partyStore(ground.redis, PARTY_KEY).lookUp(ref as never)).toEqual({ number: '+33561000001' });
    expect(JSON.stringify(ground.acd.requests)).not.toContain('61000001');
  });

  it.each([
    ['a word for a number', { kind: 'number', number: 'allô', serviceId: 'assistance' }, 422, 'notANumber'],
    ['a call nobody knows', { kind: 'call', callId: 'c0' }, 404, 'notFound'],
    ['a message nobody knows', { kind: 'voicemail', recordingId: 'r0' }, 404, 'notFound'],
    ['another agent’s hand', { kind: 'call', callId: 'c1', agentId: 'agent2' }, 403, 'notYourself'],
    ['nothing', {}, 400, 'invalid'],
  ])('is refused for %s', async (_name, input, status, reason) => {
    const before = ground.acd.requests.length;
    expect(await agent.post('/api/callbacks', input)).toMatchObject({ status, body: { reason } });
    expect(ground.acd.requests).toHaveLength(before);
  });

  it('not after a call whose number was withheld, nor where the acd refuses', async () => {
    await ground.acd.tell(...arrival('c3'));
    await known('c3');
    const refused = await agent.post('/api/callbacks', { kind: 'call', callId: 'c3' });
    expect(refused).toMatchObject({ status: 422, body: { reason: 'withheld' } });
    accept({ result: 'refused', reason: 'alreadyPending' });
    const again = await agent.post('/api/callbacks', { kind: 'call', callId: 'c1' });
    expect(again).toMatchObject({ status: 409, body: { reason: 'alreadyPending' } });
    accept();
  });
});

describe('a call-back', () => {
  const placed = {
    ...{ type: 'call.placed', callId: 'cb-1', legId: 'cb-1-a', gatewayId: 'gw', serviceId: 'assistance' },
    ...{ placedAt: 1000, dueAt: 2000, mode: 'slot', dialling: 'agentFirst', answersCallId: 'c2', by: 'caller' },
  };

  it('is listed from its placing to its end, with how far it is', async () => {
    await ground.acd.tell({ ...placed, partyRef });
    const [scheduled] = await eventually(listed, (items) => items.length === 1);
    expect(scheduled).toMatchObject({
      ...{ callId: 'cb-1', stage: 'scheduled', attempts: 0, mode: 'slot', by: 'caller', dueAt: 2000 },
      caller: { number: expect.stringContaining('05 61') },
    });
    expect((await supervisor.get('/api/board')).body['callbacks']).toMatchObject([{ callId: 'cb-1', attempts: 0 }]);
    const [message] = (await agent.get('/api/voicemails')).body['items'] as unknown[];
    expect(message).toMatchObject({ recordingId: 'r2', callbackId: 'cb-1' });
  });

  it('rings at an agent as a call-back, and is dialled once they have taken it', async () => {
    const { made, accepted } = offer('cb-1', 'agent1');
    await ground.acd.tell(
      { type: 'agent.loggedIn', agentId: 'agent1' },
      { type: 'agent.becameReady', agentId: 'agent1' },
      {
        ...{ type: 'call.queued', callId: 'cb-1', queueId: 'assistance', queuedAt: 2000, priority: 0 },
        because: 'callback',
      },
      made,
    );
    const desk = async () => (await agent.get('/api/desk')).body as unknown as DeskView;
    expect(await eventually(desk, ({ offer: rings }) => rings !== undefined)).toMatchObject({
      offer: { kind: 'callback' },
    });
    expect(await listed()).toMatchObject([{ stage: 'offered' }]);
    await ground.acd.tell(accepted, { type: 'call.dialled', callId: 'cb-1', legId: 'cb-1-a', attempt: 1 });
    expect(await eventually(listed, ([item]) => item?.stage === 'dialling')).toMatchObject([{ attempts: 1 }]);
    expect((await desk()).call).toMatchObject({ kind: 'callback', status: 'connecting' });
    await ground.acd.tell(
      { type: 'call.dialFailed', callId: 'cb-1', attempt: 1, cause: 'noAnswer' },
      { type: 'agent.becameReady', agentId: 'agent1' },
      { type: 'call.postponed', callId: 'cb-1', dueAt: 9_000_000, why: 'retry', attempts: 1 },
    );
    expect(await eventually(listed, ([item]) => item?.stage === 'scheduled')).toMatchObject([
      { postponed: 'retry', dueAt: 9_000_000 },
    ]);
    expect((await desk()).call).toBeUndefined();
    const { timeline } = (await agent.get('/api/calls/cb-1')).body as { timeline: { text: string }[] };
    expect(timeline.map(({ text }) => text)).toContain('Essai 1 sans réponse');
  });

  it('is put to another time or called off', async () => {
    accept({ result: 'accepted' });
    expect((await agent.put('/api/callbacks/cb-1', { dueAt: 5000 })).body).toEqual({ result: 'accepted' });
    expect(asked()).toEqual({ type: 'callback.rescheduleRequested', callId: 'cb-1', dueAt: 5000 });
    expect((await agent.put('/api/callbacks/cb-1', { dueAt: 'demain' })).status).toBe(400);
    expect((await agent.delete('/api/callbacks/cb-1')).body).toEqual({ result: 'accepted' });
    expect(asked()).toEqual({ type: 'callback.cancelRequested', callId: 'cb-1' });
    await ground.acd.tell({ ...ended('cb-1', 'system'), outcome: 'callbackCancelled' });
    expect(await eventually(listed, (items) => items.length === 0)).toEqual([]);
  });
});
