import type { AccountId, AlertId, CallId, CallOutcome, ServiceId, Ticket, TicketId } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { asItEnded, draftOfAlert, draftOfCaller, withAlert, withAlertLine, type AlertEvent } from './alert-ticket.ts';
import { attachCall, change, fromDraft } from './ticket.ts';

const alertId = 'al1' as AlertId;
const dupont = 'dupont' as AccountId;
const NAMES: Record<string, string> = { dupont: 'Anne Dupont' };
const nameOf = (accountId: AccountId): string => NAMES[accountId] ?? accountId;
const opened: Extract<AlertEvent, { type: 'alert.opened' }> = {
  ...{ type: 'alert.opened', alertId, by: 'system', source: 'api', policyId: 'infra', openedAt: 1_000 },
  content: { title: 'SRV SQL1 does not answer', detail: 'ping lost' },
};
const id = 'INC-2026-00001' as TicketId;
const own = (): Ticket => fromDraft(draftOfAlert(opened), id);
const ofCaller = (): Ticket =>
  fromDraft(
    draftOfCaller(
      { ...opened, source: 'call', callId: 'c1' as CallId },
      { callId: 'c1' as CallId, serviceId: 'si' as ServiceId, receivedAt: 500 },
      'Assistance SI',
    ),
    id,
  );
const fold = (ticket: Ticket, ...events: [number, Exclude<AlertEvent, { type: 'alert.opened' }>][]): Ticket =>
  events.reduce((now, [at, event]) => withAlertLine(now, event, at, nameOf), ticket);
const accepted = { type: 'alert.accepted', alertId, responderId: dupont, how: 'key', acceptedAt: 9_000 } as const;
const closed = { type: 'alert.closed', alertId, by: dupont, resolution: 'Restarted.', closedAt: 90_000 } as const;
const whats = ({ timeline }: Ticket): unknown[] =>
  timeline.map(({ change: line }) => (line.type === 'alertMoved' ? [line.what, line.who] : line.type));

describe('an alert about no call', () => {
  it('has an incident of its own, named by its title', () => {
    expect(own()).toMatchObject({
      ...{ kind: 'incident', origin: 'alert', status: 'toComplete', subject: 'SRV SQL1 does not answer' },
      ...{ alertId, callIds: [], openedAt: 1_000 },
    });
    expect(whats(own())).toEqual(['opened', ['opened', undefined], 'commented']);
  });
  it('tells who took it, where they worked, that nobody did, and its end: the solution', () => {
    const remote = { type: 'alert.interventionStarted', alertId, by: dupont, responderId: dupont } as const;
    const ticket = fold(
      own(),
      [8_000, { type: 'alert.exhausted', alertId }],
      [9_000, accepted],
      [10_000, { ...remote, where: 'remote', startedAt: 10_000 }],
      [20_000, { ...remote, where: 'onSite', startedAt: 20_000 }],
      [90_000, closed],
    );
    expect(whats(ticket).slice(3)).toEqual([
      ...[
        ['exhausted', undefined],
        ['accepted', 'Anne Dupont'],
        ['remote', 'Anne Dupont'],
        ['onSite', 'Anne Dupont'],
      ],
      ...[['closed', 'Anne Dupont'], 'resolved'],
    ]);
    expect(ticket).toMatchObject({ status: 'resolved', resolvedAt: 90_000, revision: 1 });
    expect(ticket.timeline.at(-1)).toMatchObject({
      ...{ actor: 'Anne Dupont', accountId: 'dupont', at: 90_000 },
      change: { type: 'resolved', solution: 'Restarted.' },
    });
  });
  it('takes a line once, however often it is read', () => {
    const once = fold(own(), [9_000, accepted]);
    expect(fold(once, [9_000, accepted])).toBe(once);
    const end = fold(once, [90_000, closed]);
    expect(fold(end, [90_000, closed])).toEqual(end);
    // Passed on and accepted again is another fact.
    expect(fold(once, [9_500, { ...accepted, acceptedAt: 9_500 }]).timeline).toHaveLength(once.timeline.length + 1);
  });
  it('is nobody’s to resolve once somebody has taken the ticket in hand', () => {
    const by = { author: { accountId: 'a' as AccountId, name: 'Bo' }, revision: 1, now: 50_000 };
    const mine = change(own(), { revision: 1, category: 'Autre', subject: 'Disk full' }, by).ticket!;
    const ticket = fold(mine, [90_000, closed]);
    expect(ticket).toMatchObject({ status: 'open', subject: 'Disk full', revision: 2 });
    expect(whats(ticket).slice(-2)).toEqual([['closed', 'Anne Dupont'], 'commented']);
  });
  it('says something when it was closed without a word, and by whom it was when nobody knows a name', () => {
    const by = 'zoe' as AccountId;
    const ticket = fold(own(), [90_000, { ...closed, by, resolution: '' }]);
    expect(ticket.timeline.at(-1)).toMatchObject({ actor: 'zoe', change: { solution: 'Alerte close sans précision' } });
  });
});

describe('a caller out of hours', () => {
  it.each<[CallOutcome, string, string]>([
    ['onCallAnswered', 'telephone', 'Appel à l’astreinte — Assistance SI'],
    ['voicemailLeft', 'voicemail', 'Message vocal à traiter — Assistance SI'],
    ['abandonedOnCall', 'abandoned', 'Appel abandonné pendant la recherche de l’astreinte — Assistance SI'],
    ['onCallExhausted', 'closed', 'Appel à l’astreinte sans réponse — Assistance SI'],
    ['technicalFailure', 'abandoned', 'Appel interrompu par un incident technique — Assistance SI'],
  ])('with %s has a ticket of origin %s that stays open: the alert goes on', (outcome, origin, subject) => {
    expect(asItEnded(ofCaller(), outcome, 'Assistance SI')).toMatchObject({
      ...{ status: 'toComplete', origin, subject, alertId, callIds: ['c1'], serviceId: 'si' },
    });
  });
  it('keeps the words somebody has given their ticket', () => {
    const by = { author: { accountId: 'a' as AccountId, name: 'Bo' }, revision: 1, now: 50_000 };
    const mine = change(ofCaller(), { revision: 1, subject: 'VPN' }, by).ticket!;
    expect(asItEnded(mine, 'onCallAnswered', 'Assistance SI')).toBe(mine);
  });
  it('has one ticket that outlives their call: the alert is in it', () => {
    const to = { ...own(), ticketId: 'INC-2026-00002' as TicketId };
    const by = { author: { accountId: 'a' as AccountId, name: 'Bo' }, revision: 1, now: 50_000 };
    const moved = attachCall(ofCaller(), to, 'c1' as CallId, by);
    expect(moved).toMatchObject({ from: { status: 'toComplete', alertId, callIds: [] } });
  });
});

it('a message that alerts somebody takes up the ticket of its call', () => {
  const { alertId: _none, ...ticket } = ofCaller();
  const kept: Ticket = { ...ticket, status: 'closed', closedAt: 700, origin: 'voicemail' };
  expect(withAlert(kept, opened)).toMatchObject({ alertId, status: 'toComplete', origin: 'voicemail' });
  expect(withAlert(kept, opened)).not.toHaveProperty('closedAt');
});
