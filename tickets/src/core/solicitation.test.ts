import type { AccountId, AgentId, CallId, TicketId } from '@decroche/protocol';
import { expect, it } from 'vitest';
import type { Draft } from './consign.ts';
import { joinedBy, withMessageFound } from './solicitation.ts';
import { change, fromDraft } from './ticket.ts';

const abandoned: Draft = {
  ...{ status: 'closed', origin: 'abandoned', subject: 'Appel abandonné', callId: 'c1' as CallId },
  ...{ openedAt: 1_000, timeline: [] },
};
const ticket = fromDraft(abandoned, 'INC-2026-00001' as TicketId);
const call = { callId: 'cb' as CallId, at: 5_000, agentId: 'a1' as AgentId };

it('ringing an abandoned caller back takes their ticket up again, for the agent who speaks', () => {
  expect(joinedBy(ticket, call)).toMatchObject({
    ...{ status: 'toComplete', agentId: 'a1', callIds: ['c1', 'cb'], revision: ticket.revision },
    timeline: [{ change: { type: 'callAttached', callId: 'cb' } }],
  });
  expect(joinedBy(ticket, call).closedAt).toBeUndefined();
});

it('a call-back that reaches nobody only leaves its line', () => {
  const entry = {
    at: 5_000,
    actor: 'system',
    change: { type: 'callEnded', callId: call.callId, outcome: 'x', durationMs: 1 },
  } as const;
  expect(joinedBy(ticket, { callId: call.callId, at: 5_000, entry })).toMatchObject({
    status: 'closed',
    callIds: ['c1', 'cb'],
  });
});

it('what people have closed stays closed', () => {
  const author = { accountId: 'u1' as AccountId, name: 'Camille' };
  const worked = change(ticket, { revision: 1, comment: 'vu' }, { author, revision: 1, now: 2_000 }).ticket!;
  expect(joinedBy(worked, call)).toMatchObject({ status: 'closed', callIds: ['c1', 'cb'] });
  expect(withMessageFound(worked, 'Message', 5_000)).toBe(worked);
});

it('a message found later is to be heard, once', () => {
  const found = withMessageFound(ticket, 'Message vocal à traiter', 5_000);
  expect(found).toMatchObject({ status: 'toComplete', origin: 'voicemail', subject: 'Message vocal à traiter' });
  expect(withMessageFound(found, 'Message vocal à traiter', 6_000)).toBe(found);
});
