import { expect, it } from 'vitest';
import { priorityOf } from './priority.ts';

it.each([
  ['critical', 'enterprise', 'P1'],
  ['critical', 'site', 'P1'],
  ['critical', 'user', 'P1'],
  ['major', 'enterprise', 'P1'],
  ['major', 'site', 'P2'],
  ['major', 'user', 'P2'],
  ['minor', 'enterprise', 'P2'],
  ['minor', 'site', 'P3'],
  ['minor', 'user', 'P3'],
] as const)('%s × %s is %s (T2)', (urgency, impact, priority) => {
  expect(priorityOf(urgency, impact)).toBe(priority);
});
