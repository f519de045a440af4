import { EngineInput, OnCallPlan, streams } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { openConsole } from './open-console.ts';
import { planOnCall } from './planned-on-call.ts';
import { DOMAIN, eventually, signIn } from './support.ts';

const { ground, agent, supervisor, admin } = await openConsole();
const { camille, mehdi } = await planOnCall(ground, admin);
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const published = async () => OnCallPlan.parse((await ground.bus.last(streams.onCallPlans(DOMAIN)))!.value);
const now = async () => (await supervisor.get('/api/on-call/now')).body as { schedules: Record<string, never>[] };
/** A stretch in which Camille is on call, wholly ahead. */
async function hoursOf(who: string, after = Date.now()): Promise<{ fromAt: number; toAt: number }> {
  const query = `scheduleId=n1&from=${after}&to=${after + 10 * DAY_MS}`;
  const { body } = await supervisor.get(`/api/on-call/calendar?${query}`);
  const spans = body['spans'] as { fromAt: number; toAt: number; responderId?: string }[];
  const span = spans.slice(1).find(({ responderId }) => responderId === who)!;
  return { fromAt: span.fromAt + HOUR_MS, toAt: span.fromAt + 3 * HOUR_MS };
}
const whoAt = async (at: number): Promise<string | undefined> => {
  const { body } = await agent.get(`/api/on-call/calendar?scheduleId=n1&from=${at}&to=${at + 1}`);
  return (body['spans'] as { responderId?: string }[])[0]!.responderId;
};

