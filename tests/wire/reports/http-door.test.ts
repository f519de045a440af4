import { streams, type TelephoneFigures } from '@decroche/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definitionOf } from '../../support/definitions.ts';
import { expectRefusal, RAW_GARBAGE, speakRaw } from '../../support/http-door.ts';
import { journalOf, tell } from '../../support/journal-story.ts';
import { layGround, type Ground, type ProgramUnderTest } from '../../support/program-ground.ts';

const DOMAIN = 'main';
const PAST = 'from=2026-11-20&to=2026-11-20';
let ground: Ground;
let reports: ProgramUnderTest;
let agent: Record<string, string>;
let supervisor: Record<string, string>;

beforeAll(async () => {
  ground = await layGround();
  await ground.bus.publish(streams.definitions(DOMAIN), [definitionOf([])]);
  reports = await ground.start('reports/src/main.ts');
  agent = await ground.signIn('agent', 'agent1');
  supervisor = await ground.signIn('supervisor');
  const noon = Date.parse('2026-11-20T11:00:00Z');
  const lines = journalOf([tell({ callId: 'one', arrivedAt: noon, waitMs: 1, outcome: 'answered' })]);
  await ground.bus.publish(streams.journal(DOMAIN), lines);
  await reports.logged(({ msg, seq }) => msg === 'journal recorded' && Number(seq) >= lines.length);
});
afterAll(() => ground.close());

async function expectGood(): Promise<void> {
  const answer = await fetch(`${reports.baseUrl}/api/reports/telephone?${PAST}`, { headers: supervisor });
  expect(answer.status).toBe(200);
  expect((await answer.json()) as TelephoneFigures).toMatchObject({ calls: 1 });
}

