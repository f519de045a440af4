import { Problem, route, type Route } from '@decroche/platform/http';
import {
  Accepted,
  AlertAct,
  AlertClosing,
  AlertFile,
  AlertId,
  AlertInput,
  AlertIntervention,
  AlertNote,
  AlertOpened,
  AlertPage,
  type AccountId,
  type AcdRequest,
  type Identity,
} from '@decroche/protocol';
import { z } from 'zod';
import { actorOf, lengthOf } from '../../../app/audit.ts';
import { openAlertsOf, type BoardAlert } from '../../../core/oncall/alert-state.ts';
import { alertFile, alertGlance, responderNameOf } from '../../../core/oncall/alert-views.ts';
import { peopleIn, type NameOf } from '../../../core/oncall/alert-words.ts';
import { may } from '../../../core/permissions.ts';
import { askAndNote, askingRefusals } from '../asking.ts';
import { missing, Paging, type ConsoleParts } from '../parts.ts';

const engineer = { tag: 'alerts', access: 'engineer' } as const;
const ofAlert = z.object({ alertId: AlertId });
const Listed = Paging.extend({ status: z.enum(['open', 'all']).default('open') });

/** Alerts: who is asked, who has it, what was done; and the door of monitoring. */
export function alertRoutes(parts: ConsoleParts): Route[] {
  return [...readingRoutes(parts), openingRoute(parts), ...actingRoutes(parts)];
}

function readingRoutes(parts: ConsoleParts): Route[] {
  const { live } = parts;
  return [
    route({
      ...{ ...engineer, method: 'get', path: '/api/on-call/alerts' },
      summary: 'Alerts, newest first: those that are not closed, or all that are kept',
      query: Listed,
      result: AlertPage,
      async handle({ query: { status, offset, limit } }) {
        const { onCall } = live.board;
        const all = status === 'open' ? openAlertsOf(onCall) : [...onCall.alerts.values()];
        const shown = all.toReversed().slice(offset, offset + limit);
        const nameOf = await namesFor(parts, shown);
        return { total: all.length, items: shown.map((alert) => alertGlance(onCall, alert, nameOf)) };
      },
    }),
    route({
      ...{ ...engineer, method: 'get', path: '/api/on-call/alerts/:alertId' },
      summary: 'An alert with its whole timeline, who was asked, who was at work, and the times that count',
      params: ofAlert,
      result: AlertFile,
      refusals: { 404: 'no such alert' },
      async handle({ params: { alertId } }) {
        const alert = live.board.onCall.alerts.get(alertId);
        if (!alert) throw missing('alert');
        return alertFile(live.board.onCall, alert, await namesFor(parts, [alert]));
      },
    }),
  ];
}

/** Responders bear the name of the plan; others who had a hand in it the name of their account. */
async function namesFor({ live, people }: ConsoleParts, alerts: readonly BoardAlert[]): Promise<NameOf> {
  const inPlan = responderNameOf(live.board.onCall);
  const named = alerts.flatMap(({ timeline }) => timeline.flatMap(({ event }) => peopleIn(event)));
  const strangers = [...new Set(named)].filter((id) => id !== 'system' && inPlan(id) === id);
  const nameOf = await people.namesOf(strangers);
  return (accountId) => (inPlan(accountId) === accountId ? nameOf(accountId) : inPlan(accountId));
}

function openingRoute({ onCall, audit }: ConsoleParts): Route {
  return route({
    ...{ ...engineer, method: 'post', path: '/api/on-call/alerts' },
    summary:
      'Tell those on call: monitoring with an API token, or a person. Answered with the alert, new or already open',
    body: AlertInput,
    result: AlertOpened,
    refusals: { ...askingRefusals, 422: 'no policy: neither `policyId` nor a known `host`' },
    rateLimit: { windowMs: 60_000, limit: 300 },
    async handle({ body, identity, address }) {
      const source = identity.via === 'token' ? 'api' : 'person';
      const opened = await onCall.alerting.open({ ...body, source }, actorOf(identity));
      if (opened.result === 'noPolicy') {
        const detail = 'name a policy, or a host that is in the list of equipment';
        throw new Problem(422, 'nobody to tell', { reason: 'unknownPolicy', detail });
      }
      if (opened.result === 'refused') {
        const detail = opened.detail ?? `the call distribution refused: ${opened.reason}`;
        throw new Problem(409, 'refused', { reason: opened.reason, detail });
      }
      const { alertId } = opened;
      const detail = `title of ${lengthOf(body.title)}`;
      await audit.note({ identity, address, action: 'alert.opened', target: alertId, detail });
      return { alertId };
    },
  });
}