describe('the plan', () => {
  it('says how long somebody stays, however many rules give it to them one after the other', async () => {
    const who = { kind: 'responder', responderId: camille.accountId };
    const nights = { kind: 'weekly', startDays: [1, 2, 3, 4, 5, 6, 7], from: '18:00', to: '08:00', spanDays: 1 };
    const rules = [
      { ruleId: 'nights', name: 'Nuits', hours: nights, who },
      { ruleId: 'days', name: 'Journées', hours: { kind: 'always' }, who },
    ];
    const schedule = { name: 'Toujours la même', timeZone: 'Europe/Paris', required: { kind: 'always' }, rules };
    expect((await admin.put('/api/on-call/schedules/same', schedule)).status).toBe(200);
    const { body } = await supervisor.get('/api/on-call/now');
    const [same] = (body['schedules'] as { scheduleId: string; now: { toAt: number }; next?: object }[]).filter(
      ({ scheduleId }) => scheduleId === 'same',
    );
    expect(same!.now.toAt).toBeGreaterThan(Date.now() + 80 * DAY_MS);
    expect(same!.next).toBeUndefined();
    expect((await admin.delete('/api/on-call/schedules/same')).status).toBe(204);
  });

  it('is published whole at each change, with references in place of numbers', async () => {
    const plan = await published();
    expect(plan.responders.map(({ phones }) => phones.length)).toEqual([2, 0]);
    expect(JSON.stringify(plan)).not.toMatch(/612345678|561000001/);
    const inputs = (await ground.bus.read(streams.inputs(DOMAIN), 'start', 1_000)).map(({ value }) =>
      EngineInput.parse(value),
    );
    const told = inputs.filter((input) => input.kind === 'onCallPlan');
    expect(told.at(-1)!.plan).toEqual(plan);
    expect(told.map((input) => input.plan.version)).toEqual(told.map((_input, index) => index + 1));
  });

  it('shows numbers to administrators and to whom they belong, to nobody else', async () => {
    const phonesOf = async (reader: typeof admin) => {
      const { body } = await reader.get('/api/on-call/setup');
      return (body['responders'] as { phones?: string[] }[])[0]!.phones;
    };
    expect(await phonesOf(admin)).toEqual(['06 12 34 56 78', '05 61 00 00 01']);
    expect(await phonesOf(camille.page)).toEqual(['06 12 34 56 78', '05 61 00 00 01']);
    expect(await phonesOf(supervisor)).toBeUndefined();
    expect(await phonesOf(mehdi.page)).toBeUndefined();
  });

  it('refuses to lose what something else needs, and says what', async () => {
    const gone = await admin.delete('/api/on-call/rotations/tour');
    expect(gone).toMatchObject({ status: 409, body: { reason: 'inUse' } });
    expect(gone.text).toContain('schedules');
    expect(await admin.delete('/api/on-call/rotations/nowhere')).toMatchObject({ status: 404 });
    const equipment = { name: 'X', description: '', supportClass: 'HO', policyId: 'nowhere' };
    const loose = await admin.put('/api/on-call/equipment/x', equipment);
    expect(loose).toMatchObject({ status: 409, body: { reason: 'inconsistent' } });
    expect((await published()).equipment.map(({ equipmentId }) => equipmentId)).toEqual(['srv-sql1']);
  });

  it('and the definition hold each other: neither loses what the other names', async () => {
    const settings = { timeZone: 'Europe/Paris', workingHours: 'astreinte' };
    expect((await admin.put('/api/on-call/settings', settings)).status).toBe(200);
    const gone = await admin.delete('/api/calendars/astreinte');
    expect(gone).toMatchObject({ status: 409, body: { reason: 'inUse' } });
    expect(gone.text).toContain('workingHours');
    const { body } = await admin.get('/api/definition');
    const [service] = (body['definition'] ?? body)['services' as never] as Record<string, unknown>[];
    const onCall = { policyId: 'infra', announcement: service!['welcome'], everyMs: 20_000, messageKey: '*' };
    const path = `/api/services/${String(service!['serviceId'])}`;
    const wrong = await admin.put(path, { ...service, onCall: { ...onCall, policyId: 'nowhere' } });
    expect(wrong).toMatchObject({ status: 400, body: { reason: 'inconsistent' } });
    expect((await admin.put(path, { ...service, onCall })).status).toBe(200);
    expect((await admin.delete('/api/on-call/equipment/srv-sql1')).status).toBe(204);
    const needed = await admin.delete('/api/on-call/policies/infra');
    expect(needed.text).toContain('services.assistance.onCall');
    await admin.put(path, service);
    const equipment = { name: 'SRV SQL1', description: '', supportClass: 'HNO', policyId: 'infra' };
    expect((await admin.put('/api/on-call/equipment/srv-sql1', equipment)).status).toBe(200);
  });

  it('refuses a change made on what somebody else has changed since, and takes one of something else', async () => {
    const { version } = (await admin.get('/api/on-call/setup')).body as { version: number };
    const equipment = { name: 'SRV WEB1', description: '', supportClass: 'HO', policyId: 'infra' };
    expect((await admin.put(`/api/on-call/equipment/web1?version=${version}`, equipment)).status).toBe(200);
    const late = await admin.put(`/api/on-call/equipment/web1?version=${version}`, { ...equipment, name: 'OTHER' });
    expect(late).toMatchObject({ status: 409, body: { reason: 'stale' } });
    const other = await admin.put(`/api/on-call/equipment/web2?version=${version}`, { ...equipment, name: 'SRV WEB2' });
    expect(other.status).toBe(200);
  });

  it('takes no telephone that is none, no account that is not there', async () => {
    const given = { responderId: mehdi.accountId, phones: ['not a number'], backups: [] };
    expect((await admin.put(`/api/on-call/responders/${mehdi.accountId}`, given)).status).toBe(400);
    const nobody = { responderId: 'nobody', phones: [], backups: [] };
    expect((await admin.put('/api/on-call/responders/nobody', nobody)).status).toBe(404);
  });

  it('is there again after a restart, and is not published anew', async () => {
    const before = await published();
    await ground.restart('SIGKILL');
    expect(await published()).toEqual(before);
    expect((await admin.get('/api/on-call/setup')).body).toMatchObject({ version: before.version });
  });
});

