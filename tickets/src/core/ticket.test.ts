import { NewTicket, Ticket, type AccountId, type CallId, type TicketId } from '@decroche/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from './consign.ts';
import { assign, attachCall, change, close, fromDraft, fromHand, reopen, resolve, withNote } from './ticket.ts';
import type { Gesture } from './gesture.ts';

const author = { accountId: 'acc1' as AccountId, name: 'Camille' };
const by = (revision: number, now = 5_000): Gesture => ({ author, revision, now });
const draft: Draft = {
  status: 'toComplete',
  origin: 'telephone',
  subject: '',
  callId: 'c1' as CallId,
  openedAt: 1_000,
  timeline: [{ at: 1_000, actor: 'system', change: { type: 'opened', origin: 'telephone', callId: 'c1' as CallId } }],
};
const fresh = fromDraft(draft, 'INC-2026-00001' as TicketId);
const ok = (outcome: ReturnType<typeof change>): Ticket => {
  if (!outcome.ticket) throw new Error(outcome.refused);
  return outcome.ticket;
};
const opened = ok(
  change(fresh, { revision: 1, subject: 'VPN coupé', category: 'Réseau', urgency: 'major', impact: 'site' }, by(1)),
);
const resolved = ok(resolve(opened, { revision: 2, solution: 'certificat refait' }, by(2)));
const closed = ok(close(resolved, by(3)));
const ended = {
  at: 9_000,
  actor: 'system',
  change: { type: 'callEnded', callId: 'c1' as CallId, outcome: 'answered', durationMs: 1 },
} as const;

describe('qualifying', () => {
  it('takes a draft out of "à compléter" and computes its priority', () => {
    expect(opened).toMatchObject({
      status: 'open',
      priority: 'P2',
      subject: 'VPN coupé',
      revision: 2,
      updatedAt: 5_000,
    });
    expect(opened.timeline.at(-1)?.change).toEqual({
      type: 'qualified',
      fields: { subject: 'VPN coupé', category: 'Réseau', urgency: 'major', impact: 'site' },
    });
  });
  it('counts a confirmation as a gesture', () => {
    expect(ok(change(fresh, { revision: 1, kind: 'incident' }, by(1))).status).toBe('open');
  });
  it('keeps the number whatever becomes of the kind', () => {
    const ticket = ok(change(opened, { revision: 2, kind: 'request' }, by(2)));
    expect(ticket).toMatchObject({ kind: 'request', number: 'INC-2026-00001' });
  });
  it('leaves a draft to complete when it is only commented or assigned', () => {
    const ticket = ok(change(fresh, { revision: 1, comment: 'rappelé', assignee: 'N2_TME' }, by(1)));
    expect(ticket).toMatchObject({ status: 'toComplete', assignee: 'N2_TME', revision: 2 });
    expect(ticket.timeline.slice(1).map(({ change: { type } }) => type)).toEqual(['assigned', 'commented']);
  });
  it('keeps the revision when nothing changes', () => {
    expect(ok(change(opened, { revision: 2, subject: 'VPN coupé', comment: '  ' }, by(2)))).toBe(opened);
  });
  it('keeps the party when the requester is named', () => {
    const known = { ...fresh, requester: { ...fresh.requester, partyRef: 'p1' } } as Ticket;
    const ticket = ok(change(known, { revision: 1, requester: { name: 'Zoé', site: 'Évry', contactId: 'k1' } }, by(1)));
    expect(ticket.requester).toEqual({ partyRef: 'p1', name: 'Zoé', site: 'Évry', contactId: 'k1' });
    const anonymous = ok(change(ticket, { revision: 2, requester: { name: 'Zoé', site: 'Évry' } }, by(2)));
    expect(anonymous.requester).toEqual({ partyRef: 'p1', name: 'Zoé', site: 'Évry' });
  });
});

describe('the machine', () => {
  it('resolves a draft at the first contact in one gesture and one revision', () => {
    const ticket = ok(resolve(fresh, { revision: 1, subject: 'mot de passe', solution: 'changé' }, by(1)));
    expect(ticket).toMatchObject({ status: 'resolved', resolvedAt: 5_000, revision: 2 });
    expect(ticket.timeline.slice(1).map(({ change: { type } }) => type)).toEqual(['qualified', 'resolved']);
  });
  it('goes to resolved, closed and back to open', () => {
    expect(closed).toMatchObject({ status: 'closed', closedAt: 5_000, resolvedAt: 5_000 });
    const again = ok(reopen(closed, 'revenu', by(4)));
    expect(again.status).toBe('open');
    expect(again).not.toHaveProperty('resolvedAt');
    expect(again).not.toHaveProperty('closedAt');
  });
  it.each([
    ['an old revision', () => change(opened, { revision: 1, subject: 'x' }, by(1)), 'revisionConflict'],
    ['a revision of the future', () => change(opened, { revision: 9, subject: 'x' }, by(9)), 'revisionConflict'],
    ['an unknown category', () => change(opened, { revision: 2, category: 'Café' }, by(2)), 'unknownCategory'],
    ['resolving without a subject', () => resolve(fresh, { revision: 1, solution: 's' }, by(1)), 'subjectMissing'],
    ['resolving twice', () => resolve(resolved, { revision: 3, solution: 's' }, by(3)), 'alreadyResolved'],
    ['resolving what is closed', () => resolve(closed, { revision: 4, solution: 's' }, by(4)), 'alreadyClosed'],
    ['closing a draft', () => close(fresh, by(1)), 'notResolved'],
    ['closing what is open', () => close(opened, by(2)), 'notResolved'],
    ['closing twice', () => close(closed, by(4)), 'alreadyClosed'],
    ['reopening what is open', () => reopen(opened, 'r', by(2)), 'notReopenable'],
    ['reopening a draft', () => reopen(fresh, 'r', by(1)), 'notReopenable'],
    [
      'touching what was merged',
      () => reopen({ ...closed, mergedInto: 'INC-2026-00009' as TicketId }, 'r', by(4)),
      'merged',
    ],
  ] as const)('refuses %s', (_name, act, reason) => {
    expect(act()).toEqual({ refused: reason });
  });
  it('assigns, gives back, and keeps the revision when it is theirs already', () => {
    const given = ok(assign(opened, 'N2_TME', by(2)));
    expect(given).toMatchObject({ assignee: 'N2_TME', revision: 3 });
    expect(ok(assign(given, 'N2_TME', by(3)))).toBe(given);
    expect(ok(assign(given, null, by(3)))).not.toHaveProperty('assignee');
  });
});

