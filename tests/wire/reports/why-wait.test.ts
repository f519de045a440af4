import { connectMongo, type Connection } from '@decroche/platform/mongo';
import { streams, type Definition, type DomainId, type JournalRecord, type WaitExplanation } from '@decroche/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mongoArchive } from '../../../acd/src/adapters/mongo/archive.ts';
import { definitionOf } from '../../support/definitions.ts';
import { expectRefusal } from '../../support/http-door.ts';
import { journalOf, tell, type Told } from '../../support/journal-story.ts';
import { layGround, type Ground, type ProgramUnderTest } from '../../support/program-ground.ts';

const DOMAIN = 'main' as DomainId;
const NOON = Date.parse('2026-11-20T11:00:00Z');
const YESTERDAY = NOON - 30 * 3_600_000;
let ground: Ground;
let reports: ProgramUnderTest;
let mongo: Connection;
let agent: Record<string, string>;
let supervisor: Record<string, string>;
const definition: Definition = definitionOf(
  ['agent1', 'night', 'never'].map((agentId) => ({ agentId, uri: `sip:${agentId}@192.0.2.1` })),
);

const at = (ms: number, type: string, fields: object): Told => ({ at: ms, event: { type, ...fields } as never });

beforeAll(async () => {
  ground = await layGround();
  mongo = await connectMongo(ground.mongoUri);
  await ground.bus.publish(streams.definitions(DOMAIN), [definition]);
  const lines: JournalRecord[] = journalOf([
    // In the archive alone, the day before; what came between has left the bus.
    [at(YESTERDAY, 'agent.loggedIn', { agentId: 'night' }), at(YESTERDAY, 'agent.becameReady', { agentId: 'night' })],
    [at(YESTERDAY + 1, 'agent.becameNotReady', { agentId: 'night', reason: 'break' })],
    [at(NOON - 1_000, 'agent.becameReady', { agentId: 'agent1' })],
    tell({ callId: 'first', arrivedAt: NOON, waitMs: 1_000, talkMs: 30_000, outcome: 'answered' }),
    tell({ callId: 'second', arrivedAt: NOON + 5_000, waitMs: 40_000, outcome: 'answered' }),
    tell({ callId: 'gone', arrivedAt: NOON + 6_000, waitMs: 3_000, outcome: 'abandonedInQueue' }),
    tell({ callId: 'closed', arrivedAt: NOON + 7_000, waitMs: 3_000, outcome: 'refusedClosed', welcomeMs: null }),
  ]);
  const archive = await mongoArchive(mongo, DOMAIN);
  await archive.add(lines.slice(0, 4));
  await ground.bus.publish(streams.journal(DOMAIN), lines.slice(3));
  reports = await ground.start('reports/src/main.ts');
  await reports.logged(({ msg, seq }) => msg === 'journal recorded' && Number(seq) >= lines.length);
  agent = await ground.signIn('agent', 'agent1');
  supervisor = await ground.signIn('supervisor');
});
afterAll(async () => {
  await mongo.close();
  await ground.close();
});

const explained = async (callId: string): Promise<WaitExplanation> => {
  const answer = await fetch(`${reports.baseUrl}/api/reports/calls/${callId}/wait`, { headers: supervisor });
  expect(answer.status).toBe(200);
  return (await answer.json()) as WaitExplanation;
};

describe('why did this call wait?', () => {
  it('each agent of the queue, those seen last the day before and those never seen', async () => {
    const answer = await explained('second');
    expect(answer).toMatchObject({ waitMs: 40_000, ended: 'answered', agentId: 'agent1', complete: true, firstSeq: 4 });
    const why = Object.fromEntries(answer.agents.map(({ agentId, spans }) => [agentId, spans.map((one) => one.why)]));
    expect(why).toMatchObject({ night: ['paused'], never: ['loggedOut'] });
    expect(why['agent1']?.[0]).toBe('otherCall');
    expect(answer.agents.find(({ agentId }) => agentId === 'night')?.spans).toMatchObject([
      { since: YESTERDAY + 1, reason: 'break', fromAt: NOON + 5_000, toAt: NOON + 45_000 },
    ]);
  });
  it('one who left, and where they stood', async () => {
    expect(await explained('gone')).toMatchObject({ ended: 'left', waitMs: 3_000, call: [{ position: 2 }] });
  });
  it.each([
    ['nobody signed in', 'second', 'nobody', 401, 'notSignedIn'],
    ['an agent', 'second', 'agent', 403, 'roleNeeded'],
    ['a call nobody knows', 'none', 'supervisor', 404, 'unknownCall'],
    ['a call that never waited', 'closed', 'supervisor', 409, 'neverQueued'],
    ['a call that cannot be', '%20', 'supervisor', 400, 'invalid'],
  ] as const)('refuses %s', async (name, callId, who, status, reason) => {
    const headers = { nobody: {}, agent, supervisor }[who];
    await expectRefusal(reports, {
      name,
      path: `/api/reports/calls/${callId}/wait`,
      init: { headers },
      status,
      reason,
    });
  });
});