describe('hours that differ from the plan', () => {
  it('are taken over, seen by everybody, and undone', async () => {
    const stretch = await hoursOf(camille.accountId);
    const override = { scheduleId: 'n1', ...stretch, responderId: mehdi.accountId };
    const made = await supervisor.post('/api/on-call/overrides', override);
    expect(made).toMatchObject({ status: 200, body: { gaps: [] } });
    expect(await whoAt(stretch.fromAt)).toBe(mehdi.accountId);
    expect(await whoAt(stretch.toAt)).toBe(camille.accountId);
    await supervisor.delete(`/api/on-call/overrides/${String(made.body['id'])}`);
    expect(await whoAt(stretch.fromAt)).toBe(camille.accountId);
  });

  it('say at once what they leave without anybody; a trial says the same and changes nothing', async () => {
    const stretch = await hoursOf(camille.accountId);
    const away = { responderId: camille.accountId, ...stretch };
    const { version } = await published();
    const trial = await supervisor.post('/api/on-call/absences?dryRun=1', away);
    expect(trial.body).toMatchObject({ id: '', version, gaps: [{ ...stretch, insteadOf: camille.accountId }] });
    expect((await published()).version).toBe(version);
    const made = await camille.page.post('/api/on-call/absences', away);
    expect(made.body['gaps']).toEqual(trial.body['gaps']);
    const { body } = await supervisor.get('/api/on-call/now');
    expect(body['gaps']).toMatchObject([{ ...stretch, scheduleName: 'Niveau 1' }]);
    expect((await camille.page.delete(`/api/on-call/absences/${String(made.body['id'])}`)).body['gaps']).toEqual([]);
  });

  it('are one’s own to change, or a supervisor’s', async () => {
    const stretch = await hoursOf(camille.accountId);
    const forCamille = { scheduleId: 'n1', ...stretch, responderId: camille.accountId };
    expect(await mehdi.page.post('/api/on-call/overrides', forCamille)).toMatchObject({ status: 403 });
    const away = { responderId: camille.accountId, ...stretch };
    expect(await mehdi.page.post('/api/on-call/absences', away)).toMatchObject({ status: 403 });
    // Who names themselves as the one replaced still gives nobody else hours: that is for a swap.
    const forced = { ...forCamille, replaces: mehdi.accountId };
    expect(await mehdi.page.post('/api/on-call/overrides', forced)).toMatchObject({ status: 403 });
    const taken = { ...forCamille, responderId: mehdi.accountId };
    const entered = await supervisor.post('/api/on-call/overrides', taken);
    const ofSupervisor = `/api/on-call/overrides/${String(entered.body['id'])}`;
    expect(await mehdi.page.delete(ofSupervisor)).toMatchObject({ status: 403, body: { reason: 'notYourself' } });
    expect((await supervisor.delete(ofSupervisor)).status).toBe(200);
    const made = await mehdi.page.post('/api/on-call/overrides', taken);
    expect(made.status).toBe(200);
    expect((await mehdi.page.delete(`/api/on-call/overrides/${String(made.body['id'])}`)).status).toBe(200);
    const week = { scheduleId: 'n1', name: 'Fêtes', ...stretch, shifts: [] };
    expect((await mehdi.page.post('/api/on-call/temporaries', week)).status).toBe(403);
    const temporary = await supervisor.post('/api/on-call/temporaries', week);
    expect(temporary.body['gaps']).toMatchObject([stretch]);
    await supervisor.delete(`/api/on-call/temporaries/${String(temporary.body['id'])}`);
    expect(await whoAt(stretch.fromAt)).toBe(camille.accountId);
  });

  it('of an absurd length or year are refused at once, and the console answers on', async () => {
    const centuries = { fromAt: 0, toAt: 8_000_000_000_000_000 };
    const swap = { scheduleId: 'n1', mine: centuries, with: mehdi.accountId };
    expect(await camille.page.post('/api/on-call/swaps', swap)).toMatchObject({ status: 400 });
    const override = { scheduleId: 'n1', responderId: camille.accountId };
    const never = { ...override, fromAt: Date.now(), toAt: Number.MAX_SAFE_INTEGER };
    expect(await camille.page.post('/api/on-call/overrides', never)).toMatchObject({
      ...{ status: 409, body: { reason: 'inconsistent' } },
    });
    const far = 'scheduleId=n1&from=8639999999999000&to=8640000000000000';
    expect(await camille.page.get(`/api/on-call/calendar?${far}`)).toMatchObject({ status: 400 });
    expect((await published()).overrides.filter(({ toAt }) => toAt > Date.UTC(2200, 0))).toEqual([]);
  });

  it('that end before they begin are refused', async () => {
    const { fromAt, toAt } = await hoursOf(camille.accountId);
    const turned = { scheduleId: 'n1', fromAt: toAt, toAt: fromAt, responderId: mehdi.accountId };
    expect(await supervisor.post('/api/on-call/overrides', turned)).toMatchObject({ status: 409 });
  });

  it('leave a line in the audit that says where and when, not who calls whom', async () => {
    const { body } = await admin.get('/api/audit?limit=100');
    const lines = body['items'] as { action: string; detail?: string }[];
    expect(lines.map(({ action }) => action)).toEqual(expect.arrayContaining(['onCall.overridesAdded']));
    expect(JSON.stringify(lines)).not.toMatch(/612345678|561000001|12 34 56/);
  });
});

