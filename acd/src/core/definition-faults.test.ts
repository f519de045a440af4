import type { Definition } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { aDefinition, anAgent, aQueue, aService } from '../../../tests/scenarios/builders.ts';
import { definitionFaults } from './definition-faults.ts';

const id = <T>(name: string): T => name as T;
const queues = (...names: string[]) => names.map((each) => ({ queueId: id<never>(each) }));

test('a definition whose every name is there can be adopted', () => {
  expect(definitionFaults(aDefinition(), 'main')).toEqual([]);
});

const needs = [{ skillId: id<never>('vpn'), level: 2 }];
const menu = {
  prompt: id<never>('welcome'),
  choices: [{ key: '1', label: 'VPN', target: { kind: 'queue', queueId: id<never>('gone') } }],
  ...{ timeoutMs: 5_000, times: 2, otherwise: { kind: 'stay' } },
} as never;

const onCall = { policyId: 'night', announcement: id<never>('nowhere'), everyMs: 30_000, messageKey: '*' } as const;
const silentCaller = {
  key: '*' as const,
  questions: [{ questionId: 'yes', label: 'Oui ?', prompt: id<never>('welcome') }],
};

const wrong: readonly (readonly [string, Partial<Definition>, string])[] = [
  ['a need of a skill that nobody defined', { services: [aService('desk', { needs })] }, 'service desk names vpn'],
  ['a menu to a queue that is not there', { services: [aService('desk', { menu })] }, 'service desk names gone'],
  [
    'a waiting key for a call-back that the service does not have',
    { services: [aService('desk', { waitingKeys: [{ key: '1', target: { kind: 'callback' } }] })] },
    'leads to a call-back',
  ],
  [
    'two meanings of one waiting key',
    {
      services: [
        aService('desk', { waitingKeys: ['1', '1'].map((key) => ({ key, target: { kind: 'stay' } as const })) }),
      ],
    },
    'waiting keys of service desk',
  ],
  [
    'an on-call announcement that is not there',
    { services: [aService('desk', { onCall })] },
    'service desk names nowhere',
  ],
  [
    'one key for a message and for callers who can not speak',
    { services: [aService('desk', { onCall: { ...onCall, announcement: id('welcome') }, silentCaller })] },
    'has another meaning',
  ],
  [
    'an agent with an unknown skill',
    { agents: [anAgent('ana', { skills: { vpn: 1 } as never })] },
    'agent ana names vpn',
  ],
  [
    'an agent twice in a queue',
    { agents: [anAgent('ana', { queues: queues('support', 'support') })] },
    'queues of agent ana',
  ],
  [
    'a rule for an agent who is not there',
    { partyRules: [{ partyRef: id('p1'), kind: 'preferredAgent', agentId: id('zoe') }] },
    'names zoe',
  ],
  [
    'two rules for one caller',
    { partyRules: [id<never>('p1'), id<never>('p1')].map((partyRef) => ({ partyRef, kind: 'blocked' })) },
    'two rules for callers',
  ],
  [
    'an overflow to a queue that is not there',
    { queues: [aQueue('support', { overflowTo: { queueId: id('gone'), afterMs: 1 } })] },
    'queue support names gone',
  ],
  [
    'queues that overflow in a circle',
    {
      queues: [
        aQueue('support', { overflowTo: { queueId: id('second'), afterMs: 1 } }),
        aQueue('second', { overflowTo: { queueId: id('support'), afterMs: 1 } }),
      ],
    },
    'queue support overflows to itself',
  ],
];
test.each(wrong)('%s is refused by name', (_, change, said) => {
  expect(definitionFaults(aDefinition(change), 'main').join('; ')).toContain(said);
});

test('a chain of queues that ends is no circle', () => {
  const chain = [
    aQueue('support', { overflowTo: { queueId: id('second'), afterMs: 1 } }),
    aQueue('second', { overflowTo: { queueId: id('last'), afterMs: 1 } }),
    aQueue('last'),
  ];
  expect(definitionFaults(aDefinition({ queues: chain }), 'main')).toEqual([]);
});
