import type { Definition, ServiceDefinition } from '@decroche/protocol';
import { aDefinition, anAgent, aQueue, aService } from './builders.ts';
import type { World, Caller } from './world.ts';

const ids = (...names: string[]): never => names.map((queueId, index) => ({ queueId, rank: index + 1 })) as never;
const spoken = (promptId: string) => ({
  promptId: promptId as never,
  text: promptId,
  file: `prompts/${promptId}.wav`,
  durationMs: 4_000,
});

/** The questions that may be put to callers who answer by keys. */
export const SILENT_CALLER = {
  key: '1',
  questions: [
    { questionId: 'safe', label: 'Es-tu en sécurité ?', prompt: 'ask-safe' },
    { questionId: 'alone', label: 'Es-tu seul ?', prompt: 'ask-alone' },
  ],
} as unknown as NonNullable<ServiceDefinition['silentCaller']>;

/**
 * A helpline for children: `ruth` receives callers first and hands them over to the listeners `lea` and `leo`, who take minors
 * before everybody else. By 115 minors come straight to them; 114 is the number of relay centres.
 */
export function helpline(service: Partial<ServiceDefinition> = {}, change: Partial<Definition> = {}): Definition {
  const ordinary = aDefinition();
  const protecting = { childProtection: true, sameAgentWithinMs: 600_000, preferredHoldMs: 30_000 } as const;
  return aDefinition({
    services: [
      aService('children', {
        ...protecting,
        numbers: ['119', '0800000114'],
        relayNumbers: ['0800000114'],
        queueId: 'reception' as never,
        needs: [{ skillId: 'listening' as never, level: 1 }],
        silentCaller: SILENT_CALLER,
        ...service,
      }),
      aService('minors', { ...protecting, numbers: ['115'], queueId: 'minors' as never }),
      aService('desk'),
    ],
    queues: [aQueue('support'), aQueue('reception', { handOverTo: 'listening' as never }), aQueue('listening'), aQueue('minors')],
    agents: [
      anAgent('ruth', { queues: ids('reception'), wrapUpMs: 0, skills: { listening: 1 } as never }),
      anAgent('lea', { queues: ids('minors', 'listening'), wrapUpMs: 0, skills: { listening: 2 } as never }),
      anAgent('leo', { queues: ids('minors', 'listening'), wrapUpMs: 0, skills: { listening: 1 } as never }),
      anAgent('new', { queues: ids('minors', 'listening'), wrapUpMs: 0 }),
      anAgent('ana'),
    ],
    skills: [{ skillId: 'listening' as never, name: 'Écoute' }],
    prompts: [...ordinary.prompts, spoken('ask-safe'), spoken('ask-alone')],
    ...change,
  }); // prettier-ignore
}

/** In service, and not ready yet: callers wait. */
export async function onDuty(world: World, name: string): Promise<void> {
  await world.agent(name).registers();
  await world.agent(name).asks('agent.loginRequested');
}

/** A child who was received by `ruth` and talks with her. */
export async function received(
  world: World,
  { number = '119', partyRef = 'child' }: { readonly number?: string; readonly partyRef?: string } = {},
): Promise<Caller> {
  const caller = await world.dialsAndWaits(number, { partyRef });
  await world.agent('ruth').answers();
  return caller;
}

/** `ruth` hands the caller over to the listeners, as one gesture of the screen does. */
export const handOver = (world: World, caller: Caller): Promise<string> =>
  world.agent('ruth').asksAbout(caller, 'call.transferRequested', {
    target: { kind: 'queue', queueId: 'listening' },
  });
