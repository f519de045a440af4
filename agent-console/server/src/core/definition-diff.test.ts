import type { Definition } from '@decroche/protocol';
import { expect, test } from 'vitest';
import { definitionOf } from '../../../../tests/support/definitions.ts';
import { withChange } from './definition-change.ts';
import { checkDefinition } from './definition-check.ts';
import { definitionChanges } from './definition-diff.ts';

const base: Definition = definitionOf([
  { agentId: 'ana', uri: 'sip:ana@x' },
  { agentId: 'bob', uri: 'sip:bob@x' },
]);
const after = (change: Parameters<typeof withChange>[1]): Definition => ({ ...base, ...withChange(base, change) });

test('what was added, changed and removed is told item by item, with names people know', () => {
  const [queue] = base.queues as [Definition['queues'][number]];
  const next = after({
    queues: [{ ...queue, ringTimeoutMs: 1 }],
    skills: [{ skillId: 'vpn' as never, name: 'VPN' }],
    remove: [{ part: 'agents', id: 'bob' }],
  });
  expect(definitionChanges(base, next)).toEqual([
    { part: 'queues', id: 'desk', name: 'Desk', how: 'changed' },
    { part: 'agents', id: 'bob', name: 'bob', how: 'removed' },
    { part: 'skills', id: 'vpn', name: 'VPN', how: 'added' },
  ]);
});
test('nothing changed is no change, whatever the version', () => {
  expect(definitionChanges(base, { ...structuredClone(base), version: 9, publishedAt: 9 })).toEqual([]);
});
test('another name of the organisation is a change of its own', () => {
  expect(definitionChanges(base, { ...base, organisation: 'Other' })).toEqual([
    { part: 'organisation', id: 'bench', name: 'Other', how: 'changed' },
  ]);
});
test('removing what something refers to does not hold together', () => {
  expect(checkDefinition(after({ remove: [{ part: 'queues', id: 'desk' }] })).length).toBeGreaterThan(0);
  expect(checkDefinition(after({ remove: [{ part: 'agents', id: 'bob' }] }))).toEqual([]);
});