describe('an exchange of hours', () => {
  it('holds once the other has agreed and a supervisor has approved', async () => {
    const mine = await hoursOf(camille.accountId);
    const theirs = await hoursOf(mehdi.accountId, mine.toAt);
    const asked = await camille.page.post('/api/on-call/swaps', {
      ...{ scheduleId: 'n1', mine, theirs, with: mehdi.accountId, note: 'concert' },
    });
    expect(asked).toMatchObject({ status: 200, body: { status: 'asked', askedByName: 'Camille Astreinte' } });
    const path = `/api/on-call/swaps/${String(asked.body['swapId'])}`;
    expect((await supervisor.post(`${path}/approve`)).body).toMatchObject({ reason: 'wrongStatus' });
    expect((await camille.page.post(`${path}/agree`)).status).toBe(403);
    expect((await mehdi.page.post(`${path}/agree`)).body).toMatchObject({ status: 'agreed' });
    expect(await whoAt(mine.fromAt)).toBe(camille.accountId);
    expect((await mehdi.page.post(`${path}/approve`)).status).toBe(403);
    expect((await supervisor.post(`${path}/approve`)).body).toMatchObject({ status: 'approved' });
    expect([await whoAt(mine.fromAt), await whoAt(theirs.fromAt)]).toEqual([mehdi.accountId, camille.accountId]);
    const { body } = await camille.page.get('/api/on-call/swaps');
    const [swap] = body['items'] as { history: { status: string; by: string }[] }[];
    expect(swap!.history.map(({ status, by }) => [status, by])).toEqual([
      ['asked', 'Camille Astreinte'],
      ['agreed', 'Mehdi Astreinte'],
      ['approved', 'Hélène Marchand'],
    ]);
  });

  it('once approved is undone by supervisors only, both halves at once, and reads as withdrawn', async () => {
    const mine = await hoursOf(camille.accountId, Date.now() + 20 * DAY_MS);
    const theirs = await hoursOf(mehdi.accountId, mine.toAt);
    const asked = await camille.page.post('/api/on-call/swaps', {
      ...{ scheduleId: 'n1', mine, theirs, with: mehdi.accountId },
    });
    const swapId = String(asked.body['swapId']);
    await mehdi.page.post(`/api/on-call/swaps/${swapId}/agree`);
    await supervisor.post(`/api/on-call/swaps/${swapId}/approve`);
    const halfPath = `/api/on-call/overrides/${swapId}-theirs`;
    for (const party of [camille, mehdi])
      expect(await party.page.delete(halfPath)).toMatchObject({ status: 403, body: { reason: 'notYourself' } });
    expect([await whoAt(mine.fromAt), await whoAt(theirs.fromAt)]).toEqual([mehdi.accountId, camille.accountId]);
    expect((await supervisor.delete(halfPath)).status).toBe(200);
    expect([await whoAt(mine.fromAt), await whoAt(theirs.fromAt)]).toEqual([camille.accountId, mehdi.accountId]);
    expect((await published()).overrides.filter(({ overrideId }) => overrideId.startsWith(swapId))).toEqual([]);
    const { body } = await camille.page.get('/api/on-call/swaps');
    const swap = (body['items'] as { swapId: string; status: string; history: object[] }[]).find(
      (each) => each.swapId === swapId,
    )!;
    expect(swap).toMatchObject({ status: 'withdrawn' });
    expect(swap.history.at(-1)).toMatchObject({ status: 'withdrawn', by: 'Hélène Marchand' });
    const { items } = (await admin.get('/api/audit?limit=20')).body as { items: object[] };
    expect(items).toContainEqual(expect.objectContaining({ action: 'onCall.swap.withdrawn', target: swapId }));
  });

  it('of hours that somebody does not have is refused; a refused one stays refused', async () => {
    const notMine = await hoursOf(mehdi.accountId, Date.now() + 4 * DAY_MS);
    const input = { scheduleId: 'n1', mine: notMine, with: mehdi.accountId };
    expect((await camille.page.post('/api/on-call/swaps', input)).body).toMatchObject({ reason: 'notOnCall' });
    const asked = await mehdi.page.post('/api/on-call/swaps', { ...input, with: camille.accountId });
    const path = `/api/on-call/swaps/${String(asked.body['swapId'])}`;
    expect((await camille.page.post(`${path}/refuse`)).body).toMatchObject({ status: 'refused' });
    expect((await mehdi.page.post(`${path}/withdraw`)).body).toMatchObject({ reason: 'wrongStatus' });
  });
});

