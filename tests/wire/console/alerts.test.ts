import { io, type Socket } from 'socket.io-client';
import type { BoardView, ClientToServerEvents, ServerToClientEvents, StaleList } from '@decroche/protocol';
import { afterAll, describe, expect, it } from 'vitest';
import { MailServer } from './mail-server.ts';
import { openConsole } from './open-console.ts';
import { planOnCall } from './planned-on-call.ts';
import { arrival, Client, eventually } from './support.ts';

const mail = new MailServer();
await mail.start();
afterAll(() => mail.stop());
const { ground, supervisor, admin } = await openConsole({
  SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
  PUBLIC_URL: 'https://console.example.org',
});
const { camille, mehdi } = await planOnCall(ground, admin);
// The screens name people by the plan that the acd follows.
const { body: setup } = await admin.get('/api/on-call/setup');
const responders = (setup['responders'] as { responderId: string; name: string }[]).map((each) => ({
  ...{ responderId: each.responderId, name: each.name, phones: [], backups: [] },
}));
const plan = { ...setup, responders, publishedAt: 1, domainId: 'main' };
await ground.acd.tell({ type: 'onCallPlan.adopted', plan });

const opened = (alertId: string, more: Record<string, unknown> = {}) => ({
  ...{ type: 'alert.opened', alertId, by: 'system', source: 'api', policyId: 'infra', openedAt: Date.now() },
  ...{ content: { title: 'MySQL ne répond plus', detail: 'CRITICAL' }, equipmentId: 'srv-sql1', ...more },
});
const paged = (alertId: string, pageId: string, responderId: string, means = 'telephone') => ({
  ...{ type: 'alert.paged', alertId, pageId, responderId, means, loop: 1, step: 0 },
});
const on = (type: string, alertId: string, more: Record<string, unknown> = {}) => ({ type, alertId, ...more });

const fileOf = async (alertId: string) => (await camille.page.get(`/api/on-call/alerts/${alertId}`)).body;
const statusOf = async (alertId: string) => ((await fileOf(alertId))['alert'] as { status?: string })?.status;
const lastRequest = () => ground.acd.requests.at(-1)!;

