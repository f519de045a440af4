import type { CallRecord, Definition } from '@decroche/protocol';
import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../../../tests/support/definitions.ts';
import { callbackFigures } from './callbacks.ts';
import { dissuasionEffects } from './dissuasion-effect.ts';
import { loadOver, profileDays } from './load-profile.ts';
import { toRingBack } from './to-ring-back.ts';

const record = (more: object): CallRecord =>
  ({
    ...{ callId: 'c', direction: 'inbound', serviceId: 'plain', receivedAt: 1_000, offers: [], dissuasions: [] },
    ...more,
  }) as unknown as CallRecord;

describe('the effect of messages', () => {
  const said = (dissuasionId: string, more: object = {}) => ({ dissuasionId, startedAt: 1, heard: true, ...more });
  const effectOf = (...records: CallRecord[]) => dissuasionEffects(records)[0]!;
  it('one way for each saying, and the ways add up', () => {
    const ways: [object, string][] = [
      [{ outcome: 'dissuadedLeft', dissuasions: [said('d', { heard: false })] }, 'left'],
      [{ outcome: 'dissuadedReleased', dissuasions: [said('d')] }, 'released'],
      [{ outcome: 'attachedToIncident', dissuasions: [said('d', { choice: 'attach' })] }, 'attached'],
      [{ outcome: 'voicemailEmpty', dissuasions: [said('d', { choice: 'voicemail' })] }, 'voicemail'],
      [{ outcome: 'callbackRequested', dissuasions: [said('d', { choice: 'callback' })] }, 'callback'],
      [{ outcome: 'abandonedInQueue', dissuasions: [said('d', { choice: 'stay' })] }, 'stayed'],
    ];
    for (const [call, way] of ways) expect(effectOf(record(call))).toMatchObject({ saidTo: 1, [way]: 1 });
    const all = effectOf(...ways.map(([call]) => record(call)));
    const { left, released, attached, voicemail, callback, stayed, afterStaying } = all;
    expect(left + released + attached + voicemail + callback + stayed).toBe(all.saidTo);
    expect(Object.values(afterStaying).reduce((sum, count) => sum + count, 0)).toBe(stayed);
  });
  it('what a later message did is not laid at the door of the one before, and twice is once', () => {
    const call = record({ outcome: 'dissuadedLeft', dissuasions: [said('one'), said('two'), said('two')] });
    const effects = dissuasionEffects([call]);
    expect(effects.find(({ dissuasionId }) => dissuasionId === ('one' as never))).toMatchObject({ stayed: 1, left: 0 });
    expect(effects.find(({ dissuasionId }) => dissuasionId === ('two' as never))).toMatchObject({ saidTo: 1, left: 1 });
  });
});

describe('people to ring back', () => {
  const gaveUp = (callId: string, more: object = {}): CallRecord =>
    record({ callId, partyRef: 'p1', outcome: 'abandonedInQueue', queuedAt: 2_000, endedAt: 9_000, ...more });
  const protecting: Definition = { ...definitionOf([]) };
  protecting.services = protecting.services.map((service) => ({ ...service, childProtection: true }));
  it.each<[string, object, boolean]>([
    ['a later conversation', { receivedAt: 20_000, answeredAt: 21_000, outcome: 'answered' }, true],
    ['an earlier one', { receivedAt: 500, answeredAt: 600, outcome: 'answered' }, false],
    [
      'one begun before and still going on when they called',
      { receivedAt: 900, answeredAt: 1_500, outcome: 'answered' },
      true,
    ],
    ['another call given up', { receivedAt: 20_000, outcome: 'abandonedInWelcome' }, false],
    ['a call that waits now', { receivedAt: 20_000 }, true],
    ['a message left', { receivedAt: 20_000, outcome: 'voicemailLeft' }, true],
    ['a call-back in vain', { receivedAt: 20_000, direction: 'callback', outcome: 'callbackUnreached' }, true],
    ['a call-back called off', { receivedAt: 20_000, direction: 'callback', outcome: 'callbackCancelled' }, false],
    ['a call-back to another number', { partyRef: 'p2', direction: 'callback', answersCallId: 'a' }, true],
    ['somebody else’s conversation', { partyRef: 'p2', receivedAt: 20_000, answeredAt: 21_000 }, false],
  ])('after %s', (_name, contact, settled) => {
    const later = record({ callId: 'later', partyRef: 'p1', ...contact });
    expect(toRingBack([gaveUp('a')], [gaveUp('a'), later], definitionOf([]))).toHaveLength(settled ? 0 : 1);
  });
  it('never of a service for child protection, nor behind a withheld number', () => {
    expect(toRingBack([gaveUp('a')], [], protecting)).toEqual([]);
    expect(toRingBack([gaveUp('a', { partyRef: undefined })], [], definitionOf([]))).toEqual([]);
  });
  it('nobody of a service that is not known: it may have been one for child protection', () => {
    expect(toRingBack([gaveUp('a', { serviceId: 'gone' })], [], definitionOf([]))).toEqual([]);
    expect(toRingBack([gaveUp('a')], [], undefined)).toEqual([]);
    expect(toRingBack([gaveUp('a')], [], definitionOf([]))).toHaveLength(1);
  });
});

