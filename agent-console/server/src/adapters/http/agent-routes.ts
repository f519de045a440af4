import { route, type Route } from '@decroche/platform/http';
import {
  Accepted,
  BoardView,
  CallId,
  DeskView,
  NextStateBody,
  OfferId,
  PauseBody,
  QuestionBody,
  ShiftExtendBody,
  TagBody,
  TransferBody,
  TransferTargets,
  WrapUpExtendBody,
  type AcdRequest,
  type AgentId,
  type Identity,
} from '@decroche/protocol';
import { z } from 'zod';
import { askAcd, askingRefusals } from './asking.ts';
import { agentFor, AgentParam, missing, type ConsoleParts } from './parts.ts';

const tag = 'agents';
const ofAgent = z.object({ agentId: AgentParam });
const ofOffer = ofAgent.extend({ offerId: OfferId });
const ofCall = ofAgent.extend({ callId: CallId });
const refusals = askingRefusals;

/** What agents ask of the call distribution; supervisors and robots ask the same in an agent's name. */
export function agentRoutes(parts: ConsoleParts): Route[] {
  const ask = asker(parts);
  return [...stateRoutes(ask), ...callControlRoutes(ask), ...callMeaningRoutes(ask), ...deskRoutes(parts)];
}

type Ask = ReturnType<typeof asker>;
const post = { method: 'post', tag, access: 'agent', result: Accepted, refusals } as const;

function stateRoutes(ask: Ask): Route[] {
  return [
    ...(['login', 'logout', 'ready'] as const).map((verb) =>
      route({
        ...post,
        path: `/api/agents/:agentId/${verb}`,
        summary: { login: 'Begin the shift', logout: 'End the shift', ready: 'Take calls' }[verb],
        params: ofAgent,
        handle: (context) => ask(context, (agentId) => ({ type: `agent.${verb}Requested`, agentId })),
      }),
    ),
    route({
      ...post,
      path: '/api/agents/:agentId/pause',
      summary: 'Take no calls, for a reason',
      params: ofAgent,
      body: PauseBody,
      handle: (context) =>
        ask(context, (agentId) => ({ type: 'agent.pauseRequested', agentId, reason: context.body.reason })),
    }),
    route({
      ...post,
      path: '/api/agents/:agentId/next-state',
      summary: 'Choose what follows the present call; null takes the choice back',
      params: ofAgent,
      body: NextStateBody,
      handle: (context) =>
        ask(context, (agentId) => ({
          type: 'agent.nextStateRequested',
          agentId,
          ...(context.body.next ? { next: context.body.next } : {}),
        })),
    }),
    route({
      ...post,
      path: '/api/agents/:agentId/wrap-up/extend',
      summary: 'More time after the call',
      params: ofAgent,
      body: WrapUpExtendBody,
      handle: (context) =>
        ask(context, (agentId) => ({ type: 'agent.wrapUpExtendRequested', agentId, byMs: context.body.byMs })),
    }),
    route({
      ...post,
      path: '/api/agents/:agentId/shift/extend',
      summary: 'Stay in service after the end of the shift',
      params: ofAgent,
      body: ShiftExtendBody,
      handle: (context) =>
        ask(context, (agentId) => ({
          type: 'agent.shiftExtendRequested',
          agentId,
          untilAt: context.body.untilAt,
        })),
    }),
    route({
      ...post,
      path: '/api/agents/:agentId/wrap-up/end',
      summary: 'Done with the call before time',
      params: ofAgent,
      handle: (context) => ask(context, (agentId) => ({ type: 'agent.wrapUpEndRequested', agentId })),
    }),
  ];
}

