import { Ticket, type AccountId, type NewTicket, type TicketId } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { attachTo, bornChild, detach, informed, informedBySystem, mayBeParent, solvedWith, toldOf } from './family.ts';
import type { Gesture } from './gesture.ts';
import { attachCall, fromDraft, fromHand, reopen, resolve } from './ticket.ts';

const author = { accountId: 'u1' as AccountId, name: 'Camille' };
const by = (ticket: Ticket, now = 2_000): Gesture => ({ author, revision: ticket.revision, now });
const asked = {
  kind: 'incident',
  subject: 'Messagerie en panne',
  category: 'Messagerie',
  urgency: 'major',
  impact: 'site',
};
const made = (number: string, requester: object = { name: '', site: '' }): Ticket =>
  fromHand({ ...asked, requester } as NewTicket, number as TicketId, { author, now: 1_000 });
const parent = made('INC-2026-00001');
const child = made('INC-2026-00002', { partyRef: 'p1', name: 'Anna', site: 'Lille' });
const draft = fromDraft(
  {
    ...{ status: 'toComplete', origin: 'dissuasion', subject: 'x', callId: 'c1' as never, partyRef: 'p2' as never },
    ...{ openedAt: 1_500, timeline: [] },
  },
  'INC-2026-00003' as TicketId,
);
function bond(one: Ticket, other: Ticket): { child: Ticket; parent: Ticket } {
  const bonded = attachTo(one, other, by(one));
  if (bonded.refused !== undefined) throw new Error(bonded.refused);
  return bonded;
}
const solved = (ticket: Ticket, now = 3_000): Ticket =>
  resolve(ticket, { revision: ticket.revision, solution: 'Serveur redémarré' }, by(ticket, now)).ticket!;

describe('a caller of child protection', () => {
  const protectedChild = fromDraft({ ...{ status: 'open', origin: 'telephone', subject: 'x', openedAt: 1, timeline: [] }, callId: 'c9' as never, partyRef: 's9' as never, childProtection: true }, 'INC-2026-00009' as TicketId); // prettier-ignore

  it('is never told of a solution, by whatever way their ticket came to the incident', () => {
    const bonded = bond(protectedChild, parent);
    const named = { ...bonded.child, requester: { ...bonded.child.requester, contactId: 'known' } };
    const told = solvedWith(named, solved(bonded.parent), 3_000);
    expect(told).toMatchObject({ status: 'resolved', childProtection: true });
    expect(told.informing).toBeUndefined();
    expect(toldOf(named, told, solved(bonded.parent))).toBeUndefined();
    expect(informed(told, 'call', by(told)).refused).toBe('nobodyToInform');
    expect(solvedWith(bond(child, parent).child, solved(parent), 3_000).informing).toBe('due');
  });

  it('is known by every ticket their call goes to', () => {
    const moved = attachCall(protectedChild, child, 'c9' as never, by(child));
    expect('to' in moved && moved.to.childProtection).toBe(true);
  });
});

