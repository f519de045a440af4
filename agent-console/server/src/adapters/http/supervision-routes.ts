import { answers, route, type Route } from '@decroche/platform/http';
import {
  Accepted,
  AgentId,
  CallId,
  ForceAgent,
  MessageInput,
  MoveCall,
  PrioritiseCall,
  SentMessagePage,
  type SentMessage,
} from '@decroche/protocol';
import { z } from 'zod';
import { lengthOf } from '../../app/audit.ts';
import type { StoredMessage } from '../../app/ports.ts';
import { askAndNote, askingRefusals } from './asking.ts';
import { agentFor, missing, Paging, type ConsoleParts } from './parts.ts';

const supervision = { tag: 'supervision', access: 'supervisor' } as const;
const ofCall = z.object({ callId: CallId });

/** A supervisor's hand on the live centre; every use is noted. */
export function supervisionRoutes(parts: ConsoleParts): Route[] {
  return [...forcingRoutes(parts), ...messageRoutes(parts)];
}

function forcingRoutes(parts: ConsoleParts): Route[] {
  const note = askAndNote(parts);
  const post = { ...supervision, method: 'post', result: Accepted, refusals: askingRefusals } as const;
  return [
    route({
      ...post,
      path: '/api/supervision/agents/:agentId/force',
      summary: 'Make an agent ready, pause them or end their shift; at once, or after the present call',
      params: z.object({ agentId: AgentId }),
      body: ForceAgent,
      handle({ params: { agentId }, body, ...by }) {
        const request = { type: 'supervisor.agentForceRequested', agentId, ...body } as const;
        const reason = body.to.status === 'notReady' ? ` (${body.to.reason})` : '';
        return note(by, agentId, request, `${body.to.status}${reason}, ${body.when}`);
      },
    }),
    route({
      ...post,
      path: '/api/supervision/calls/:callId/move',
      summary: 'Send a waiting caller to another queue, with the time already waited',
      params: ofCall,
      body: MoveCall,
      handle: ({ params: { callId }, body: { queueId }, ...by }) =>
        note(by, callId, { type: 'supervisor.callMoveRequested', callId, queueId }, queueId),
    }),
    route({
      ...post,
      path: '/api/supervision/calls/:callId/priority',
      summary: 'Serve a waiting caller sooner or later than others',
      params: ofCall,
      body: PrioritiseCall,
      handle: ({ params: { callId }, body: { priority }, ...by }) =>
        note(by, callId, { type: 'supervisor.callPriorityRequested', callId, priority }, String(priority)),
    }),
    route({
      ...post,
      path: '/api/supervision/calls/:callId/release',
      summary: 'End a call that hangs',
      params: ofCall,
      handle: ({ params: { callId }, ...by }) => note(by, callId, { type: 'supervisor.callReleaseRequested', callId }),
    }),
  ];
}

function messageRoutes(parts: ConsoleParts): Route[] {
  const { messages, definitions, audit } = parts;
  const nameOf = (agentId: AgentId): string =>
    definitions.current().agents.find((agent) => agent.agentId === agentId)?.name ?? agentId;
  const shown = ({ to, ...message }: StoredMessage): SentMessage => ({
    ...message,
    to: to.map((recipient) => ({ ...recipient, name: nameOf(recipient.agentId) })),
  });
  return [
    route({
      ...supervision,
      method: 'post',
      path: '/api/supervision/messages',
      summary: 'Write to agents; on their desks at once, until they have read it',
      body: MessageInput,
      result: z.object({ messageId: z.string() }),
      refusals: { 404: 'no such agent' },
      rateLimit: { windowMs: 60_000, limit: 60 },
      async handle({ body, identity, address }) {
        const known = definitions.current().agents.map((agent) => agent.agentId);
        const to = body.to === 'all' ? known : body.to;
        if (to.some((agentId) => !known.includes(agentId))) throw missing('agent');
        const { messageId } = await messages.send(identity.name, to, body.text);
        const target = body.to === 'all' ? 'all' : to.join(', ');
        const detail = `${messageId}, ${lengthOf(body.text)}`;
        await audit.note({ identity, address, action: 'message.sent', target, detail });
        return { messageId };
      },
    }),
    route({
      ...supervision,
      method: 'get',
      path: '/api/supervision/messages',
      summary: 'Messages to agents, with who has read them, newest first',
      query: Paging,
      result: SentMessagePage,
      async handle({ query }) {
        const { total, items } = await messages.sent(query);
        return { total, items: items.map(shown) };
      },
    }),
    route({
      method: 'post',
      path: '/api/agents/me/messages/:messageId/read',
      summary: 'I have read it',
      tag: 'agents',
      access: 'agent',
      params: z.object({ messageId: z.string().min(1).max(80) }),
      refusals: { 404: 'no such unread message' },
      async handle({ params, identity, address }) {
        const agentId = agentFor(identity, 'me');
        if (!(await messages.read(agentId, params.messageId))) throw missing('unread message');
        await audit.note({ identity, address, action: 'message.read', target: params.messageId });
        return answers.empty();
      },
    }),
  ];
}
