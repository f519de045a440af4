import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { TONES } from '../support/definitions.ts';
import { NUMBERS } from '../support/e2e-profile.ts';
import { ended, nextCall, recordOf, ticketOf, told } from '../support/stories.ts';
import { startWorld, type World } from '../support/world.ts';

const AGENT_HZ = 500;

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(world.lines.slice(-80).join('\n'));
  await world.tidy();
});
afterAll(() => world?.close());

/** kill -9, and wait until the launcher has it running and ready again. */
async function killed(name: string): Promise<void> {
  const part = world.product.part(name);
  const before = part.restarts();
  process.kill(part.pid(), 'SIGKILL');
  await part.up(before + 1);
}

async function calling(hz: number) {
  const arriving = nextCall(world.door);
  const caller = await world.caller({ dialled: NUMBERS.desk, hz });
  const callId = await arriving;
  const { queuedAt } = await told(world.door, 'call.queued', (event) => event.callId === callId);
  return { ...caller, callId, queuedAt };
}

test('kill -9 of the acd: conversations go on, each waiting caller keeps place and music, no record is lost', async () => {
  const agent = await world.phoneAgent({ agentId: 'steady', hz: AGENT_HZ });
  await world.ready('steady');
  const talking = await calling(700);
  await talking.sound.hears(AGENT_HZ);
  const first = await calling(800);
  const second = await calling(900);
  await first.sound.hears(TONES.music);

  const gone = killed('acd');
  const ears = setInterval(() => heardDuring.push(talking.sound.share(AGENT_HZ), first.sound.share(TONES.music)), 50);
  const heardDuring: number[] = [];
  await gone;
  clearInterval(ears);
  expect(heardDuring.length).toBeGreaterThan(4);
  expect(Math.min(...heardDuring)).toBeGreaterThan(0.6);
  await agent.sound.hears(700);
  await second.sound.hears(TONES.music);

  await talking.sipp.hangUp();
  await ended(world.door, talking.callId);
  await first.sound.hears(AGENT_HZ);
  await first.sipp.hangUp();
  await second.sound.hears(AGENT_HZ);
  await second.sipp.hangUp();
  for (const { callId, queuedAt } of [talking, first, second]) {
    expect(await recordOf(world, callId)).toMatchObject({ outcome: 'answered', agentId: 'steady', queuedAt });
    expect((await ticketOf(world, callId)).callIds).toEqual([callId]);
  }
  await world.api.send('POST', '/api/agents/steady/logout');
});

test('kill -9 of tickets and reports during calls: every call has its ticket and its record afterwards', async () => {
  await world.phoneAgent({ agentId: 'second', hz: AGENT_HZ });
  await world.ready('second');
  const before = await calling(700);
  await before.sound.hears(AGENT_HZ);
  const back = Promise.all([killed('tickets'), killed('reports')]);
  await before.sipp.hangUp();
  await ended(world.door, before.callId);
  const during = await calling(800);
  await during.sound.hears(AGENT_HZ);
  await during.sipp.hangUp();
  await ended(world.door, during.callId);
  await back;
  for (const { callId } of [before, during]) {
    expect(await recordOf(world, callId)).toMatchObject({ outcome: 'answered' });
    expect((await ticketOf(world, callId)).status).toBe('toComplete');
  }
  await world.api.send('POST', '/api/agents/second/logout');
});

test('kill -9 of the console: calls do not notice, sessions and the view of the desk are there again', async () => {
  await world.phoneAgent({ agentId: 'third', hz: AGENT_HZ });
  await world.ready('third');
  const talking = await calling(700);
  await talking.sound.hears(AGENT_HZ);
  await killed('console');
  await talking.sound.hears(AGENT_HZ);
  const board = (await world.api.send('GET', '/api/board')) as { agents: { agentId: string; status: string }[] };
  expect(board.agents.find(({ agentId }) => agentId === 'third')?.status).toBe('talking');
  await talking.sipp.hangUp();
  expect(await recordOf(world, talking.callId)).toMatchObject({ outcome: 'answered' });
  await world.api.send('POST', '/api/agents/third/logout');
});
