import type { KeyTarget, ServiceDefinition } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { aDefinition, anAgent, aQueue, aService } from './builders.ts';
import { aMessage, publish } from './messages.ts';
import { World } from './world.ts';

const toQueue = (queueId: string, more: object = {}): KeyTarget => ({
  kind: 'queue',
  queueId: queueId as never,
  ...more,
});

/** "For the network press 1, for a message press 9": 5 s for a key, said twice. */
const menu: NonNullable<ServiceDefinition['menu']> = {
  prompt: 'menu' as never,
  choices: [
    { key: '1', label: 'Réseau', target: toQueue('network', { needs: [{ skillId: 'vpn', level: 1 }] }) },
    { key: '9', label: 'Message', target: { kind: 'voicemail' } },
  ],
  ...{ timeoutMs: 5_000, times: 2, otherwise: { kind: 'stay' } },
};

const definition = (change: Partial<ServiceDefinition> = {}) => {
  const base = aDefinition();
  return aDefinition({
    queues: [aQueue('support'), aQueue('network')],
    services: [aService('desk', { menu, ...change })],
    skills: [{ skillId: 'vpn' as never, name: 'VPN' }],
    agents: [
      anAgent('ana'),
      anAgent('nils', { queues: [{ queueId: 'network' as never }] }),
      anAgent('noa', { queues: [{ queueId: 'network' as never }], skills: { vpn: 1 } as never }),
    ],
    prompts: [
      ...base.prompts,
      { ...base.prompts[0]!, promptId: 'menu' as never, file: 'prompts/menu.wav', durationMs: 8_000 },
    ],
  });
};

async function inMenu(change: Partial<ServiceDefinition> = {}) {
  const world = await World.open({ definition: definition(change) });
  await world.ready('ana', 'nils', 'noa');
  return { world, caller: await world.dialsAndWaits() };
}

test('the menu is said after the welcome, before any queue', async () => {
  const { caller } = await inMenu();
  expect(caller.stage).toBe('menu');
  expect(caller.hears).toEqual(['menu']);
});

test('a key counts at once, in the middle of the prompt, and leads to the queue with what it needs', async () => {
  const { world, caller } = await inMenu();
  await world.pass(1_000);
  await caller.presses('1');
  expect(caller.offeredTo).toBe('noa');
  expect(await world.events('call.choiceMade')).toMatchObject([{ where: 'menu', key: '1' }]);
  expect(await world.events('call.queued')).toMatchObject([{ queueId: 'network', because: 'choice' }]);
});

test('without a key it is said again after the pause, then the call goes where it goes otherwise', async () => {
  const { world, caller } = await inMenu();
  await world.pass(12_000);
  expect(await world.events('call.menuStarted')).toMatchObject([{ time: 1 }]);
  await world.pass(1_000);
  expect(await world.events('call.menuStarted')).toMatchObject([{ time: 1 }, { time: 2 }]);
  expect(caller.hears).toEqual(['menu']);
  await world.pass(13_000);
  expect(caller.offeredTo).toBe('ana');
  const [choice] = await world.events('call.choiceMade');
  expect(choice).toMatchObject({ target: { kind: 'stay' } });
  expect(choice?.key).toBeUndefined();
});

test('a key that means nothing has the menu said again', async () => {
  const { world, caller } = await inMenu();
  await caller.presses('5');
  expect(await world.events('call.menuStarted')).toMatchObject([{ time: 1 }, { time: 2 }]);
  await caller.presses('5');
  expect(caller.offeredTo).toBe('ana');
});

test('a key to the voicemail leads to the greeting', async () => {
  const { caller } = await inMenu();
  await caller.presses('9');
  expect(caller.stage).toBe('message');
  expect(caller.hears).toEqual(['greeting', 'beep']);
});

test('whoever hangs up in the menu has left in the menu', async () => {
  const { caller } = await inMenu();
  await caller.hangsUp();
  expect(await caller.ending()).toMatchObject({ outcome: 'abandonedInMenu' });
});

test('a menu whose prompt can not be played still ends, and so does one that was being said when the engine died', async () => {
  const { world, caller } = await inMenu();
  await world.killAndRestart(1_000);
  world.gateway.failsAt('play');
  await world.pass(30_000);
  expect(caller.offeredTo).toBe('ana');
});

test('the wait begins with the choice', async () => {
  const { world, caller } = await inMenu();
  await world.pass(4_000);
  const chosenAt = world.clock.now();
  await caller.presses('1');
  expect(await world.events('call.queued')).toMatchObject([{ queuedAt: chosenAt }]);
});

test('what a caller has chosen is still asked for when the menu no longer has it', async () => {
  const world = await World.open({ definition: definition() });
  await world.ready('ana', 'nils', 'noa');
  await publish(world, aMessage());
  const caller = await world.dialsAndWaits();
  await caller.presses('1');
  expect(caller.stage).toBe('dissuasion');
  const { services, ...kept } = definition();
  await world.publish({ ...kept, version: 2, services: services.map(({ menu: _gone, ...service }) => service) });
  await world.pass(8_000);
  expect(caller.offeredTo).toBe('noa');
});
