import { partyStore } from '@decroche/platform/redis';
import {
  Definition,
  DefinitionTried,
  DefinitionVersionPage,
  PartyRulePage,
  streams,
  type CalendarDefinition,
  type PartyRuleView,
  type QueueDefinition,
  type ServiceDefinition,
} from '@decroche/protocol';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openConsole } from './open-console.ts';
import { DOMAIN, PARTY_KEY, type Answer } from './support.ts';

const { ground, agent, supervisor, admin } = await openConsole();

const published = async (): Promise<Definition> =>
  Definition.parse((await ground.bus.last(streams.definitions(DOMAIN)))?.value);
const written = async (): Promise<Definition> => Definition.parse((await admin.get('/api/definition')).body);
const queue = async (queueId = 'assistance'): Promise<QueueDefinition> =>
  (await written()).queues.find((each) => each.queueId === queueId)!;
const service = async (): Promise<ServiceDefinition> => (await written()).services[0]!;
const calendar = async (): Promise<CalendarDefinition> => (await written()).calendars[0]!;
const pathsOf = ({ body }: Answer): string[] => ((body['issues'] ?? []) as { path: string }[]).map(({ path }) => path);

describe('queues, skills and pause reasons', () => {
  it('are added, changed and removed, each in a version of its own', async () => {
    const { version } = await published();
    const night = { queueId: 'nuit', name: 'Nuit', strategy: 'linear', ringTimeoutMs: 15_000, missLimit: 2 };
    const skill = { skillId: 'allemand', name: 'Allemand' };
    const pause = { reason: 'bilan', label: 'Bilan', labelEn: 'Review', guarded: true, plannedMs: 900_000 };
    expect((await admin.put('/api/queues/nuit', night)).body).toEqual({ version: version + 1 });
    expect((await admin.put('/api/skills/allemand', skill)).body).toEqual({ version: version + 2 });
    expect((await admin.put('/api/pause-reasons/bilan', pause)).body).toEqual({ version: version + 3 });
    const now = await published();
    expect(now.queues).toContainEqual(night);
    expect(now.skills).toContainEqual(skill);
    expect(now.pauseReasons).toContainEqual(pause);
    for (const path of ['/api/queues/nuit', '/api/skills/allemand', '/api/pause-reasons/bilan']) {
      expect((await admin.delete(path)).status).toBe(200);
      expect((await admin.delete(path)).status).toBe(404);
    }
    expect((await published()).version).toBe(version + 6);
  });
  it.each([
    ['a queue with agents and a service', '/api/queues/assistance', 'services.0.queueId'],
    ['a queue that others overflow to', '/api/queues/niveau2', 'queues.0.overflowTo.queueId'],
    ['a skill somebody has', '/api/skills/vpn', 'agents.0.skills.vpn'],
    ['a calendar of a service', '/api/calendars/assistance', 'services.0.calendarId'],
  ])('%s is in use and stays', async (_name, path, where) => {
    const { version } = await published();
    const refused = await admin.delete(path);
    expect(refused).toMatchObject({ status: 409, body: { reason: 'inUse' } });
    expect(pathsOf(refused)).toContain(where);
    expect((await published()).version).toBe(version);
  });
  it.each<[string, string, () => Promise<object>, string]>([
    [
      'tiers that do not rise',
      '/api/queues/assistance',
      async () => ({
        ...(await queue()),
        tiers: [
          { tier: 2, afterMs: 1 },
          { tier: 1, afterMs: 2 },
        ],
      }),
      'queues.0.tiers.1.tier',
    ],
    [
      'an overflow in a circle',
      '/api/queues/niveau2',
      async () => ({ ...(await queue('niveau2')), overflowTo: { queueId: 'assistance', afterMs: 1 } }),
      'queues.1.overflowTo.queueId',
    ],
    [
      'a need nobody can meet',
      '/api/services/assistance',
      async () => ({ ...(await service()), needs: [{ skillId: 'cuisine', level: 1 }] }),
      'services.0.needs.0.skillId',
    ],
    [
      'the same key twice',
      '/api/services/assistance',
      async () => ({
        ...(await service()),
        waitingKeys: [
          { key: '1', target: { kind: 'stay' } },
          { key: '1', target: { kind: 'voicemail' } },
        ],
      }),
      'services.0.waitingKeys.1.key',
    ],
    [
      'a call-back under child protection',
      '/api/services/assistance',
      async () => ({ ...(await service()), childProtection: true }),
      'services.0.callback',
    ],
    [
      'a guarded break of no length',
      '/api/pause-reasons/pause',
      async () => ({ reason: 'pause', label: 'Pause', labelEn: 'Break', guarded: true }),
      'pauseReasons.0.plannedMs',
    ],
    [
      'a date that is none',
      '/api/calendars/assistance',
      async () => ({ ...(await calendar()), exceptions: [{ date: '2027-02-30', reason: 'x', windows: [] }] }),
      'calendars.0.exceptions.0.date',
    ],
  ])('%s is not published', async (_name, path, body, where) => {
    const { version } = await published();
    const refused = await admin.put(path, await body());
    expect(refused).toMatchObject({ status: 400, body: { reason: 'inconsistent' } });
    expect(pathsOf(refused)).toContain(where);
    expect((await published()).version).toBe(version);
  });
  it.each([
    ['an unknown strategy', { strategy: 'luck' }],
    ['no ring time', { ringTimeoutMs: undefined }],
    ['another id than the path', { queueId: 'other' }],
  ])('%s is not valid', async (_name, change) => {
    expect((await admin.put('/api/queues/assistance', { ...(await queue()), ...change })).status).toBe(400);
  });
  it('are for administrators', async () => {
    for (const who of [agent, supervisor]) {
      expect((await who.put('/api/queues/assistance', await queue())).status).toBe(403);
      expect((await who.get('/api/party-rules')).status).toBe(403);
      expect((await who.get('/api/definition/versions')).status).toBe(403);
      expect((await who.post('/api/definition/try', { change: {} })).status).toBe(403);
    }
  });
});

