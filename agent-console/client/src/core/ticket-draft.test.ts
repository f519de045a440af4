import { Ticket } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import {
  changeOf,
  edited,
  emptyDraft,
  gestureOf,
  notSent,
  refreshed,
  saved,
  sent,
  shownFields,
  suggest,
} from './ticket-draft.ts';

const ticket = (part: Partial<Ticket> = {}): Ticket =>
  Ticket.parse({
    ticketId: 't1',
    number: 'INC-2026-00001',
    status: 'toComplete',
    kind: 'incident',
    origin: 'telephone',
    subject: '',
    category: 'Autre',
    urgency: 'minor',
    impact: 'user',
    priority: 'P3',
    requester: { name: 'Camille Martin', site: 'Toulouse' },
    callIds: ['c1'],
    openedAt: 1,
    updatedAt: 1,
    openedBy: 'system',
    timeline: [],
    revision: 1,
    ...part,
  });
const open = refreshed(emptyDraft, ticket());

describe('a ticket being written', () => {
  it('shows what is typed over what the server has', () => {
    const draft = edited(open, { subject: 'VPN coupé' });
    expect(shownFields(draft)).toMatchObject({ subject: 'VPN coupé', requesterName: 'Camille Martin' });
  });

  it('has nothing to send before anything is typed, or when it was typed back', () => {
    expect(changeOf(open)).toBeUndefined();
    expect(changeOf(edited(edited(open, { subject: 'x' }), { subject: '' }))).toBeUndefined();
  });

  it('sends only what was typed, on the revision seen', () => {
    expect(changeOf(edited(open, { urgency: 'major' }))).toEqual({ revision: 1, urgency: 'major' });
  });

  it('sends the whole requester when one part of it was typed', () => {
    expect(changeOf(edited(open, { requesterSite: 'Bordeaux' }))).toEqual({
      revision: 1,
      requester: { name: 'Camille Martin', site: 'Bordeaux' },
    });
  });

  it('keeps what is typed while the save is on its way', () => {
    let draft = sent(edited(open, { subject: 'VPN' }));
    draft = edited(draft, { subject: 'VPN coupé' });
    draft = saved(draft, ticket({ subject: 'VPN', revision: 2 }));
    expect(shownFields(draft)?.subject).toBe('VPN coupé');
    expect(changeOf(draft)).toEqual({ revision: 2, subject: 'VPN coupé' });
  });

  it('loses nothing when the save fails', () => {
    const draft = notSent(sent(edited(open, { subject: 'VPN', category: 'Réseau' })));
    expect(changeOf(draft)).toEqual({ revision: 1, subject: 'VPN', category: 'Réseau' });
  });

  it('keeps the typing and names the field when someone else changed it', () => {
    const draft = refreshed(edited(open, { subject: 'mine' }), ticket({ subject: 'theirs', revision: 2 }));
    expect(shownFields(draft)?.subject).toBe('mine');
    expect(draft.overruled).toEqual(['subject']);
    expect(changeOf(draft)?.revision).toBe(2);
  });

  it('takes a change elsewhere silently', () => {
    const draft = refreshed(edited(open, { subject: 'mine' }), ticket({ category: 'Réseau', revision: 2 }));
    expect(draft.overruled).toEqual([]);
    expect(shownFields(draft)).toMatchObject({ subject: 'mine', category: 'Réseau' });
  });

  it('shows a suggestion where the ticket says nothing, and sends it only with a change or a gesture', () => {
    const blank = refreshed(emptyDraft, ticket({ requester: { name: '', site: '' } }));
    const draft = suggest(blank, { requesterName: 'Alice Arnaud', requesterSite: 'Orléans' });
    const requester = { name: 'Alice Arnaud', site: 'Orléans' };
    expect(shownFields(draft)).toMatchObject({ requesterName: 'Alice Arnaud', requesterSite: 'Orléans' });
    expect(changeOf(draft)).toBeUndefined();
    expect(changeOf(edited(draft, { subject: 'VPN' }))).toEqual({ revision: 1, subject: 'VPN', requester });
    expect(gestureOf(draft)).toEqual({ revision: 1, requester });
  });

  it('lets the agent empty what was suggested', () => {
    const blank = refreshed(emptyDraft, ticket({ requester: { name: '', site: '' } }));
    const draft = edited(suggest(blank, { requesterName: 'Alice Arnaud' }), { requesterName: '' });
    expect(shownFields(draft)?.requesterName).toBe('');
  });

  it('suggests nothing over what the ticket says', () => {
    expect(shownFields(suggest(open, { requesterName: 'Alice Arnaud' }))?.requesterName).toBe('Camille Martin');
  });

  it('drops an older copy', () => {
    const draft = refreshed(refreshed(open, ticket({ revision: 5, subject: 'new' })), ticket({ revision: 4 }));
    expect(draft.base?.revision).toBe(5);
  });
});
