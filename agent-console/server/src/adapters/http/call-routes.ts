import { Problem, route, type Route } from '@decroche/platform/http';
import {
  CallerView,
  CallFile,
  CallId,
  PartyRef,
  PauseReasonPage,
  RecentCallPage,
  type AgentId,
} from '@decroche/protocol';
import { z } from 'zod';
import { recentCallOf } from '../../core/board/views.ts';
import { may } from '../../core/permissions.ts';
import { inWords } from '../../core/timeline-words.ts';
import { agentFor, AgentParam, missing, Paging, type ConsoleParts } from './parts.ts';

const tag = 'calls';

/** Recent calls, callers, why agents may be away. */
export function callRoutes(parts: ConsoleParts): Route[] {
  const { callers, definitions } = parts;
  return [
    route({
      method: 'get',
      path: '/api/calls',
      summary: 'Recent calls, newest first: mine, those of a party, or all (supervisors)',
      tag,
      access: 'agent',
      query: Paging.extend({ agentId: AgentParam.optional(), partyRef: PartyRef.optional() }),
      result: RecentCallPage,
      handle: ({ identity, query }) => {
        if (query.agentId !== undefined) {
          return page(parts, parts.live.board.callsOfAgent.get(agentFor(identity, query.agentId)) ?? [], query);
        }
        if (query.partyRef !== undefined) {
          return page(parts, parts.live.board.callsOfParty.get(query.partyRef) ?? [], query);
        }
        if (!may(identity, 'calls.readAll')) {
          throw new Problem(403, 'not allowed', { reason: 'roleNeeded', detail: 'ask for agentId=me' });
        }
        return page(parts, [...parts.live.board.endedCalls, ...parts.live.board.present], query);
      },
    }),
    route({
      method: 'get',
      path: '/api/calls/:callId',
      summary: 'What happened to a call, line by line (recent calls; older ones are in the reports)',
      tag,
      access: 'agent',
      params: z.object({ callId: CallId }),
      result: CallFile,
      refusals: { 404: 'no such call, or too old' },
      handle: ({ params }) => callFile(parts, params.callId),
    }),
    route({
      method: 'get',
      path: '/api/parties/:partyRef',
      summary: 'Who a caller may be',
      tag,
      access: 'agent',
      params: z.object({ partyRef: PartyRef }),
      result: CallerView,
      handle: ({ params }) => callers.find(params.partyRef),
    }),
    route({
      method: 'get',
      path: '/api/pause-reasons',
      summary: 'Why an agent may be away',
      tag,
      access: 'agent',
      result: PauseReasonPage,
      handle: () => {
        const items = definitions.current().pauseReasons;
        return { total: items.length, items };
      },
    }),
  ];
}

interface Slice {
  readonly offset: number;
  readonly limit: number;
}

async function page(
  { live, callers }: ConsoleParts,
  callIds: readonly CallId[],
  { offset, limit }: Slice,
): Promise<RecentCallPage> {
  const known = callIds.filter((callId) => live.board.calls.has(callId));
  const items = known
    .toReversed()
    .slice(offset, offset + limit)
    .flatMap((callId) => live.board.calls.get(callId) ?? []);
  await Promise.all(items.map((call) => call.partyRef && callers.find(call.partyRef)));
  return { total: known.length, items: items.map((call) => recentCallOf(live.board, call, callers.peek)) };
}

async function callFile({ live, callers, definitions }: ConsoleParts, callId: CallId): Promise<CallFile> {
  const call = live.board.calls.get(callId);
  if (!call) throw missing('call');
  if (call.partyRef !== undefined) await callers.find(call.partyRef);
  const definition = definitions.current();
  const agent = (agentId: string): string => live.board.agents.get(agentId as AgentId)?.definition?.name ?? agentId;
  const queue = (queueId: string): string =>
    definition.queues.find((each) => each.queueId === queueId)?.name ?? queueId;
  return {
    call: recentCallOf(live.board, call, callers.peek),
    timeline: call.timeline.map(({ seq, at, event }) => ({
      seq,
      at,
      type: event.type,
      text: inWords(event, { agent, queue }),
      ...('agentId' in event && event.agentId !== undefined ? { agentName: agent(event.agentId) } : {}),
    })),
  };
}