describe('versions', () => {
  it('say who changed what, and any of them can be restored', async () => {
    const before = await written();
    await admin.put('/api/queues/assistance', { ...(await queue()), ringTimeoutMs: 9_000, name: 'Bureau' });
    const page = DefinitionVersionPage.parse((await admin.get('/api/definition/versions?limit=2')).body);
    expect(page.items[0]).toMatchObject({
      ...{ version: before.version + 1, byName: 'Administrateur' },
      changes: [{ part: 'queues', id: 'assistance', name: 'Bureau', how: 'changed' }],
    });
    const past = await admin.get(`/api/definition/versions/${before.version}`);
    expect(Definition.parse(past.body)).toEqual(before);
    const restored = await admin.post(`/api/definition/versions/${before.version}/restore`);
    expect(restored.body).toEqual({ version: before.version + 2 });
    expect(await queue()).toEqual(before.queues[0]);
    const audit = (await admin.get('/api/audit?limit=1')).body['items'];
    expect(audit).toMatchObject([{ action: 'definition.restored', actorName: 'Administrateur' }]);
  });
  it.each(['GET', 'POST'])('that never were are not found: %s', async (method) => {
    const path = method === 'GET' ? '/api/definition/versions/99999' : '/api/definition/versions/99999/restore';
    expect((await admin.send(method, path)).status).toBe(404);
  });
});