describe('an alert', () => {
  it('is shown with who is asked, who has it, and all that was done', async () => {
    await ground.acd.tell(
      opened('a1', { dedupKey: 'sql1' }),
      on('alert.stepStarted', 'a1', { loop: 1, step: 0 }),
      paged('a1', 'p1', camille.accountId),
      on('alert.pageRang', 'a1', { pageId: 'p1', responderId: camille.accountId }),
    );
    await eventually(
      () => statusOf('a1'),
      (status) => status === 'escalating',
    );
    expect((await fileOf('a1'))['alert']).toMatchObject({
      ...{ title: 'MySQL ne répond plus', equipmentName: 'SRV SQL1', times: 1, callerWaits: false },
      asking: { name: 'Camille Astreinte', means: 'telephone', rings: true },
    });
    const at = Date.now();
    await ground.acd.tell(
      on('alert.repeated', 'a1', { content: { title: 'MySQL ne répond plus', detail: '' } }),
      on('alert.pageEnded', 'a1', { pageId: 'p1', responderId: camille.accountId, result: 'noKey' }),
      paged('a1', 'p2', mehdi.accountId, 'mail'),
      on('alert.pageEnded', 'a1', { pageId: 'p2', responderId: mehdi.accountId, result: 'accepted' }),
      on('alert.accepted', 'a1', { responderId: mehdi.accountId, how: 'screen', acceptedAt: at }),
      on('alert.joined', 'a1', { responderId: mehdi.accountId, by: mehdi.accountId, joinedAt: at }),
      on('alert.interventionStarted', 'a1', {
        ...{ responderId: mehdi.accountId, by: mehdi.accountId, where: 'remote', startedAt: at + 5 },
      }),
      on('alert.noted', 'a1', { by: mehdi.accountId, text: 'Redémarrage' }),
    );
    const file = await eventually(
      () => fileOf('a1'),
      (read) => (read['timeline'] as unknown[]).length === 12,
    );
    expect(file).toMatchObject({
      alert: { status: 'accepted', acceptedBy: 'Mehdi Astreinte', times: 2 },
      policyName: 'Infrastructure',
      pages: [{ result: 'noKey' }, { name: 'Mehdi Astreinte', means: 'mail', result: 'accepted' }],
      response: { remoteTargetMs: 3_600_000, onSiteTargetMs: 7_200_000, remoteMs: expect.any(Number) },
      mobilised: [{ name: 'Mehdi Astreinte', joinedAt: at }],
    });
    expect(file['alert']).not.toHaveProperty('asking');
    const lines = (file['timeline'] as { text: string }[]).map(({ text }) => text);
    expect(lines).toContain('Camille Astreinte : a décroché sans appuyer sur une touche (messagerie ?)');
    expect(lines).toContain('Prise en charge par Mehdi Astreinte (écran)');
    expect(lines.at(-1)).toBe('Mehdi Astreinte : Redémarrage');
  });

  it('stands on the wall while it is not closed; lists say when to be asked for again', async () => {
    const lists: StaleList[] = [];
    const boards: BoardView[] = [];
    const socket: Socket<ServerToClientEvents, ClientToServerEvents> = io(ground.console.base, {
      ...{ path: '/socket', transports: ['websocket'], extraHeaders: { cookie: supervisor.headers['cookie']! } },
    });
    afterAll(() => socket.disconnect());
    socket.on('stale', (list) => lists.push(list));
    socket.on('board', (view) => boards.push(view));
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    socket.emit('watch', 'board', () => undefined);
    await eventually(
      () => boards.at(-1)?.openAlerts.length,
      (count) => count === 1,
    );
    const trunk = { trunkId: 'carrier', gatewayId: 'gw' };
    await ground.acd.tell(
      { type: 'trunk.changed', ...trunk, up: false, changedAt: 5, why: 'no answer' },
      { type: 'line.probed', ...trunk, probedAt: 6, ok: false },
      on('alert.closed', 'a1', { by: mehdi.accountId, resolution: 'Relancé', closedAt: Date.now() }),
    );
    await eventually(
      () => boards.at(-1)!,
      (view) => view.openAlerts.length === 0 && view.trunks.length === 1,
    );
    expect(boards.at(-1)!.trunks).toEqual([{ ...trunk, up: false, since: 5 }]);
    await eventually(
      () => lists,
      (told) => told.includes('alerts'),
    );
    expect((await camille.page.get('/api/on-call/alerts')).body).toMatchObject({ total: 0 });
    expect((await camille.page.get('/api/on-call/alerts?status=all')).body).toMatchObject({
      ...{ total: 1, items: [{ alertId: 'a1', status: 'closed' }] },
    });
    expect(await fileOf('a1')).toMatchObject({ resolution: 'Relancé', mobilised: [{ leftAt: expect.any(Number) }] });
  });

  it('of a caller says whether they still wait', async () => {
    await ground.acd.tell(
      ...arrival('c1').slice(0, 2),
      opened('a2', { source: 'call', callId: 'c1', serviceId: 'assistance', equipmentId: undefined }),
      { type: 'call.onCallStarted', callId: 'c1', alertId: 'a2' },
    );
    const waits = async () => ((await fileOf('a2'))['alert'] as { callerWaits?: boolean })?.callerWaits;
    await eventually(waits, (is) => is === true);
    await ground.acd.tell({
      ...{ type: 'call.ended', callId: 'c1', outcome: 'abandonedOnCall', cause: 'normal', by: 'caller', endedAt: 1 },
    });
    await eventually(waits, (is) => is === false);
    await ground.acd.tell(on('alert.closed', 'a2', { by: 'system', resolution: 'x', closedAt: 1 }));
  });

  it('that is not there is not found, nor acted on', async () => {
    expect((await camille.page.get('/api/on-call/alerts/none')).status).toBe(404);
    expect((await camille.page.post('/api/on-call/alerts/none/accept', {})).status).toBe(404);
  });
});