describe('the end of the call', () => {
  it('adds a line without refusing what the agent is typing', () => {
    const ticket = withNote(opened, ended);
    expect(ticket.revision).toBe(opened.revision);
    expect(change(ticket, { revision: 2, subject: 'autre' }, by(2)).ticket).toBeDefined();
  });
  it('is told once', () => {
    const once = withNote(opened, ended);
    expect(withNote(once, ended)).toBe(once);
  });
});

describe('a call put on another ticket', () => {
  const other = fromHand(NewTicket.parse({ subject: 'panne VPN' }), 'INC-2026-00002' as TicketId, {
    author,
    now: 2_000,
  });
  it('leaves the draft closed, naming the other, under its own number', () => {
    const moved = attachCall(withNote(fresh, ended), other, 'c1' as CallId, by(1));
    if ('refused' in moved) throw new Error(moved.refused);
    expect(moved.from).toMatchObject({
      status: 'closed',
      callIds: [],
      mergedInto: other.ticketId,
      number: fresh.number,
    });
    expect(moved.to.callIds).toEqual(['c1']);
    expect(moved.to.timeline.map(({ change: { type } }) => type)).toEqual(['opened', 'callAttached', 'callEnded']);
  });
  it('leaves a ticket someone has worked on its life', () => {
    const moved = attachCall(opened, other, 'c1' as CallId, by(1));
    if ('refused' in moved) throw new Error(moved.refused);
    expect(moved.from).toMatchObject({ status: 'open', callIds: [] });
    expect(moved.from).not.toHaveProperty('mergedInto');
  });
  it.each([
    ['with children', { childCount: 1 }],
    ['whose caller is still to be told', { informing: 'due' }],
  ] as const)('leaves a draft %s its life', (_name, more) => {
    const moved = attachCall({ ...fresh, ...more }, other, 'c1' as CallId, by(1));
    if ('refused' in moved) throw new Error(moved.refused);
    expect(moved.from).toMatchObject({ status: 'toComplete', callIds: [], ...more });
    expect(moved.from).not.toHaveProperty('mergedInto');
  });
  it('refuses the ticket it is on, and an old revision', () => {
    expect(attachCall(fresh, fresh, 'c1' as CallId, by(1))).toEqual({ refused: 'callAlreadyAttached' });
    expect(attachCall(fresh, other, 'c1' as CallId, by(7))).toEqual({ refused: 'revisionConflict' });
  });
});

it('any run of gestures leaves a ticket its schema accepts, with a revision that grows by at most one', () => {
  type Act = (ticket: Ticket) => ReturnType<typeof change>;
  const text = fc.string({ minLength: 1, maxLength: 20 });
  const acts: fc.Arbitrary<Act> = fc.oneof(
    fc
      .record(
        {
          subject: fc.string({ maxLength: 20 }),
          category: fc.constantFrom('Réseau', 'Autre', 'nulle part'),
          urgency: fc.constantFrom('critical' as const, 'major' as const, 'minor' as const),
          impact: fc.constantFrom('enterprise' as const, 'site' as const, 'user' as const),
          comment: text,
          assignee: fc.constantFrom('', 'a', 'b'),
        },
        { requiredKeys: [] },
      )
      .map(
        (fields): Act =>
          (ticket) =>
            change(ticket, { ...fields, revision: ticket.revision }, by(ticket.revision)),
      ),
    text.map(
      (solution): Act =>
        (ticket) =>
          resolve(ticket, { revision: ticket.revision, solution }, by(ticket.revision)),
    ),
    fc.constant<Act>((ticket) => close(ticket, by(ticket.revision))),
    text.map(
      (reason): Act =>
        (ticket) =>
          reopen(ticket, reason, by(ticket.revision)),
    ),
    fc.option(text, { nil: null }).map(
      (to): Act =>
        (ticket) =>
          assign(ticket, to, by(ticket.revision)),
    ),
    fc.constant<Act>((ticket) =>
      change(ticket, { revision: ticket.revision - 1, subject: 'late' }, by(ticket.revision - 1)),
    ),
  );
  fc.assert(
    fc.property(fc.array(acts, { maxLength: 12 }), (run) => {
      let ticket = fresh;
      for (const act of run) {
        const next = act(ticket).ticket ?? ticket;
        expect(next.revision - ticket.revision).toBe(next === ticket ? 0 : 1);
        expect(next.timeline.slice(0, ticket.timeline.length)).toEqual(ticket.timeline);
        ticket = next;
      }
      expect(Ticket.parse(ticket)).toEqual(ticket);
      expect(ticket.status === 'closed').toBe(ticket.closedAt !== undefined);
    }),
  );
});