function callControlRoutes(ask: Ask): Route[] {
  return [
    route({
      ...post,
      path: '/api/agents/:agentId/offers/:offerId/decline',
      summary: 'Decline a call that rings; it goes to somebody else with its place kept',
      params: ofOffer,
      handle: (context) =>
        ask(context, (agentId) => ({ type: 'offer.declineRequested', agentId, offerId: context.params.offerId })),
    }),
    ...(['hold', 'retrieve', 'hang-up'] as const).map((verb) =>
      route({
        ...post,
        path: `/api/agents/:agentId/calls/:callId/${verb}`,
        summary: { hold: 'Put the caller on hold', retrieve: 'Take the caller back', 'hang-up': 'End the call' }[verb],
        params: ofCall,
        handle: (context) =>
          ask(context, (agentId) => ({
            type: `call.${verb === 'hang-up' ? 'hangUp' : verb}Requested`,
            agentId,
            callId: context.params.callId,
          })),
      }),
    ),
    route({
      ...post,
      path: '/api/agents/:agentId/calls/:callId/transfer',
      summary: 'Send the caller to a queue, an agent or a number, without speaking to them first',
      params: ofCall,
      body: TransferBody,
      handle: (context) =>
        ask(context, (agentId) => ({
          type: 'call.transferRequested',
          agentId,
          callId: context.params.callId,
          target: context.body.target,
        })),
    }),
  ];
}

/** What the agent makes known of a call, besides what becomes of it (C9). */
function callMeaningRoutes(ask: Ask): Route[] {
  return [
    route({
      ...post,
      path: '/api/agents/:agentId/calls/:callId/question',
      summary: 'Put a question of the service to a caller who answers by keys',
      params: ofCall,
      body: QuestionBody,
      handle: (context) =>
        ask(context, (agentId) => ({
          type: 'call.questionRequested',
          agentId,
          callId: context.params.callId,
          questionId: context.body.questionId,
        })),
    }),
    route({
      ...post,
      path: '/api/agents/:agentId/calls/:callId/tag',
      summary: 'Say what a call is: through a relay centre, or not',
      params: ofCall,
      body: TagBody,
      handle: (context) =>
        ask(context, (agentId) => ({
          type: 'call.tagRequested',
          agentId,
          callId: context.params.callId,
          ...context.body,
        })),
    }),
  ];
}

function deskRoutes(parts: ConsoleParts): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/desk',
      summary: 'The desk of the agent who is signed in, as the live door shows it',
      tag,
      access: 'agent',
      result: DeskView,
      handle: ({ identity }) => deskOf(parts, agentFor(identity, 'me')),
    }),
    route({
      method: 'get',
      path: '/api/agents/:agentId/desk',
      summary: 'An agent’s desk',
      tag,
      access: 'agent',
      params: ofAgent,
      result: DeskView,
      refusals: { 404: 'no such agent' },
      handle: ({ identity, params }) => deskOf(parts, agentFor(identity, params.agentId)),
    }),
    route({
      method: 'get',
      path: '/api/board',
      summary: 'The wall: who waits, who is free',
      tag,
      access: 'supervisor',
      result: BoardView,
      handle: () => parts.live.boardView(),
    }),
    route({
      method: 'get',
      path: '/api/transfer-targets',
      summary: 'Where a caller may be sent',
      tag,
      access: 'agent',
      result: TransferTargets,
      handle: () => transferTargets(parts),
    }),
  ];
}

interface Asking {
  readonly identity: Identity;
  readonly address: string;
  readonly params: { readonly agentId: z.infer<typeof AgentParam> };
}

/** Passes a request on, answers with the acd's word; in somebody else's name it is noted. */
function asker(parts: ConsoleParts) {
  const { audit } = parts;
  return async (context: Asking, requestFor: (agentId: AgentId) => AcdRequest): Promise<Accepted> => {
    const { identity, address } = context;
    const agentId = agentFor(identity, context.params.agentId);
    const request = requestFor(agentId);
    await askAcd(parts, identity, request);
    if (identity.agentId !== agentId) await audit.note({ identity, address, action: request.type, target: agentId });
    return { result: 'accepted' };
  };
}

function deskOf({ live }: ConsoleParts, agentId: AgentId): DeskView {
  const view = live.desk(agentId);
  if (view) return view;
  throw missing('agent');
}

function transferTargets({ live, definitions }: ConsoleParts): TransferTargets {
  const { board } = live;
  const agents = [...board.agents.values()];
  return {
    queues: definitions.current().queues.map(({ queueId, name }) => ({
      queueId,
      name,
      agentsReady: agents.filter(
        (agent) => agent.status === 'ready' && agent.definition?.queues.some((each) => each.queueId === queueId),
      ).length,
    })),
    agents: agents
      .filter((agent) => agent.definition && agent.status !== 'loggedOut')
      .map(({ agentId, definition, status }) => ({ agentId, name: definition?.name ?? agentId, status })),
  };
}