it('call-backs are late when nobody dialled in time, and undecided while there is time', () => {
  const noon = Date.parse('2026-11-20T11:00:00Z');
  const cb = (more: object) => record({ direction: 'callback', receivedAt: noon, dueAt: noon, ...more });
  const at = (now: number, ...calls: CallRecord[]) => callbackFigures(calls, { now, timeZone: 'Europe/Paris' });
  const nextDay = noon + 86_400_000;
  const halfHour = 1_800_000;
  expect(at(noon + 1, cb({ callbackMode: 'now' }))).toMatchObject({ pending: 1, keptInTime: 0, late: 0 });
  expect(at(nextDay, cb({ callbackMode: 'now' }))).toMatchObject({ pending: 1, late: 1 });
  expect(at(nextDay, cb({ callbackMode: 'now', dials: 1, firstDialledAt: noon + 5 }))).toMatchObject({
    keptInTime: 1,
    dialled: 1,
  });
  expect(at(nextDay, cb({ callbackMode: 'now', firstDialledAt: nextDay }))).toMatchObject({ late: 1 });
  expect(at(noon, cb({ callbackMode: 'slot', firstDialledAt: noon + halfHour - 1 }))).toMatchObject({ keptInTime: 1 });
  expect(at(noon, cb({ callbackMode: 'slot', firstDialledAt: noon + halfHour }))).toMatchObject({
    late: 1,
    keptRate: 0,
  });
  expect(at(nextDay, cb({ outcome: 'callbackCancelled', endedAt: noon + 1 }))).toMatchObject({
    cancelled: 1,
    keptInTime: 0,
    late: 0,
  });
  expect(at(nextDay, cb({ outcome: 'technicalFailure', endedAt: noon + 1 }))).toMatchObject({ failed: 1, late: 1 });
});

describe('the load of a weekday', () => {
  const friday = Date.parse('2026-11-20T11:00:00Z');
  const definition = definitionOf([]);
  const ask = (more: object = {}) =>
    profileDays({
      ...{ weekday: 5, weeks: 3, now: friday, timeZone: 'Europe/Paris', definition, recordsSince: 0, ...more },
    });
  it('is that of its last days before today', () => {
    expect(ask()).toEqual({ days: ['2026-11-13', '2026-11-06', '2026-10-30'], excluded: [] });
    expect(ask({ weekday: 4, weeks: 1 }).days).toEqual(['2026-11-19']);
    expect(ask({ weekday: 6, weeks: 1 }).days).toEqual(['2026-11-14']);
  });
  it('leaves out holidays, exceptions, and days before the first record', () => {
    const french = structuredClone(definition);
    french.calendars[0]!.holidays = 'FR';
    french.calendars[0]!.exceptions = [{ date: '2026-11-04', reason: 'pont', windows: [] }];
    const recordsSince = Date.parse('2026-11-01T00:00:00Z');
    expect(ask({ weekday: 3, definition: french, recordsSince, weeks: 4 })).toEqual({
      days: ['2026-11-18'],
      excluded: [
        { day: '2026-11-11', why: 'holiday' },
        { day: '2026-11-04', why: 'exception' },
        { day: '2026-10-28', why: 'noRecords' },
      ],
    });
  });
  it('counts by the clock on the wall, only who wanted an agent', () => {
    const summer = Date.parse('2026-07-03T08:20:00Z');
    const winter = Date.parse('2026-11-20T09:20:00Z');
    const load = loadOver(
      [
        { receivedAt: summer, contribution: { kind: 'answered', queuedMs: 10_000, handlingMs: 240_000 } },
        { receivedAt: winter, contribution: { kind: 'abandoned', queuedMs: 50_000 } },
        { receivedAt: winter, contribution: { kind: 'closed' } },
        { receivedAt: winter, contribution: { kind: 'outbound' } },
      ],
      { days: 2, timeZone: 'Europe/Paris' },
    );
    expect(load.quarters.filter(({ calls }) => calls > 0)).toEqual([{ from: '10:15', calls: 1 }]);
    expect(load).toMatchObject({ ahtMs: 240_000, handledCalls: 1, patienceMs: 60_000 });
    expect(loadOver([], { days: 0, timeZone: 'Europe/Paris' }).quarters).toHaveLength(96);
  });
});
