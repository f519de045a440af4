import type { Definition, RosterShift } from '@decroche/protocol';
import { aDefinition, anAgent, aQueue, aService, MONDAY_10H } from './builders.ts';
import type { World } from './world.ts';
import { type AgentActor } from './world.ts';

const MINUTE = 60_000;

/** An instant of the ordinary Monday, by the clock on the wall in Paris: `at('12:30')`. */
export function at(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return MONDAY_10H + ((hours - 10) * 60 + minutes) * MINUTE;
}

/** Someone's Monday; the name of the shift follows from theirs. */
export const aShift = (
  agentId: string,
  from: string,
  to: string,
  lunch?: readonly [from: string, to: string],
): RosterShift => ({
  ...{ shiftId: `shift-${agentId}-${from.replace(':', '')}` as never, agentId: agentId as never },
  ...{ startsAt: at(from), endsAt: at(to) },
  breaks: lunch ? [{ kind: 'lunch', startsAt: at(lunch[0]), endsAt: at(lunch[1]) }] : [],
});

/** Three agents in one queue in which one must stay; lunch is guarded and lasts 45 minutes, training is not guarded. */
export const guarded = (change: Partial<Definition> = {}, minimumPresent = 1): Definition =>
  aDefinition({
    queues: [aQueue('support', { minimumPresent })],
    services: [aService('desk')],
    agents: ['ana', 'bob', 'cleo'].map((name) => anAgent(name)),
    pauseReasons: [
      { reason: 'lunch', label: 'Déjeuner', labelEn: 'Lunch', guarded: true, plannedMs: 45 * MINUTE },
      { reason: 'training', label: 'Formation', labelEn: 'Training' },
    ],
    ...change,
  });

/** Lets time pass until a time on the wall. */
export const until = (world: World, time: string): Promise<void> => world.pass(at(time) - world.clock.now());

/** Asks for a guarded break and gives the whole answer. */
export const asksForLunch = (world: World, agent: AgentActor) =>
  world.request({ type: 'agent.pauseRequested', agentId: agent.agentId, reason: 'lunch' });
