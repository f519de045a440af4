import { answers, Problem, route, type Route } from '@decroche/platform/http';
import {
  Account,
  AccountChange,
  AccountCreated,
  AccountId,
  AccountInput,
  AccountPage,
  ApiTokenCreated,
  ApiTokenInput,
  ApiTokenPage,
  AuditPage,
} from '@decroche/protocol';
import { z } from 'zod';
import type { AccountRefusal } from '../../app/accounts.ts';
import { missing, Paging, type ConsoleParts } from './parts.ts';

const ofAccount = z.object({ accountId: AccountId });

const sentences: Record<Exclude<AccountRefusal, 'unknownAccount'>, string> = {
  loginTaken: 'another account has this login',
  lastAdmin: 'this is the last administrator',
  wrongPassword: 'the present password is not this one',
};

function refuse(refusal: AccountRefusal): Problem {
  if (refusal === 'unknownAccount') return missing('account');
  return new Problem(409, 'refused', { reason: refusal, detail: sentences[refusal] });
}

/** Accounts, API tokens and the audit trail: for administrators. */
export function peopleRoutes(parts: ConsoleParts): Route[] {
  return [...accountRoutes(parts), ...tokenRoutes(parts)];
}

function accountRoutes({ accounts, audit, onCall }: ConsoleParts): Route[] {
  const admin = { tag: 'accounts', access: 'admin' } as const;
  return [
    route({
      ...admin,
      method: 'get',
      path: '/api/accounts',
      summary: 'Accounts, by login',
      query: Paging,
      result: AccountPage,
      handle: ({ query }) => accounts.list(query),
    }),
    route({
      ...admin,
      method: 'post',
      path: '/api/accounts',
      summary: 'Add an account; without a password one is made and shown once',
      body: AccountInput,
      result: AccountCreated,
      refusals: { 409: 'the login is taken' },
      async handle({ body, identity, address }) {
        const added = await accounts.add(body);
        if (typeof added === 'string') throw refuse(added);
        await audit.note({ identity, address, action: 'account.added', target: body.login, detail: body.role });
        return added;
      },
    }),
    route({
      ...admin,
      method: 'put',
      path: '/api/accounts/:accountId',
      summary: 'Change an account; its sessions end',
      params: ofAccount,
      body: AccountChange,
      result: Account,
      refusals: { 404: 'no such account', 409: 'the last administrator stays one' },
      async handle({ params, body, identity, address }) {
        const changed = await accounts.change(params.accountId, body);
        if (typeof changed === 'string') throw refuse(changed);
        if (body.name !== undefined) await onCall.responders.rename();
        const detail = Object.keys(body).sort().join(', ');
        await audit.note({ identity, address, action: 'account.changed', target: changed.login, detail });
        return changed;
      },
    }),
    route({
      ...admin,
      method: 'delete',
      path: '/api/accounts/:accountId',
      summary: 'Remove an account; its sessions end',
      params: ofAccount,
      refusals: { 404: 'no such account', 409: 'the last administrator stays, and who can be on call' },
      async handle({ params, identity, address }) {
        if (onCall.book.onCall().responder(params.accountId)) {
          const detail = 'they can be on call: take them out of the on-call plan first';
          throw new Problem(409, 'in use', { reason: 'inUse', detail });
        }
        const refusal = await accounts.remove(params.accountId);
        if (refusal !== undefined) throw refuse(refusal);
        await audit.note({ identity, address, action: 'account.removed', target: params.accountId });
        return answers.empty();
      },
    }),
  ];
}

function tokenRoutes({ tokens, audit }: ConsoleParts): Route[] {
  const admin = { tag: 'tokens', access: 'admin' } as const;
  return [
    route({
      ...admin,
      method: 'get',
      path: '/api/tokens',
      summary: 'API tokens, newest first, without their secrets',
      query: Paging,
      result: ApiTokenPage,
      handle: ({ query }) => tokens.list(query),
    }),
    route({
      ...admin,
      method: 'post',
      path: '/api/tokens',
      summary: 'Make an API token; it is shown once',
      body: ApiTokenInput,
      result: ApiTokenCreated,
      async handle({ body, identity, address }) {
        const created = await tokens.issue(body, identity);
        const { tokenId, name, role } = created.apiToken;
        await audit.note({ identity, address, action: 'token.issued', target: tokenId, detail: `${name}, ${role}` });
        return created;
      },
    }),
    route({
      ...admin,
      method: 'delete',
      path: '/api/tokens/:tokenId',
      summary: 'Withdraw an API token, at once',
      params: z.object({ tokenId: z.string().max(80) }),
      refusals: { 404: 'no such token' },
      async handle({ params, identity, address }) {
        const revoked = await tokens.revoke(params.tokenId);
        if (!revoked) throw missing('token');
        await audit.note({ identity, address, action: 'token.revoked', target: params.tokenId, detail: revoked.name });
        return answers.empty();
      },
    }),
    route({
      method: 'get',
      path: '/api/audit',
      summary: 'Who did what, when, from where; newest first',
      tag: 'audit',
      access: 'admin',
      query: Paging,
      result: AuditPage,
      handle: ({ query }) => audit.list(query),
    }),
  ];
}