/** Who it is about: oneself, or somebody else from supervisor on. */
function responderFor(identity: Identity, asked: AccountId | undefined): AccountId {
  const responderId = asked ?? identity.accountId;
  if (responderId === identity.accountId || may(identity, 'alerts.actFor')) return responderId;
  throw new Problem(403, 'not allowed', { reason: 'notYourself', detail: 'only supervisors act for others' });
}

/** What is asked of the acd in somebody's name. */
interface Asked<B> {
  readonly alertId: AlertId;
  readonly body: B;
  readonly identity: Identity;
}

function actingRoutes(parts: ConsoleParts): Route[] {
  const { live } = parts;
  const note = askAndNote(parts);
  const act = <B extends z.ZodObject>(path: string, summary: string, { body, request, detail }: ActRoute<B>): Route =>
    route({
      ...{ ...engineer, method: 'post', path: `/api/on-call/alerts/:alertId/${path}` },
      ...{ summary, params: ofAlert, body: body as z.ZodObject, result: Accepted },
      refusals: { ...askingRefusals, 404: 'no such alert' },
      handle({ params: { alertId }, body: given, identity, address }) {
        if (!live.board.onCall.alerts.has(alertId)) throw missing('alert');
        const asked = { alertId, body: given as z.output<B>, identity };
        return note({ identity, address }, alertId, request(asked), detail?.(asked));
      },
    });
  /** An act about oneself, or about somebody else from supervisor on. */
  const personal = (type: 'accept' | 'decline' | 'join' | 'leave', summary: string): Route =>
    act(type, summary, {
      body: AlertAct,
      request: ({ alertId, body, identity }) => ({
        ...{ type: `alert.${type}Requested` as const, alertId },
        responderId: responderFor(identity, body.responderId),
      }),
      detail: ({ body, identity }) => body.responderId ?? identity.accountId,
    });
  return [
    personal('accept', 'It is mine: nobody else is asked'),
    personal('decline', 'Not me: the next one is asked'),
    personal('join', 'Be at work on it (mobilisation, O3)'),
    personal('leave', 'No longer at work on it'),
    act('mobilise', 'Ask somebody else as well', {
      body: AlertAct,
      request: ({ alertId, body, identity }) => ({
        ...{ type: 'alert.mobiliseRequested', alertId, responderId: body.responderId ?? identity.accountId },
      }),
      detail: ({ body, identity }) => body.responderId ?? identity.accountId,
    }),
    act('escalate', 'On to the next step, whoever has it', {
      body: AlertAct,
      request: ({ alertId }) => ({ type: 'alert.escalateRequested', alertId }),
    }),
    act('intervention', 'The response begins: remotely, or on site (O1)', {
      body: AlertIntervention,
      request: ({ alertId, body, identity }) => ({
        ...{ type: 'alert.interventionRequested', alertId, where: body.where },
        responderId: responderFor(identity, body.responderId),
      }),
      detail: ({ body, identity }) => `${body.where} ${body.responderId ?? identity.accountId}`,
    }),
    act('note', 'Write something into its timeline', {
      body: AlertNote,
      request: ({ alertId, body }) => ({ type: 'alert.noteRequested', alertId, text: body.text }),
      detail: ({ body }) => lengthOf(body.text),
    }),
    act('close', 'It is over: how it was resolved', {
      body: AlertClosing,
      request: ({ alertId, body }) => ({ type: 'alert.closeRequested', alertId, resolution: body.resolution }),
      detail: ({ body }) => lengthOf(body.resolution),
    }),
  ];
}

interface ActRoute<B extends z.ZodObject> {
  readonly body: B;
  readonly request: (asked: Asked<z.output<B>>) => AcdRequest;
  /** What the audit says: ids and lengths. */
  readonly detail?: (asked: Asked<z.output<B>>) => string;
}