describe('an act', () => {
  it('is asked of the acd in the name of who does it', async () => {
    await ground.acd.tell(opened('a3'));
    await eventually(
      () => statusOf('a3'),
      (status) => status === 'escalating',
    );
    const act = (path: string, body: unknown = {}) => camille.page.post(`/api/on-call/alerts/a3/${path}`, body);
    const mine = { alertId: 'a3', responderId: camille.accountId };
    const wanted: [string, unknown, unknown][] = [
      ['accept', {}, { type: 'alert.acceptRequested', ...mine }],
      ['decline', {}, { type: 'alert.declineRequested', ...mine }],
      ['join', {}, { type: 'alert.joinRequested', ...mine }],
      ['leave', {}, { type: 'alert.leaveRequested', ...mine }],
      ['escalate', {}, { type: 'alert.escalateRequested', alertId: 'a3' }],
      ['intervention', { where: 'onSite' }, { type: 'alert.interventionRequested', ...mine, where: 'onSite' }],
      [
        'mobilise',
        { responderId: mehdi.accountId },
        { ...mine, type: 'alert.mobiliseRequested', responderId: mehdi.accountId },
      ],
      ['note', { text: 'vu' }, { type: 'alert.noteRequested', alertId: 'a3', text: 'vu' }],
      ['close', { resolution: 'réglé' }, { type: 'alert.closeRequested', alertId: 'a3', resolution: 'réglé' }],
    ];
    for (const [path, body, request] of wanted) {
      expect((await act(path, body)).status, path).toBe(200);
      expect(lastRequest()).toMatchObject({ actor: camille.accountId });
      expect(lastRequest().request).toEqual(request);
    }
    const { body } = await admin.get('/api/audit?limit=20');
    const lines = body['items'] as { action: string; detail?: string }[];
    expect(lines[0]).toMatchObject({ action: 'alert.closeRequested', detail: '5 characters' });
    expect(JSON.stringify(lines)).not.toContain('réglé');
  });

  it('for somebody else is a supervisor’s', async () => {
    const forMehdi = { responderId: mehdi.accountId };
    expect((await camille.page.post('/api/on-call/alerts/a3/accept', forMehdi)).status).toBe(403);
    expect((await supervisor.post('/api/on-call/alerts/a3/accept', forMehdi)).status).toBe(200);
    expect(lastRequest().request).toMatchObject(forMehdi);
  });

  it('that the acd refuses is answered with its reason', async () => {
    ground.acd.answer = () => ({ result: 'refused', reason: 'wrongStatus' });
    const refused = await camille.page.post('/api/on-call/alerts/a3/accept', {});
    ground.acd.answer = () => ({ result: 'accepted' });
    expect(refused).toMatchObject({ status: 409, body: { reason: 'wrongStatus' } });
  });
});

describe('monitoring', () => {
  it('tells with an API token; the host says what it is about, the title is spoken', async () => {
    const { body } = await admin.post('/api/tokens', { name: 'Nagios', role: 'engineer' });
    const robot = new Client(() => ground.console.base, { authorization: `Bearer ${String(body['token'])}` });
    ground.acd.answer = () => ({ result: 'accepted', created: 'a9' });
    const told = { title: 'MySQL est arrêté', host: ' srv  sql1', dedupKey: 'sql1/mysql' };
    expect((await robot.post('/api/on-call/alerts', told)).body).toEqual({ alertId: 'a9' });
    ground.acd.answer = () => ({ result: 'accepted' });
    expect(lastRequest().request).toMatchObject({
      ...{ type: 'alert.openRequested', source: 'api', equipmentId: 'srv-sql1', dedupKey: 'sql1/mysql' },
      content: { title: 'MySQL est arrêté', detail: '', file: expect.stringMatching(/^prompts\/speech-.*\.wav$/) },
    });
    expect(lastRequest().actor).toMatch(/^token:tok-/);
    const nobody = await robot.post('/api/on-call/alerts', { title: 'x', host: 'SRV UNKNOWN' });
    expect(nobody).toMatchObject({ status: 422, body: { reason: 'unknownPolicy' } });
    expect((await robot.get('/api/agents')).status).toBe(403);
    const person = await supervisor.post('/api/on-call/alerts', { title: 'Crise', policyId: 'infra' });
    expect(person.status).toBe(200);
    expect(lastRequest().request).toMatchObject({ source: 'person', policyId: 'infra' });
  });
});

