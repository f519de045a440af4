import type { SkillNeed } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { aDefinition, anAgent, aService } from './builders.ts';
import { World } from './world.ts';

const need = (skillId: string, level: number): SkillNeed => ({ skillId: skillId as never, level });

/** `ana` is a beginner in vpn, `bob` an expert who speaks English as well, `cleo` has no skill. 8009 needs an expert in vpn. */
const definition = (needs: readonly SkillNeed[] = [need('vpn', 4)]) =>
  aDefinition({
    skills: ['vpn', 'english'].map((skillId) => ({ skillId: skillId as never, name: skillId })),
    services: [aService('desk'), aService('experts', { numbers: ['8009'], needs: [...needs] })],
    agents: [
      anAgent('cleo'),
      anAgent('ana', { skills: { vpn: 2 } as never }),
      anAgent('bob', { skills: { vpn: 5, english: 3 } as never }),
    ],
  });

test('a call that needs a skill at a level is given to whoever has it, however long others have been free', async () => {
  const world = await World.open({ definition: definition() });
  await world.ready('cleo', 'ana', 'bob');
  const caller = await world.dialsAndWaits('8009');
  expect(caller.offeredTo).toBe('bob');
  expect(await world.events('call.queued')).toMatchObject([{ needs: [{ skillId: 'vpn', level: 4 }] }]);
});

test('a call that needs what nobody free has waits, and those behind it who need less are not held up', async () => {
  const world = await World.open({ definition: definition() });
  await world.ready('cleo', 'ana');
  const expert = await world.dialsAndWaits('8009');
  const plain = await world.dialsAndWaits();
  expect(expert.offeredTo).toBeUndefined();
  expect(plain.offeredTo).toBe('cleo');
  expect(expert.position).toBe(1);
  await world.ready('bob');
  expect(expert.offeredTo).toBe('bob');
});

test('an expert who comes free takes the oldest caller they may take, whatever it needs', async () => {
  const world = await World.open({ definition: definition() });
  const plain = await world.dialsAndWaits();
  expect(plain.stage).toBe('message');
  await world.agent('bob').registers();
  await world.agent('bob').asks('agent.loginRequested');
  const [older, younger] = [await world.dialsAndWaits(), await world.dialsAndWaits('8009')];
  await world.agent('bob').asks('agent.readyRequested');
  expect([older.offeredTo, younger.offeredTo]).toEqual(['bob', undefined]);
});

test('every need counts, and the level is a minimum', async () => {
  const world = await World.open({ definition: definition([need('vpn', 2), need('english', 3)]) });
  await world.ready('ana', 'bob');
  expect((await world.dialsAndWaits('8009')).offeredTo).toBe('bob');
  const beginner = await World.open({ definition: definition([need('vpn', 2)]) });
  await beginner.ready('ana', 'bob');
  expect((await beginner.dialsAndWaits('8009')).offeredTo).toBe('ana');
});

test('whoever transfers to a queue has chosen who takes the caller: what the service asked for counts no longer', async () => {
  const world = await World.open({ definition: definition() });
  await world.ready('bob', 'cleo');
  const caller = await world.dialsAndWaits('8009');
  await world.agent('bob').answers();
  const target = { kind: 'queue', queueId: 'support' };
  expect(await world.agent('bob').asksAbout(caller, 'call.transferRequested', { target })).toBe('accepted');
  expect(caller.offeredTo).toBe('cleo');
});

test('a caller whose agent is cut off waits again for the same skill', async () => {
  const world = await World.open({ definition: definition() });
  await world.ready('bob', 'cleo');
  const caller = await world.dialsAndWaits('8009');
  await world.agent('bob').answers();
  await world.agent('bob').hangsUp('unavailable');
  expect(caller.stage).toBe('queued');
  expect(caller.offeredTo).toBeUndefined();
});

test('a caller still hearing the welcome of a service that is removed gets someone who has what it asked for', async () => {
  const world = await World.open({ definition: definition() });
  await world.ready('cleo', 'ana', 'bob');
  const caller = await world.dials('8009');
  await world.publish({ ...definition(), version: 2, services: [aService('desk')] });
  await world.pass(3_000);
  expect(caller.offeredTo).toBe('bob');
});

test('a skill given to an agent by a new definition counts at once for those who wait', async () => {
  const world = await World.open({ definition: definition() });
  await world.ready('cleo');
  const caller = await world.dialsAndWaits('8009');
  expect(caller.offeredTo).toBeUndefined();
  const changed = definition();
  const agents = changed.agents.map((each) =>
    each.agentId === 'cleo' ? { ...each, skills: { vpn: 4 } as never } : each,
  );
  await world.publish({ ...changed, version: 2, agents });
  expect(caller.offeredTo).toBe('cleo');
});
