import { expect, test } from 'vitest';
import type { AgentId, Identity, Role } from '@decroche/protocol';
import { may, mayActFor, type Permission } from './permissions.ts';

const someone = (role: Role, agentId?: string): Identity =>
  ({ accountId: 'a', login: 'a', name: 'A', role, via: 'session', agentId }) as Identity;

const table: readonly [Permission, readonly Role[]][] = [
  ['board.watch', ['supervisor', 'admin']],
  ['agents.actFor', ['supervisor', 'admin']],
  ['calls.readAll', ['supervisor', 'admin']],
];
test.each(table)('%s is for %j', (permission, roles) => {
  const allowed = (['agent', 'supervisor', 'admin'] as const).filter((role) => may(someone(role), permission));
  expect(allowed).toEqual(roles);
});
test.each([
  ['agent', 'ana', 'ana', true],
  ['agent', 'ana', 'bob', false],
  ['agent', undefined, 'bob', false],
  ['supervisor', undefined, 'bob', true],
  ['admin', 'ana', 'bob', true],
] as const)('a %s who is %s asks for %s: %s', (role, self, other, allowed) => {
  expect(mayActFor(someone(role, self), other as AgentId)).toBe(allowed);
});
