import { JournalEvent, type AlertId, type CallId } from '@decroche/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { keptAlerts, noAlerts, openAlertsOf, type AlertBoard, type AlertEvent } from './alert-state.ts';
import { alertInWords } from './alert-words.ts';
import { alertFile, alertGlance } from './alert-views.ts';
import { callerNoLongerWaits, foldAlert } from './fold-alert.ts';

let board: AlertBoard;
let seq: number;
beforeEach(() => {
  [board, seq] = [noAlerts(), 0];
});
const tell = (...events: readonly object[]): void => {
  for (const event of events)
    foldAlert(board, { seq: (seq += 1), at: seq * 1_000 }, JournalEvent.parse(event) as AlertEvent);
};
const opened = (alertId = 'a', more: object = {}) => ({
  ...{ type: 'alert.opened', alertId, by: 'system', source: 'api', policyId: 'p', openedAt: 0 },
  ...{ content: { title: 'T', detail: '' }, ...more },
});
const on = (type: string, more: object = {}) => ({ type: `alert.${type}`, alertId: 'a', ...more });
const page = (pageId: string, responderId: string, means = 'telephone') =>
  on('paged', { pageId, responderId, means, loop: 1, step: 0 });
const pageEnds = (pageId: string, responderId: string, result: string) =>
  on('pageEnded', { pageId, responderId, result });
const alert = () => board.alerts.get('a' as AlertId)!;
const glance = () => alertGlance(board, alert());

describe('an alert', () => {
  it('says who is asked at this moment, until that ends', () => {
    tell(opened(), page('1', 'ana'));
    expect(glance().asking).toMatchObject({ name: 'ana', rings: false });
    tell(on('pageRang', { pageId: '1', responderId: 'ana' }));
    expect(glance().asking).toMatchObject({ rings: true });
    tell(on('pageAnswered', { pageId: '1', responderId: 'ana', answeredAt: 5 }));
    expect(glance().asking).toMatchObject({ rings: false });
    tell(pageEnds('1', 'ana', 'noKey'));
    expect(glance().asking).toBeUndefined();
  });

  it('is somebody’s until it is passed on by hand; the first acceptance counts for the times', () => {
    tell(opened(), on('accepted', { responderId: 'ana', how: 'key', acceptedAt: 7_000 }));
    expect(glance()).toMatchObject({ status: 'accepted', acceptedBy: 'ana', acceptedAt: 7_000 });
    tell(on('escalated', { by: 'ana' }), on('stepStarted', { loop: 1, step: 1 }));
    expect(glance()).toMatchObject({ status: 'escalating', acceptedBy: undefined, acceptedAt: undefined });
    tell(on('accepted', { responderId: 'bob', how: 'screen', acceptedAt: 9_000 }));
    expect(alertFile(board, alert(), String).response.acceptedMs).toBe(7_000);
  });

  it('that is accepted stays so while a step that was awaited begins', () => {
    tell(
      opened(),
      on('accepted', { responderId: 'ana', how: 'key', acceptedAt: 1 }),
      on('stepStarted', { loop: 1, step: 1 }),
    );
    expect(glance().status).toBe('accepted');
  });

  it('counts how often it was told, waits for the opening, is exhausted', () => {
    tell(opened(), on('repeated', { content: { title: 'T2', detail: '' } }), on('deferred', { untilAt: 5 }));
    expect(glance()).toMatchObject({ times: 2, title: 'T2', status: 'deferred' });
    tell(on('stepStarted', { loop: 1, step: 0 }), on('exhausted'));
    expect(glance().status).toBe('exhausted');
  });

  it('counts the first intervention of each kind only, and each person’s time', () => {
    const begins = (where: string, startedAt: number) =>
      on('interventionStarted', { by: 'ana', responderId: 'ana', where, startedAt });
    tell(opened(), begins('remote', 100), begins('remote', 200), begins('onSite', 300));
    tell(on('joined', { by: 'ana', responderId: 'ana', joinedAt: 100 }));
    tell(on('left', { by: 'ana', responderId: 'ana', leftAt: 150 }));
    tell(on('joined', { by: 'ana', responderId: 'ana', joinedAt: 200 }));
    tell(on('closed', { by: 'ana', resolution: 'R', closedAt: 400 }));
    expect(alertFile(board, alert(), String)).toMatchObject({
      response: { remoteMs: 100, onSiteMs: 300 },
      mobilised: [
        { joinedAt: 100, leftAt: 150 },
        { joinedAt: 200, leftAt: 400 },
      ],
      ...{ closedAt: 400, resolution: 'R' },
    });
    expect(openAlertsOf(board)).toEqual([]);
  });

  it('of a caller waits with them until they speak to somebody, leave, or it is closed', () => {
    const call = { source: 'call', callId: 'c' };
    tell(opened('a', call));
    expect(glance().callerWaits).toBe(true);
    expect(callerNoLongerWaits(board, 'c' as CallId)).toBe(true);
    expect(glance().callerWaits).toBe(false);
    expect(callerNoLongerWaits(board, 'c' as CallId)).toBe(false);
    tell(opened('a', call), on('callerLeft'));
    expect(glance().callerWaits).toBe(false);
  });

  it('whose beginning was not seen changes nothing', () => {
    tell(on('exhausted'), page('1', 'ana'));
    expect(board.alerts.size).toBe(0);
  });

  it('is forgotten, with its ticket, once enough others have closed after it', () => {
    board.tickets.set('x0' as AlertId, { ticketId: 't' as never, number: 'N' });
    for (let n = 0; n <= keptAlerts.closed; n += 1) {
      tell(opened(`x${n}`), { ...on('closed', { by: 'system', resolution: 'R', closedAt: 1 }), alertId: `x${n}` });
    }
    expect(board.alerts.size).toBe(keptAlerts.closed);
    expect(board.alerts.has('x0' as AlertId)).toBe(false);
    expect(board.tickets.size).toBe(0);
  });

  it('has a French sentence for each of its lines', () => {
    const types = JournalEvent.options
      .map((option) => option.shape.type.value)
      .filter((type): type is AlertEvent['type'] => type.startsWith('alert.'));
    expect(types.length).toBeGreaterThan(18);
    for (const type of types) {
      const line = {
        ...{ type, alertId: 'a', by: 'system', responderId: 'ana', source: 'api', means: 'mail', result: 'busy' },
        ...{
          how: 'key',
          where: 'remote',
          text: 'x',
          resolution: 'x',
          durationMs: 1,
          loop: 1,
          step: 0,
          scheduleId: 's',
        },
      };
      expect(
        alertInWords(line as never, (id) => id),
        type,
      ).toMatch(/^[A-ZÉÀ«a-z].{3,}/);
      expect(
        alertInWords(line as never, (id) => id),
        type,
      ).not.toContain('undefined');
    }
  });
});