describe('trying', () => {
  const call = { callId: 'c1', queuedAt: 1_000, queueId: 'assistance', was: { agentId: 'agent1', waitMs: 1_000 } };
  it('asks the acd what would have become of the last calls, and changes nothing', async () => {
    const { version } = await published();
    const other = { ...call, callId: 'c2', queuedAt: 2_000, would: { agentId: 'agent2', waitMs: 500 } };
    ground.acd.answer = () => ({
      result: 'accepted',
      dryRun: { calls: [{ ...call, would: call.was }, other], changed: 1 } as never,
    });
    const change = { queues: [{ ...(await queue()), strategy: 'linear' }], remove: [{ part: 'agents', id: 'agent4' }] };
    const tried = DefinitionTried.parse((await admin.post('/api/definition/try', { change, calls: 20 })).body);
    expect(tried.calls).toEqual([
      expect.objectContaining({
        ...{ callId: 'c2', queueName: 'Assistance DSIUN', changed: true },
        would: { agentId: 'agent2', agentName: 'Mehdi Lacroix', waitMs: 500 },
      }),
      expect.objectContaining({ callId: 'c1', changed: false }),
    ]);
    const asked = ground.acd.requests.at(-1)!;
    expect(asked.request).toMatchObject({
      ...{ type: 'definition.tryRequested', calls: 20 },
      definition: {
        version: version + 1,
        queues: [{ queueId: 'assistance', strategy: 'linear' }, { queueId: 'niveau2' }],
      },
    });
    expect(JSON.stringify(asked.request)).not.toContain('"agentId":"agent4"');
    expect((await published()).version).toBe(version);
  });
  it('says what would not hold together, without asking', async () => {
    const asked = ground.acd.requests.length;
    const change = { queues: [{ ...(await queue()), overflowTo: { queueId: 'nowhere', afterMs: 1 } }] };
    const refused = await admin.post('/api/definition/try', { change });
    expect(refused).toMatchObject({ status: 400, body: { reason: 'inconsistent' } });
    const check = await admin.post('/api/definition/check', change);
    expect(check).toMatchObject({ status: 200, body: { issues: [{ path: 'queues.0.overflowTo.queueId' }] } });
    expect((await admin.post('/api/definition/check', {})).body).toEqual({ issues: [] });
    expect(ground.acd.requests).toHaveLength(asked);
  });
  it('hands on the acd’s refusal', async () => {
    ground.acd.answer = () => ({ result: 'refused', reason: 'invalidDefinition', detail: 'no such thing' });
    const refused = await admin.post('/api/definition/try', { change: {} });
    expect(refused).toMatchObject({ status: 409, body: { reason: 'invalidDefinition', detail: 'no such thing' } });
  });
  it.each([{ change: {}, calls: 0 }, { change: {}, calls: 501 }, {}, { change: { queues: [{}] } }])(
    'of %j is not valid',
    async (body) => {
      expect((await admin.post('/api/definition/try', body)).status).toBe(400);
    },
  );
});

describe('calendars', () => {
  it('propose the bridge days of a year', async () => {
    const { body } = await supervisor.get('/api/calendars/assistance/bridge-days?year=2027');
    expect(body['items']).toEqual([
      { date: '2027-05-07', weekday: 5, holiday: 'Ascension', holidayDate: '2027-05-06', already: true },
      { date: '2027-11-12', weekday: 5, holiday: 'Armistice 1918', holidayDate: '2027-11-11', already: false },
    ]);
    expect((await supervisor.get('/api/calendars/none/bridge-days?year=2027')).status).toBe(404);
    expect((await supervisor.get('/api/calendars/assistance/bridge-days?year=mmxx')).status).toBe(400);
  });
  it('close days with a message of their own, spoken', async () => {
    const closing = {
      ...{ dates: ['2027-11-12', '2027-12-24'], reason: 'Fermeture', windows: [] },
      message: { text: 'Bonjour. Nous sommes exceptionnellement fermés aujourd’hui.' },
    };
    const made = await admin.post('/api/calendars/assistance/closings', closing);
    expect(made.status).toBe(200);
    const definition = await written();
    const prompt = definition.prompts.find(({ promptId }) => promptId === made.body['promptId'])!;
    expect((await stat(join(ground.mediaDir, prompt.file))).size).toBeGreaterThan(50_000);
    const ours = definition.calendars[0]!.exceptions.filter(({ reason }) => reason === 'Fermeture');
    expect(ours.map(({ date, prompt: heard }) => [date, heard])).toEqual([
      ['2027-11-12', prompt.promptId],
      ['2027-12-24', prompt.promptId],
    ]);
    const days = await agent.get('/api/calendars/assistance/days?from=2027-11-10&to=2027-11-15');
    expect((days.body['items'] as { open: unknown[] }[]).map(({ open }) => open.length)).toEqual([1, 0, 0, 0, 0, 1]);
    expect(days.body['items']).toMatchObject([
      {},
      { holiday: 'Armistice 1918' },
      { exception: 'Fermeture' },
      {},
      {},
      {},
    ]);
  });
  it('keep what an earlier closing says when a later one takes one of its days', async () => {
    const close = (dates: string[], text: string) =>
      admin.post('/api/calendars/assistance/closings', { dates, reason: 'Travaux', message: { text } });
    await close(['2027-09-01', '2027-09-02'], 'Bonjour. Des travaux nous ferment deux jours.');
    await close(['2027-09-01'], 'Bonjour. Une panne nous ferme.');
    const { calendars, prompts } = await written();
    const heard = ['2027-09-01', '2027-09-02'].map((date) => {
      const exception = calendars[0]!.exceptions.find((each) => each.date === date);
      return prompts.find(({ promptId }) => promptId === exception?.prompt)?.text;
    });
    expect(heard).toEqual(['Bonjour. Une panne nous ferme.', 'Bonjour. Des travaux nous ferment deux jours.']);
  });
  it('give a day other hours, in the place of what was said of it before', async () => {
    const windows = [{ from: '08:00', to: '12:00' }];
    const again = { dates: ['2027-12-24'], reason: 'Veille de Noël', windows, message: { promptId: 'closed-holiday' } };
    expect((await admin.post('/api/calendars/assistance/closings', again)).status).toBe(200);
    const day = (await calendar()).exceptions.filter(({ date }) => date === '2027-12-24');
    expect(day).toEqual([{ date: '2027-12-24', reason: 'Veille de Noël', windows, prompt: 'closed-holiday' }]);
  });
  it.each([
    ['no date', { dates: [], reason: 'x' }, 400],
    ['a date that is none', { dates: ['2027-02-30'], reason: 'x' }, 400],
    ['a prompt that is none', { dates: ['2027-02-01'], reason: 'x', message: { promptId: 'none' } }, 400],
    ['hours that go back', { dates: ['2027-02-01'], reason: 'x', windows: [{ from: '12:00', to: '08:00' }] }, 400],
  ])('are not closed with %s', async (_name, body, status) => {
    const { version } = await published();
    expect((await admin.post('/api/calendars/assistance/closings', body)).status).toBe(status);
    expect((await published()).version).toBe(version);
  });
  it.each(['from=2027-01-02&to=2027-01-01', 'from=2027-01-01&to=2029-01-01', 'from=2027-02-30&to=2027-03-01', ''])(
    'show no days for %s',
    async (query) => {
      expect((await agent.get(`/api/calendars/assistance/days?${query}`)).status).toBe(400);
    },
  );
});