describe('a letter', () => {
  it('goes to who is paged, with a way to answer and without any number', async () => {
    await ground.acd.tell(opened('a4'), paged('a4', 'p40', camille.accountId));
    await eventually(
      () => mail.to('page-p40'),
      (to) => to.length === 1,
    );
    expect(mail.to('page-p40')).toEqual(['camille@example.org']);
    const { text } = mail.letters.find((letter) => letter.text.includes('<page-p40'))!;
    expect(text).toContain('Alerte : MySQL ne répond plus');
    expect(text).toContain('Concerne : SRV SQL1');
    expect(text).toContain('https://console.example.org/on-call/alerts/a4');
    expect(text).not.toMatch(/612345678|12 34 56/);
  });

  it('goes to all of the policy and to supervisors when nobody took it', async () => {
    await ground.acd.tell(on('alert.exhausted', 'a4'));
    const everybody = ['admin', 'camille', 'mehdi', 'supervisor'].map((name) => `${name}@example.org`);
    await eventually(
      () => mail.to('exhausted-').length,
      (count) => count === everybody.length,
    );
    expect(mail.to('exhausted-')).toEqual(everybody);
  });

  it('that was late is not sent once somebody has accepted: acceptance is a hard stop', async () => {
    await mail.stop();
    await ground.acd.tell(opened('a5'), paged('a5', 'p50', camille.accountId));
    await eventually(
      () => ground.console.log.find(({ msg, jobId }) => msg === 'a job failed' && String(jobId).startsWith('page-p50')),
      (line) => line !== undefined,
    );
    await ground.acd.tell(
      on('alert.pageEnded', 'a5', { pageId: 'p50', responderId: camille.accountId, result: 'withdrawn' }),
      on('alert.accepted', 'a5', { responderId: mehdi.accountId, how: 'key', acceptedAt: Date.now() }),
    );
    await mail.start();
    await eventually(
      () =>
        ground.console.log.find(
          ({ letter, msg }) => String(letter).startsWith('page-p50') && String(msg).includes('too late'),
        ),
      (line) => line !== undefined,
    );
    expect(mail.to('page-p50')).toEqual([]);
  });

  it('about hours that nobody has goes to supervisors, once a day whatever is restarted', async () => {
    const fromAt = Date.now() + 86_400_000;
    const away = { fromAt, toAt: fromAt + 90_000_000 };
    for (const { accountId } of [camille, mehdi])
      await supervisor.post('/api/on-call/absences', { ...away, responderId: accountId });
    expect(mail.to('gaps-')).toEqual([]);
    await ground.restart();
    await eventually(
      () => mail.to('gaps-').length,
      (count) => count === 2,
    );
    await ground.restart();
    await ground.acd.tell(opened('a6'), paged('a6', 'p60', camille.accountId));
    await eventually(
      () => mail.to('page-p60'),
      (to) => to.length === 1,
    );
    expect(mail.to('gaps-')).toEqual(['admin@example.org', 'supervisor@example.org']);
    const { text } = mail.letters.find((letter) => letter.text.includes('<gaps-'))!;
    expect(text).toMatch(/- Niveau 1, du .*\(absence de (Camille|Mehdi) Astreinte\)/);
  });

  it('tells each step of an exchange to whom it leaves the next word', async () => {
    const at = Date.now() + 4 * 86_400_000;
    const { body } = await camille.page.get(`/api/on-call/calendar?scheduleId=n1&from=${at}&to=${at + 4 * 86_400_000}`);
    const span = (body['spans'] as { fromAt: number; toAt: number; responderId: string }[]).find(
      ({ responderId }) => responderId === camille.accountId,
    )!;
    const mine = { fromAt: span.fromAt, toAt: span.toAt };
    const asked = await camille.page.post('/api/on-call/swaps', {
      ...{ scheduleId: 'n1', mine, with: mehdi.accountId, note: 'raison privée' },
    });
    const swapId = String(asked.body['swapId']);
    await eventually(
      () => mail.to(`swap-${swapId}-asked`),
      (to) => to.join() === 'mehdi@example.org',
    );
    await mehdi.page.post(`/api/on-call/swaps/${swapId}/agree`);
    await eventually(
      () => mail.to(`swap-${swapId}-agreed`),
      (to) => to.join() === 'admin@example.org,camille@example.org,supervisor@example.org',
    );
    await supervisor.post(`/api/on-call/swaps/${swapId}/approve`);
    await eventually(
      () => mail.to(`swap-${swapId}-approved`).length,
      (count) => count === 2,
    );
    expect(JSON.stringify(mail.letters)).not.toContain('raison privée');
  });
});