describe('a child of a major incident', () => {
  it('carries the bond, and the parent counts', () => {
    const bonded = bond(child, parent);
    expect(bonded.child).toMatchObject({ parentId: 'INC-2026-00001', status: 'open', revision: 2 });
    expect(bonded.child.timeline.at(-1)?.change).toEqual({ type: 'attachedTo', parentId: 'INC-2026-00001' });
    // Whoever is typing in the parent is not refused because a caller has pressed a key.
    expect(bonded.parent).toMatchObject({ childCount: 1, revision: parent.revision });
  });
  it('made by a key is nobody’s to work on, with the parent’s category', () => {
    const born = bornChild(draft, parent);
    expect(born.child).toMatchObject({
      status: 'open',
      category: 'Messagerie',
      parentId: parent.ticketId,
      revision: 1,
    });
    expect(born.child.assignee).toBeUndefined();
    expect(Ticket.parse(born.child)).toEqual(born.child);
  });
  it.each([
    ['itself', () => attachTo(parent, parent, by(parent)), 'ownParent'],
    [
      'a second parent',
      () => attachTo(bond(child, parent).child, made('P2'), by(bond(child, parent).child)),
      'alreadyChild',
    ],
    ['a child', () => attachTo(made('C2'), bond(child, parent).child, by(made('C2'))), 'parentIsChild'],
    [
      'anything, with children of its own',
      () => attachTo(bond(child, parent).parent, made('P2'), by(parent)),
      'hasChildren',
    ],
    ['a merged ticket', () => attachTo(child, { ...parent, mergedInto: child.ticketId }, by(child)), 'merged'],
    ['on an old revision', () => attachTo(child, parent, { ...by(child), revision: 0 }), 'revisionConflict'],
  ])('is not attached to %s', (_name, attempt, refused) => expect(attempt()).toEqual({ refused }));
  it('stands on its own again', () => {
    const bonded = bond(child, parent);
    const left = detach(bonded.child, bonded.parent, by(bonded.child));
    expect(left).toMatchObject({ parent: { childCount: 0 }, child: { revision: 3 } });
    expect('child' in left && left.child.parentId).toBeUndefined();
    expect(detach(child, undefined, by(child))).toEqual({ refused: 'notAChild' });
  });
  it('may be anybody’s who is no child and was not merged', () => {
    expect(mayBeParent(parent)).toBe(true);
    expect(mayBeParent(bond(child, parent).child)).toBe(false);
    expect(mayBeParent({ ...parent, mergedInto: child.ticketId })).toBe(false);
  });
});

describe('the parent solved', () => {
  const bonded = bond(child, parent);
  const incident = solved(bonded.parent);
  const after = solvedWith(bonded.child, incident, 3_000);

  it('solves the child, whose caller is to be told once', () => {
    expect(after).toMatchObject({ status: 'resolved', resolvedAt: 3_000, informing: 'due' });
    expect(toldOf(bonded.child, after, incident)).toEqual({
      ...{ type: 'ticket.callerToInform', ticketId: 'INC-2026-00002', parentId: 'INC-2026-00001', partyRef: 'p1' },
      ...{ subject: 'Messagerie en panne', solution: 'Serveur redémarré' },
    });
    expect(solvedWith(after, incident, 4_000)).toBe(after);
    expect(toldOf(after, after, incident)).toBeUndefined();
  });
  it('leaves a child alone that was solved before, and owes nothing to who cannot be reached', () => {
    const own = solved(bonded.child);
    expect(solvedWith(own, incident, 4_000)).toBe(own);
    const unknown = solvedWith(bond(made('C9'), parent).child, incident, 3_000);
    expect(unknown).toMatchObject({ status: 'resolved' });
    expect(unknown.informing).toBeUndefined();
  });
  it('solves at once who is attached afterwards', () => {
    const late = bornChild(draft, incident);
    expect(late.child).toMatchObject({ status: 'resolved', informing: 'due' });
    expect(toldOf(undefined, late.child, late.parent)).toMatchObject({ partyRef: 'p2' });
  });
  it('the caller is told by someone, or by a mail; never twice', () => {
    const told = informed(after, 'call', by(after)).ticket!;
    expect(told).toMatchObject({ informing: 'done', revision: after.revision + 1 });
    expect(informed(told, 'call', by(told))).toEqual({ refused: 'nobodyToInform' });
    const mailed = informedBySystem(after, 'mail', 5_000);
    expect(mailed).toMatchObject({ informing: 'done', revision: after.revision });
    expect(mailed.timeline.at(-1)).toMatchObject({ actor: 'system', change: { type: 'callerInformed', by: 'mail' } });
    expect(informedBySystem(mailed, 'mail', 6_000)).toBe(mailed);
  });
  it('a child reopened and solved again is told again', () => {
    const told = informedBySystem(after, 'mail', 5_000);
    const again = reopen(told, 'toujours en panne', by(told)).ticket!;
    expect(again.informing).toBeUndefined();
    expect(solvedWith(again, incident, 9_000)).toMatchObject({ informing: 'due' });
  });
});