describe('who is only on call', () => {
  it('sees who has the telephone now and who next, and their own hours', async () => {
    const { schedules } = await now();
    expect(schedules[0]).toMatchObject({ scheduleId: 'n1', now: { required: true }, next: {} });
    const { body } = await camille.page.get('/api/on-call/me');
    expect(body).toMatchObject({ responder: { phoneCount: 2, hasMail: true } });
    const spans = body['spans'] as { responderId: string; scheduleName: string }[];
    expect(spans.length).toBeGreaterThan(25);
    expect(new Set(spans.map(({ responderId }) => responderId))).toEqual(new Set([camille.accountId]));
  });

  it('is let in nowhere else', async () => {
    const { body } = await admin.get('/api/console/openapi.json');
    const paths = body['paths'] as Record<string, Record<string, { security?: unknown }>>;
    const knocked: string[] = [];
    for (const [path, methods] of Object.entries(paths)) {
      if (/^\/api\/(on-call|session)\b/.test(path)) continue;
      for (const [method, { security }] of Object.entries(methods)) {
        if (!security) continue;
        const answer = await camille.page.send(method.toUpperCase(), path.replaceAll(/[{}]/g, ''));
        knocked.push(`${method} ${path} ${answer.status}`);
      }
    }
    expect(knocked.length).toBeGreaterThan(60);
    expect(knocked.filter((line) => !line.endsWith(' 403'))).toEqual([]);
  });
});

/** Reads a feed as a calendar program does, which signs in nowhere. */
function readFeed(url: string): Promise<Response> {
  const { pathname, search } = new URL(url);
  return fetch(ground.console.base + pathname + search);
}

describe('a calendar feed', () => {
  it('is read without signing in by who has its address, until it is revoked', async () => {
    const { feedUrl } = (await camille.page.post('/api/on-call/me/feed')).body as { feedUrl: string };
    expect((await camille.page.get('/api/on-call/me')).body).toMatchObject({ feedUrl });
    const feed = await readFeed(feedUrl);
    expect(feed.headers.get('content-type')).toContain('text/calendar');
    const text = (await feed.text()).replaceAll('\r\n ', '');
    expect(text).toContain('SUMMARY:Niveau 1 : Camille Astreinte');
    expect(text).not.toMatch(/TEL|612345678|@example\.org/);
    const { body } = await camille.page.get('/api/on-call/me');
    const first = (body['spans'] as { fromAt: number }[])[0]!.fromAt;
    const utc = new Date(first).toISOString().replaceAll(/[-:]|\.000/g, '');
    expect(text).toContain(`DTSTART:${utc}`);
    expect((await readFeed(feedUrl.replace(/.{8}$/, 'xxxxxxxx'))).status).toBe(404);
    const again = (await camille.page.post('/api/on-call/me/feed')).body['feedUrl'] as string;
    expect((await readFeed(feedUrl)).status).toBe(404);
    expect((await readFeed(again)).status).toBe(200);
    expect((await camille.page.delete('/api/on-call/me/feed')).status).toBe(204);
    expect((await readFeed(again)).status).toBe(404);
    const [, key = ''] = feedUrl.split('key=');
    expect(ground.console.output.join('\n')).not.toContain(key);
  });

  it('leads nowhere while its owner is let in nowhere, nor once their account is gone', async () => {
    const password = 'here for a while';
    const person = { login: 'passing', name: 'De Passage', role: 'engineer', password };
    const { accountId } = (await admin.post('/api/accounts', person)).body['account'] as { accountId: string };
    const page = await signIn(ground, 'passing', password);
    const feedUrl = (await page.post('/api/on-call/me/feed')).body['feedUrl'] as string;
    const path = `/api/accounts/${accountId}`;
    expect((await readFeed(feedUrl)).status).toBe(200);
    expect((await admin.put(path, { disabled: true })).status).toBe(200);
    expect((await readFeed(feedUrl)).status).toBe(404);
    expect((await admin.put(path, { disabled: false })).status).toBe(200);
    expect((await readFeed(feedUrl)).status).toBe(200);
    expect((await admin.delete(path)).status).toBe(204);
    expect((await readFeed(feedUrl)).status).toBe(404);
  });
});

describe('names', () => {
  it('of accounts that are renamed follow into the plan', async () => {
    await admin.put(`/api/accounts/${mehdi.accountId}`, { name: 'Mehdi Lacroix' });
    await eventually(published, ({ responders }) => responders.some(({ name }) => name === 'Mehdi Lacroix'));
  });
  it('of accounts that can be on call stay: such an account is not removed', async () => {
    expect(await admin.delete(`/api/accounts/${mehdi.accountId}`)).toMatchObject({ status: 409 });
    expect((await mehdi.page.get('/api/on-call/me')).status).toBe(401);
  });
});
