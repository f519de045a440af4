import { expect, test } from 'vitest';
import { aDefinition, anAgent } from './builders.ts';
import { World } from './world.ts';

test('an agent whose telephone is gone is not offered the next call, and is ready again when it is back', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.agent('ana').losesTelephone();
  expect(world.agent('ana').status).toBe('notReady(deviceLost)');
  const caller = await world.dialsAndWaits();
  expect(caller.stage).toBe('queued');
  await world.agent('ana').registers();
  expect(caller.offeredTo).toBe('ana');
});

test('lost while ringing: the call goes on to the next agent, nobody is blamed', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const caller = await world.dialsAndWaits();
  await world.agent('ana').losesTelephone();
  expect(caller.offeredTo).toBe('bob');
  expect(await world.events('offer.failed')).toMatchObject([{ agentId: 'ana', cause: 'unavailable' }]);
  expect(world.agent('ana').status).toBe('notReady(deviceLost)');
  expect(world.engine.state.agents.get('ana' as never)?.misses).toBe(0);
});

test('lost during a conversation: it goes on; afterwards the agent is not ready', async () => {
  const world = await World.open();
  await world.ready('ana');
  const caller = await world.dialsAndWaits();
  await world.agent('ana').answers();
  await world.agent('ana').losesTelephone();
  expect(caller.stage).toBe('talking');
  await caller.hangsUp();
  await world.pass(30_000);
  expect(world.agent('ana').status).toBe('notReady(deviceLost)');
});

test('a pause that was chosen stays when the telephone comes back', async () => {
  const world = await World.open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  await world.agent('ana').losesTelephone();
  await world.agent('ana').registers();
  expect(world.agent('ana').status).toBe('notReady(lunch)');
});

test('nobody becomes ready without a telephone', async () => {
  const world = await World.open();
  await world.agent('ana').asks('agent.loginRequested');
  expect(await world.agent('ana').asks('agent.readyRequested')).toBe('deviceNotRegistered');
});

test('an agent on a static address needs no registration', async () => {
  const device = { kind: 'uri', uri: 'sip:ana@192.0.2.7:5090' } as const;
  const world = await World.open({ definition: aDefinition({ agents: [anAgent('ana', { device })] }) });
  await world.agent('ana').asks('agent.loginRequested');
  expect(await world.agent('ana').asks('agent.readyRequested')).toBe('accepted');
  await world.dialsAndWaits();
  expect(world.gateway.done).toContainEqual(expect.objectContaining({ type: 'ringLeg', target: device }));
});

test('a conversation whose agent is cut off takes its caller back to the queue, with the time already waited', async () => {
  const world = await World.open();
  await world.ready('ana', 'bob');
  const cut = await world.dialsAndWaits();
  await world.pass(5_000);
  await world.agent('ana').answers();
  await world.agent('bob').asks('agent.pauseRequested', { reason: 'lunch' });
  const other = await world.dialsAndWaits();
  await world.agent('ana').hangsUp('unavailable');
  expect(cut.stage).toBe('queued');
  expect(cut.hears).toEqual(['music']);
  expect([other.position, cut.position]).toEqual([2, 1]);
  await world.agent('bob').asks('agent.readyRequested');
  expect(cut.offeredTo).toBe('bob');
  await world.agent('bob').answers();
  expect(await world.events('call.answered')).toHaveLength(1);
  expect(await world.events('call.transferred')).toMatchObject([{ callId: cut.callId, agentId: 'bob' }]);
});
