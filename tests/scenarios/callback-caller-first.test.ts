import { expect, test, vi } from 'vitest';
import { aCallback, aDefinition, anAgent, aQueue, aService } from './builders.ts';
import { openRingingBack, ringingBack, wantsRungBack } from './ringing-back.ts';

const open = () => openRingingBack(ringingBack({ dialling: 'callerFirst' }));

test('dialled when someone is free, told who rings, then first in line', async () => {
  const world = await open();
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  expect(callback.stage).toBe('dialling');
  expect(callback.dials).toBe(1);
  expect(world.agent('ana').status).toBe('ready');
  await callback.answers();
  expect(callback.hears).toEqual(['callback-announce']);
  await world.pass(3_000);
  expect(callback.offeredTo).toBe('ana');
  expect(callback.hears).toEqual(['music']);
  await world.agent('ana').answers();
  expect(callback.stage).toBe('talking');
});

test('nobody is dialled while nobody is free', async () => {
  const world = await open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const callback = await wantsRungBack(world);
  await world.pass(60_000);
  expect([callback.stage, callback.dials]).toEqual(['toDial', 0]);
  await world.agent('ana').asks('agent.readyRequested');
  expect(callback.stage).toBe('dialling');
});

test('one at a time for each who is free', async () => {
  const world = await open();
  await world.ready('ana', 'bob');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const [first, second, third] = [
    await wantsRungBack(world, { partyRef: 'party-1' as never }),
    await wantsRungBack(world, { partyRef: 'party-2' as never }),
    await wantsRungBack(world, { partyRef: 'party-3' as never }),
  ];
  expect([first.stage, second.stage, third.stage]).toEqual(['dialling', 'toDial', 'toDial']);
  await world.agent('ana').asks('agent.readyRequested');
  expect([first.stage, second.stage, third.stage]).toEqual(['dialling', 'dialling', 'toDial']);
  await first.isBusy();
  expect(third.stage).toBe('dialling');
});

test('callers who came before are served before; whoever has answered our ring stands before those who ring us', async () => {
  const world = await open();
  await world.ready('ana');
  await world.agent('ana').asks('agent.pauseRequested', { reason: 'lunch' });
  const earlier = await world.dialsAndWaits();
  const callback = await wantsRungBack(world);
  await world.agent('ana').asks('agent.readyRequested');
  expect(earlier.offeredTo).toBe('ana');
  expect(callback.dials).toBe(0);
  await world.agent('ana').answers();
  const later = await world.dialsAndWaits();
  await earlier.hangsUp();
  await world.agent('ana').asks('agent.wrapUpEndRequested');
  // Its turn has come: dialled, while the agent takes who is there already.
  expect(callback.stage).toBe('dialling');
  expect(later.offeredTo).toBe('ana');
  await world.agent('ana').answers();
  await callback.answers();
  const last = await world.dialsAndWaits();
  await later.hangsUp();
  await world.agent('ana').asks('agent.wrapUpEndRequested');
  expect(callback.offeredTo).toBe('ana');
  expect(last.offeredTo).toBeUndefined();
});

test('who hangs up before an agent is there has abandoned', async () => {
  const world = await open();
  await world.ready('ana');
  const callback = await wantsRungBack(world);
  await callback.answers();
  await callback.hangsUp();
  expect(await callback.ending()).toMatchObject({ outcome: 'abandonedInQueue' });
});

test('one who is free in two queues is one person: one call-back is dialled, not one for each queue', async () => {
  const both = [{ queueId: 'support' as never }, { queueId: 'second' as never }];
  const callback = aCallback({ dialling: 'callerFirst' });
  const definition = aDefinition({
    queues: [aQueue('support'), aQueue('second')],
    services: [
      aService('desk', { callback }),
      aService('other', { numbers: ['8009'], queueId: 'second' as never, callback }),
    ],
    agents: [anAgent('ana', { queues: both }), anAgent('bob', { queues: both.slice(0, 1) }), anAgent('cleo')],
  });
  const world = await openRingingBack(definition);
  await world.ready('ana');
  const first = await wantsRungBack(world);
  const second = await wantsRungBack(world, { partyRef: 'party-y' as never, serviceId: 'other' as never });
  expect([first.stage, second.stage]).toEqual(['dialling', 'toDial']);
  await world.ready('bob');
  expect([first.stage, second.stage]).toEqual(['dialling', 'dialling']);
});

test('call-backs that nobody in service can take cost the same whether they are few or many', async () => {
  const needs = [{ skillId: 'vpn' as never, level: 1 }];
  const skills = [{ skillId: 'vpn' as never, name: 'VPN' }];
  const looksWith = async (many: number): Promise<number> => {
    const world = await openRingingBack(ringingBack({ dialling: 'callerFirst' }, { needs }, { skills }));
    await world.ready('ana');
    for (let each = 0; each < many; each += 1) await wantsRungBack(world, { partyRef: `party-${each}` as never });
    const looks = vi.spyOn(world.engine.state.calls, 'get');
    await world.agent('bob').registers();
    return looks.mock.calls.length;
  };
  expect(await looksWith(20)).toBe(await looksWith(2));
});