describe('who may see what', () => {
  it('agents see today, supervisors every period', async () => {
    expect((await fetch(`${reports.baseUrl}/api/reports/telephone`, { headers: agent })).status).toBe(200);
    expect((await fetch(`${reports.baseUrl}/api/reports/telephone/half-hours`, { headers: agent })).status).toBe(200);
    await expectGood();
  });
  it('an API token reads like its role', async () => {
    const { sessionStore } = await import('@decroche/platform/redis');
    const identity = { accountId: 'robot', login: 'robot', name: 'Robot', role: 'supervisor', via: 'token' };
    const token = await sessionStore(ground.redis).issueToken('t1', identity as never);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${reports.baseUrl}/api/reports/calls?${PAST}`, { headers })).status).toBe(200);
  });
  it('the door is described', async () => {
    const answer = await fetch(`${reports.baseUrl}/api/reports/openapi.json`);
    expect(Object.keys(((await answer.json()) as { paths: object }).paths)).toHaveLength(18);
  });
});

describe('bad input is refused with a reason and an id, and the next call is served', () => {
  const figures = '/api/reports/telephone';
  const calls = '/api/reports/calls';
  type Who = 'nobody' | 'agent' | 'supervisor' | 'badCookie' | 'badToken' | 'basic';
  const who = (name: Who): Record<string, string> =>
    ({
      nobody: {},
      agent,
      supervisor,
      badCookie: { cookie: 'decroche_session=x; decroche_session=y' },
      badToken: { authorization: 'Bearer t1.wrong' },
      basic: { authorization: 'Basic eDp5' },
    })[name];
  it.each<[string, string, Who, number, string?]>([
    ['nobody signed in', figures, 'nobody', 401, 'notSignedIn'],
    ['a cookie nobody has', figures, 'badCookie', 401, 'notSignedIn'],
    ['a token with a wrong secret', figures, 'badToken', 401, 'notSignedIn'],
    ['another scheme', figures, 'basic', 401, 'notSignedIn'],
    ['an agent asking for another day', `${figures}?${PAST}`, 'agent', 403, 'roleNeeded'],
    ['an agent asking for yesterday and today', `${figures}?from=2026-01-01`, 'agent', 403, 'roleNeeded'],
    ['an agent asking for half hours of another day', `${figures}/half-hours?${PAST}`, 'agent', 403, 'roleNeeded'],
    ['an agent asking for a spreadsheet of another day', `${figures}.csv?${PAST}`, 'agent', 403, 'roleNeeded'],
    ['an agent asking for calls', calls, 'agent', 403, 'roleNeeded'],
    ['an agent asking for the calls as a spreadsheet', `${calls}.csv`, 'agent', 403, 'roleNeeded'],
    ['an agent asking for one call', `${calls}/one`, 'agent', 403, 'roleNeeded'],
    ['a date that does not exist', `${figures}?from=2026-02-30`, 'supervisor', 400, 'unknownDate'],
    ['a thirteenth month', `${figures}?to=2026-13-01`, 'supervisor', 400, 'unknownDate'],
    ['a date before the epoch', `${figures}?from=1969-12-30&to=1970-01-02`, 'supervisor', 400, 'unknownDate'],
    ['a date written the French way', `${figures}?from=20/11/2026`, 'supervisor', 400, 'invalid'],
    ['words for a date', `${figures}?from=yesterday`, 'supervisor', 400, 'invalid'],
    ['an empty date', `${figures}?from=`, 'supervisor', 400, 'invalid'],
    ['a negative instant', `${figures}?from=-1`, 'supervisor', 400, 'invalid'],
    ['a fractional instant', `${figures}?from=1.5`, 'supervisor', 400, 'invalid'],
    ['an instant of 16 digits', `${figures}?to=9999999999999999`, 'supervisor', 400, 'invalid'],
    ['an infinite instant', `${figures}?to=Infinity`, 'supervisor', 400, 'invalid'],
    ['an end before the beginning', `${figures}?from=2026-11-21&to=2026-11-20`, 'supervisor', 400, 'emptyPeriod'],
    ['a period of nothing', `${figures}?from=5&to=5`, 'supervisor', 400, 'emptyPeriod'],
    ['a period of thirty years', `${figures}?from=1996-01-01&to=2026-01-01`, 'supervisor', 400, 'periodTooLong'],
    ['half hours of a year', `${figures}/half-hours?from=2025-11-20&to=2026-11-20`, 'supervisor', 400, 'periodTooLong'],
    ['two beginnings', `${figures}?from=1&from=2`, 'supervisor', 400, 'invalid'],
    ['an operator for a beginning', `${figures}?from[$gt]=1&from={}`, 'supervisor', 400, 'invalid'],
    ['a service that cannot be', `${figures}?serviceId=%24where`, 'supervisor', 400, 'invalid'],
    ['a service of 200 characters', `${figures}?serviceId=${'x'.repeat(200)}`, 'supervisor', 400, 'invalid'],
    ['an unknown class', `${calls}?class=lost`, 'supervisor', 400, 'invalid'],
    ['an empty class', `${calls}?class=`, 'supervisor', 400, 'invalid'],
    ['a known and an unknown class', `${calls}?class=voicemail,lost`, 'supervisor', 400, 'invalid'],
    ['an unknown outcome', `${calls}?outcome=won`, 'supervisor', 400, 'invalid'],
    ['an agent that cannot be', `${calls}?agentId=a%20b`, 'supervisor', 400, 'invalid'],
    ['a limit of 0', `${calls}?limit=0`, 'supervisor', 400, 'invalid'],
    ['a limit of 501', `${calls}?limit=501`, 'supervisor', 400, 'invalid'],
    ['a negative offset', `${calls}?offset=-1`, 'supervisor', 400, 'invalid'],
    ['an offset that is no number', `${calls}?offset=x`, 'supervisor', 400, 'invalid'],
    ['a spreadsheet of an unknown class', `${calls}.csv?class=lost`, 'supervisor', 400, 'invalid'],
    ['an unknown call', `${calls}/none`, 'supervisor', 404, 'unknownCall'],
    ['a call that cannot be', `${calls}/%20`, 'supervisor', 400, 'invalid'],
    ['a path that does not decode', `${calls}/%E0%A4%A`, 'supervisor', 400],
    ['an unknown path', '/api/reports/weather', 'supervisor', 404],
    ['a path that climbs', '/api/reports/..%2f..%2fetc%2fpasswd', 'supervisor', 404],
  ])('%s', async (name, path, asker, ...expected) => {
    const [status, reason] = expected;
    const init = { headers: who(asker) };
    await expectRefusal(reports, { name, path, init, status, ...(reason === undefined ? {} : { reason }) });
    await expectGood();
  });
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('the method %s', async (method) => {
    const init = { method, headers: supervisor };
    await expectRefusal(reports, { name: method, path: figures, init, status: 405 });
    await expectGood();
  });
  it.each(RAW_GARBAGE)('%s at the port', async (_name, bytes) => {
    const heard = await speakRaw(reports, bytes);
    expect(heard === '' || /^HTTP\/1\.1 4\d\d/.test(heard)).toBe(true);
    await expectGood();
  });
});
