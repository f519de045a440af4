import { answers, Problem, route, type Route } from '@decroche/platform/http';
import {
  NewTicket,
  Ticket,
  TicketAssignment,
  TicketCallAttachment,
  TicketCategories,
  TicketChange,
  TicketClosure,
  TicketFilter,
  TicketOfCallPath,
  TicketPage,
  TicketPath,
  TicketQuery,
  TicketReopening,
  TicketResolution,
  type Identity,
} from '@decroche/protocol';
import type { Desk } from '../../app/desk.ts';
import type { TicketStore } from '../../app/ports.ts';
import { CATEGORIES } from '../../core/categories.ts';
import { authorOf, missing, ticketOr } from './answers.ts';
import { ticketsCsv } from './csv.ts';
import { familyRoutes } from './family-routes.ts';

const described = { tag: 'tickets', access: 'agent' } as const;
const onTicket = { ...described, params: TicketPath, result: Ticket } as const;
const refusals = { 404: 'no such ticket', 409: 'the ticket does not allow it, or was changed meanwhile' } as const;

/** The tickets' part of the API. */
export function ticketRoutes({ desk, store }: { desk: Desk; store: TicketStore }): Route[] {
  return [...reading(store), ...writing(desk), ...stages(desk), ...familyRoutes(desk)];
}

function reading(store: TicketStore): Route[] {
  return [
    route({
      ...described,
      method: 'get',
      path: '/api/tickets',
      summary: 'Tickets, latest first',
      query: TicketQuery,
      result: TicketPage,
      handle: ({ query, identity }) => store.list(asked(query, identity), query),
    }),
    route({
      ...described,
      method: 'get',
      path: '/api/tickets/categories',
      summary: 'What a ticket may be about',
      result: TicketCategories,
      handle: () => ({ categories: CATEGORIES }),
    }),
    route({
      ...described,
      method: 'get',
      path: '/api/tickets/export.csv',
      summary: 'Tickets as a spreadsheet',
      query: TicketFilter,
      produces: 'text/csv',
      handle: async ({ query, identity }) => {
        return answers.csv(await ticketsCsv(store.each(asked(query, identity))), 'tickets.csv');
      },
    }),
    route({
      ...described,
      method: 'get',
      path: '/api/tickets/by-call/:callId',
      summary: 'The ticket a call is on',
      params: TicketOfCallPath,
      result: Ticket,
      refusals: { 404: 'no ticket of this call yet' },
      handle: async ({ params }) => (await store.findByCall(params.callId)) ?? missing('unknownCall'),
    }),
    route({
      ...onTicket,
      method: 'get',
      path: '/api/tickets/:ticketId',
      summary: 'One ticket with its timeline',
      refusals: { 404: 'no such ticket' },
      handle: async ({ params }) => (await store.find(params.ticketId)) ?? missing('unknownTicket'),
    }),
  ];
}

/** What a ticket says, and whose it is. */
function writing(desk: Desk): Route[] {
  return [
    route({
      ...described,
      method: 'post',
      path: '/api/tickets',
      summary: 'Open a ticket by hand',
      body: NewTicket,
      result: Ticket,
      handle: async ({ body, identity }) => {
        const assignee = body.assignee === 'me' ? { assignee: identity.login } : {};
        return answers.json(201, ticketOr(await desk.open({ ...body, ...assignee }, authorOf(identity))));
      },
    }),
    route({
      ...onTicket,
      method: 'patch',
      path: '/api/tickets/:ticketId',
      summary: 'Qualify, comment or assign a ticket',
      body: TicketChange,
      refusals,
      handle: async ({ params, body, identity }) =>
        ticketOr(await desk.change(params.ticketId, mine(body, identity), authorOf(identity))),
    }),
    route({
      ...onTicket,
      method: 'post',
      path: '/api/tickets/:ticketId/assign',
      summary: 'Give a ticket to someone, a group, or back to everybody',
      body: TicketAssignment,
      refusals,
      handle: async ({ params, body, identity }) =>
        ticketOr(
          await desk.assign(
            params.ticketId,
            { ...body, to: body.to === 'me' ? identity.login : body.to },
            authorOf(identity),
          ),
        ),
    }),
    route({
      ...onTicket,
      method: 'post',
      path: '/api/tickets/:ticketId/attach-call',
      summary: 'Move a call to this ticket',
      body: TicketCallAttachment,
      refusals,
      handle: async ({ params, body, identity }) =>
        ticketOr(await desk.attachCall(params.ticketId, body, authorOf(identity))),
    }),
  ];
}

/** How far a ticket is. */
function stages(desk: Desk): Route[] {
  return [
    route({
      ...onTicket,
      method: 'post',
      path: '/api/tickets/:ticketId/resolve',
      summary: 'Give the solution, and qualify in the same gesture',
      body: TicketResolution,
      refusals,
      handle: async ({ params, body, identity }) =>
        ticketOr(await desk.resolve(params.ticketId, mine(body, identity), authorOf(identity))),
    }),
    route({
      ...onTicket,
      method: 'post',
      path: '/api/tickets/:ticketId/close',
      summary: 'Be done with a resolved ticket',
      body: TicketClosure,
      refusals,
      handle: async ({ params, body, identity }) =>
        ticketOr(await desk.close(params.ticketId, body.revision, authorOf(identity))),
    }),
    route({
      ...onTicket,
      method: 'post',
      path: '/api/tickets/:ticketId/reopen',
      summary: 'Take a resolved or closed ticket up again',
      body: TicketReopening,
      refusals,
      handle: async ({ params, body, identity }) =>
        ticketOr(await desk.reopen(params.ticketId, body, authorOf(identity))),
    }),
  ];
}

const mine = <C extends TicketChange>(change: C, identity: Identity): C =>
  change.assignee === 'me' ? { ...change, assignee: identity.login } : change;

/** `me` in a query becomes whoever asks. */
function asked(filter: TicketFilter, identity: Identity): TicketFilter {
  const { assignee, agentId, ...rest } = filter;
  if (agentId === 'me' && identity.agentId === undefined) {
    throw new Problem(400, 'not valid', { reason: 'invalid', detail: 'query.agentId: you are not an agent' });
  }
  return {
    ...rest,
    ...(assignee === undefined ? {} : { assignee: assignee === 'me' ? identity.login : assignee }),
    ...(agentId === undefined ? {} : { agentId: agentId === 'me' ? identity.agentId : agentId }),
  };
}
