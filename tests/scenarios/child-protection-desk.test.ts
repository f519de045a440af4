import type { AgentId, CallerView, DeskView } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { adoptDefinition, foldRecord } from '../../agent-console/server/src/core/board/fold.ts';
import { emptyBoard } from '../../agent-console/server/src/core/board/state.ts';
import { untouched } from '../../agent-console/server/src/core/board/touched.ts';
import { deskOf, recentCallOf } from '../../agent-console/server/src/core/board/views.ts';
import { handOver, helpline, onDuty, received } from './helpline.ts';
import { World, type Caller } from './world.ts';

const SEALED: CallerView = { withheld: false, sealed: true, candidates: [] };
const callerOf = () => SEALED;

async function boardOf(world: World) {
  const board = emptyBoard();
  adoptDefinition(board, helpline(), 0);
  for (const record of await world.journal()) foldRecord(board, record, untouched());
  return board;
}

/** What the desk of an agent shows of the call. */
async function deskCall(world: World, agentId: string): Promise<DeskView['call']> {
  return deskOf(await boardOf(world), agentId as AgentId, { now: world.clock.now(), callerOf })?.call;
}

const ask = (world: World, caller: Caller, questionId: string) =>
  world.agent('lea').asksAbout(caller, 'call.questionRequested', { questionId });

test('the listener sees that the caller is silent, who handed them over, and each key with its question', async () => {
  const world = await World.open({ definition: helpline() });
  await world.ready('ruth', 'lea');
  const caller = await world.dials('0800000114', { partyRef: 'child' });
  await caller.presses('9');
  await caller.presses('1');
  await world.pass(3_000);
  await world.agent('ruth').answers();
  expect((await deskCall(world, 'ruth'))?.keys).toEqual([]);
  const at = world.clock.now();
  await handOver(world, caller);
  await world.agent('lea').answers();
  await caller.presses('5');
  await ask(world, caller, 'safe');
  await caller.presses('2');
  await caller.presses('1');
  await ask(world, caller, 'alone');
  await caller.presses('3');
  const call = await deskCall(world, 'lea');
  expect(call?.pop).toMatchObject({ silent: true, tags: ['relay'], handedOverBy: { agentName: 'ruth', at } });
  expect(call?.keys?.map(({ digit, questionId }) => [digit, questionId])).toEqual([
    ['5', undefined],
    ['2', 'safe'],
    ['1', 'safe'],
    ['3', 'alone'],
  ]);
});

test('of a caller who speaks no key is shown, and nothing is said that is not so', async () => {
  const world = await World.open({ definition: helpline() });
  await world.ready('ruth', 'lea');
  const caller = await received(world);
  await caller.presses('5');
  await world.agent('ruth').asksAbout(caller, 'call.transferRequested', { target: { kind: 'queue', queueId: 'minors' } }); // prettier-ignore
  await world.agent('lea').answers();
  const call = await deskCall(world, 'lea');
  expect(call).not.toHaveProperty('keys');
  for (const field of ['silent', 'tags', 'handedOverBy']) expect(call?.pop).not.toHaveProperty(field);
});

test('repeat callers are recognised and counted, though nobody is shown their number', async () => {
  const world = await World.open({ definition: helpline() });
  await onDuty(world, 'ruth');
  for (let calls = 0; calls < 12; calls += 1) {
    const caller = await world.dialsAndWaits('119', { partyRef: 'child' });
    await caller.hangsUp();
  }
  await world.dialsAndWaits('119', { partyRef: 'another' });
  const last = await world.dialsAndWaits('119', { partyRef: 'child' });
  const board = await boardOf(world);
  const call = board.calls.get(last.callId)!;
  expect(recentCallOf(board, call, callerOf).caller).toEqual({ ...SEALED, earlierCalls: 12 });
  await world.agent('ruth').asks('agent.readyRequested');
  const desk = deskOf(await boardOf(world), 'ruth' as AgentId, { now: world.clock.now(), callerOf });
  expect(desk?.offer?.pop.caller).toEqual({ ...SEALED, earlierCalls: 0 });
});

test('a withheld caller has called nobody knows how often', async () => {
  const world = await World.open({ definition: helpline() });
  await onDuty(world, 'ruth');
  const { callId, legId } = { callId: 'anonymous' as never, legId: 'anonymous-leg' as never };
  const arrived = { type: 'leg.arrived', callId, legId, gatewayId: world.gateway.gatewayId } as const;
  await world.says({ ...arrived, serviceId: 'children' as never, dialled: '119', receivedAt: world.clock.now() });
  const board = await boardOf(world);
  const view = recentCallOf(board, board.calls.get(callId)!, () => ({ withheld: true, candidates: [] }));
  expect(view.caller).toEqual({ withheld: true, candidates: [] });
});
