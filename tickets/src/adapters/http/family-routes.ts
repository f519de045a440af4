import { route, type Route } from '@decroche/platform/http';
import { Ticket, TicketInformed, TicketParentAttachment, TicketParentDetachment, TicketPath } from '@decroche/protocol';
import type { Desk } from '../../app/desk.ts';
import { authorOf, ticketOr } from './answers.ts';

/** Major incidents (T7), and callers who are to be told of a solution (T1). */
export function familyRoutes(desk: Desk): Route[] {
  const described = { tag: 'tickets', access: 'agent', method: 'post', params: TicketPath, result: Ticket } as const;
  const refusals = { 404: 'no such ticket', 409: 'the tickets do not allow it, or were changed meanwhile' };
  return [
    route({
      ...described,
      path: '/api/tickets/:ticketId/attach-to',
      summary: 'Attach this ticket to a major incident: solved when it is solved',
      body: TicketParentAttachment,
      refusals,
      handle: async ({ params, body, identity }) =>
        ticketOr(await desk.attachTo(params.ticketId, body, authorOf(identity))),
    }),
    route({
      ...described,
      path: '/api/tickets/:ticketId/detach',
      summary: 'Let this ticket stand on its own again',
      body: TicketParentDetachment,
      refusals,
      handle: async ({ params, body, identity }) =>
        ticketOr(await desk.detach(params.ticketId, body.revision, authorOf(identity))),
    }),
    route({
      ...described,
      path: '/api/tickets/:ticketId/informed',
      summary: 'Its caller has been told of the solution',
      body: TicketInformed,
      refusals,
      handle: async ({ params, body, identity }) =>
        ticketOr(await desk.informed(params.ticketId, body, authorOf(identity))),
    }),
  ];
}
