import { streams, type CallProof, type Ticket } from '@decroche/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { definitionOf } from '../../support/definitions.ts';
import { expectRefusal } from '../../support/http-door.ts';
import { journalOf, tell } from '../../support/journal-story.ts';
import { layGround, type Ground, type ProgramUnderTest } from '../../support/program-ground.ts';

const DOMAIN = 'main';
let ground: Ground;
let tickets: ProgramUnderTest;
let reports: ProgramUnderTest;
let headers: Record<string, string>;

beforeAll(async () => {
  ground = await layGround();
  await ground.bus.publish(streams.definitions(DOMAIN), [definitionOf([])]);
  [tickets, reports] = await Promise.all([ground.start('tickets/src/main.ts'), ground.start('reports/src/main.ts')]);
  headers = await ground.signIn('supervisor');
});
afterAll(() => ground.close());

it('MongoDB killed and back: requests are refused meanwhile, and no call is missing afterwards', async (context) => {
  const bringBack = await ground.killMongo();
  if (!bringBack) return context.skip();
  const away = { path: '/api/tickets/by-call/c1', init: { headers }, status: 503, reason: 'unavailable' };
  const refused = expectRefusal(tickets, { name: 'MongoDB is away', ...away });
  const lines = journalOf([
    tell({ callId: 'c1', arrivedAt: 1_000, waitMs: 1, outcome: 'answered' }),
    tell({ callId: 'c2', arrivedAt: 2_000, waitMs: 1, outcome: 'abandonedInQueue' }),
  ]);
  await ground.bus.publish(streams.journal(DOMAIN), lines);
  await Promise.all([
    refused,
    tickets.logged(({ msg }) => msg === 'the store is away: trying again'),
    reports.logged(({ msg }) => msg === 'the store is away: trying again'),
  ]);
  expect((await fetch(`${tickets.healthUrl}/readyz`)).status).toBe(503);
  await bringBack();

  await tickets.logged(({ msg, seq }) => msg === 'journal consigned' && Number(seq) >= lines.length);
  await reports.logged(({ msg, seq }) => msg === 'journal recorded' && Number(seq) >= lines.length);
  const get = async <T>(url: string): Promise<T> => (await (await fetch(url, { headers })).json()) as T;
  expect(await get<Ticket>(`${tickets.baseUrl}/api/tickets/by-call/c1`)).toMatchObject({ callIds: ['c1'] });
  expect((await get<CallProof>(`${reports.baseUrl}/api/reports/calls/c2`)).record.class).toBe('abandonedEarly');
});
