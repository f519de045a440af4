import { answers, Problem, route, type Route } from '@decroche/platform/http';
import {
  LAST_PLANNED_AT,
  LONGEST_ASKED_MS,
  OnCallCalendar,
  OnCallFeed,
  OnCallMine,
  OnCallNow,
} from '@decroche/protocol';
import { z } from 'zod';
import { FEED_PATH } from '../../../app/oncall/feeds.ts';
import { missing, type ConsoleParts } from '../parts.ts';

const engineer = { tag: 'on-call', access: 'engineer' } as const;
const DAY_MS = 86_400_000;
/** What a feed tells ahead. */
const FEED_MS = 180 * DAY_MS;

const AskedInstant = z.coerce.number().int().min(0).max(LAST_PLANNED_AT);
const Period = z.object({ scheduleId: z.string().min(1).max(60), from: AskedInstant, to: AskedInstant });

/** Who is on call, when, and who next. */
export function viewRoutes(parts: ConsoleParts): Route[] {
  return [...timeRoutes(parts), ...feedRoutes(parts)];
}

function timeRoutes({ onCall }: ConsoleParts): Route[] {
  return [
    route({
      ...{ ...engineer, method: 'get', path: '/api/on-call/calendar' },
      summary: 'A schedule over a stretch of 400 days at the most, whole and without holes; its gaps apart',
      query: Period,
      result: OnCallCalendar,
      refusals: { 404: 'no such schedule' },
      handle({ query: { scheduleId, from, to } }) {
        if (from >= to || to - from > LONGEST_ASKED_MS) {
          const detail = 'from before to, at most 400 days apart';
          throw new Problem(400, 'not valid', { reason: 'invalid', detail });
        }
        const calendar = onCall.views.calendar(scheduleId, from, to);
        if (calendar) return calendar;
        throw missing('schedule');
      },
    }),
    route({
      ...{ ...engineer, method: 'get', path: '/api/on-call/now' },
      summary: 'Who has the telephone of each schedule, who next, and what is open in the next 90 days',
      result: OnCallNow,
      handle: () => onCall.views.now(),
    }),
    route({
      ...{ ...engineer, method: 'get', path: '/api/on-call/me' },
      summary: 'My own hours of the next 60 days',
      result: OnCallMine,
      async handle({ identity }) {
        const { accountId } = identity;
        const [responder, feedUrl] = await Promise.all([
          onCall.views.responder(accountId, identity),
          onCall.feeds.urlOf(accountId),
        ]);
        const spans = onCall.views.mine(accountId);
        return { spans, ...(responder ? { responder } : {}), ...(feedUrl === undefined ? {} : { feedUrl }) };
      },
    }),
  ];
}

function feedRoutes({ onCall, audit, people, accounts }: ConsoleParts): Route[] {
  return [
    route({
      ...{ ...engineer, method: 'post', path: '/api/on-call/me/feed' },
      summary: 'A new address of my calendar feed; the one before leads nowhere from now on',
      result: OnCallFeed,
      async handle({ identity, address }) {
        const feedUrl = await onCall.feeds.make(identity.accountId);
        await audit.note({ identity, address, action: 'onCall.feedMade', target: identity.accountId });
        return { feedUrl };
      },
    }),
    route({
      ...{ ...engineer, method: 'delete', path: '/api/on-call/me/feed' },
      summary: 'My calendar feed leads nowhere from now on',
      refusals: { 404: 'there is none' },
      async handle({ identity, address }) {
        if (!(await onCall.feeds.forget(identity.accountId))) throw missing('feed');
        await audit.note({ identity, address, action: 'onCall.feedForgotten', target: identity.accountId });
        return answers.empty();
      },
    }),
    route({
      ...{ tag: 'on-call', access: 'public', method: 'get', path: FEED_PATH },
      summary: 'Somebody’s on-call hours as a calendar (RFC 5545), for who has the address',
      query: z.object({ key: z.string().max(120) }),
      produces: 'text/calendar',
      refusals: { 404: 'no such feed' },
      rateLimit: { windowMs: 60_000, limit: 60 },
      async handle({ query: { key } }) {
        const owner = await onCall.feeds.ownerOf(key);
        const account = owner === undefined ? undefined : await accounts.find(owner);
        // Whoever is let in nowhere any more reads no hours either, whatever address they kept.
        if (owner === undefined || !account || account.disabled) throw missing('feed');
        const name = (await people.namesOf([owner]))(owner);
        const text = onCall.feedOf(name, onCall.views.mine(owner, FEED_MS));
        return { as: 'text', contentType: 'text/calendar; charset=utf-8', text } as const;
      },
    }),
  ];
}