describe('callers who are treated apart', () => {
  it('are ruled by number; the number is in the party store and nowhere else', async () => {
    const number = '+33612345678';
    const partyRef = partyStore(ground.redis, PARTY_KEY).refer(number);
    const rule = await admin.post('/api/party-rules', {
      number: '06 12 34 56 78',
      treatment: { kind: 'vip', priority: 20 },
    });
    expect(rule).toMatchObject({ status: 200, body: { partyRef, number: '06 12 34 56 78' } });
    const definition = await published();
    expect(definition.partyRules).toContainEqual({ partyRef, kind: 'vip', priority: 20 });
    expect(JSON.stringify(definition)).not.toContain('612345678');
    expect((await admin.get('/api/audit?limit=5')).text).not.toContain('12345678');
    const again = await admin.post('/api/party-rules', { number: '0612345678', treatment: { kind: 'blocked' } });
    expect(again).toMatchObject({ status: 409, body: { reason: 'alreadyRuled' } });
    const path = `/api/party-rules/${partyRef}`;
    const changed = await admin.put(path, { treatment: { kind: 'preferredAgent', agentId: 'agent2' } });
    expect(changed.body as unknown as PartyRuleView).toMatchObject({
      treatment: { kind: 'preferredAgent', agentId: 'agent2' },
    });
    const refused = await admin.delete('/api/agents/agent2');
    expect(refused).toMatchObject({ status: 409, body: { reason: 'inUse' } });
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.delete(path)).status).toBe(404);
    expect((await admin.put(path, { treatment: { kind: 'blocked' } })).status).toBe(404);
  });
  it('of the demonstration are listed with the names the directory has', async () => {
    const page = PartyRulePage.parse((await admin.get('/api/party-rules')).body);
    expect(page.items).toEqual([
      expect.objectContaining({
        number: '04 65 71 00 15',
        name: 'Élodie Esnault',
        treatment: { kind: 'vip', priority: 50 },
      }),
      expect.objectContaining({ treatment: { kind: 'blocked' } }),
    ]);
  });
  it.each([
    ['a number that is none', { number: 'Robert', treatment: { kind: 'blocked' } }, 'body.number'],
    [
      'an agent that is none',
      { number: '0612345679', treatment: { kind: 'preferredAgent', agentId: 'zzz' } },
      'partyRules.2.agentId',
    ],
    ['no treatment', { number: '0612345679' }, 'body.treatment'],
    [
      'a priority of a thousand',
      { number: '0612345679', treatment: { kind: 'vip', priority: 1000 } },
      'body.treatment.priority',
    ],
  ])('%s is refused', async (_name, body, where) => {
    const refused = await admin.post('/api/party-rules', body);
    expect(refused.status).toBe(400);
    expect(pathsOf(refused)).toContain(where);
  });
});
