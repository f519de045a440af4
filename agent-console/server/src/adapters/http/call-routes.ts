import { join } from 'node:path';
import { Fault, openSealedFile } from '@decroche/platform';
import { answers, type Answer, Problem, route, type Route } from '@decroche/platform/http';
import {
  CallerView,
  CallFile,
  CallId,
  PartyRef,
  PauseReasonPage,
  RecentCallPage,
  RecordingId,
  VoicemailPage,
  VoicemailState,
  type AgentId,
  type ServiceId,
} from '@decroche/protocol';
import { z } from 'zod';
import { recentCallOf } from '../../core/board/views.ts';
import { may } from '../../core/permissions.ts';
import { inWords } from '../../core/timeline-words.ts';
import { agentFor, AgentParam, missing, Paging, type ConsoleParts } from './parts.ts';

const tag = 'calls';
const ofRecording = z.object({ recordingId: RecordingId });

/** Recent calls, callers, the voicemail box. */
export function callRoutes(parts: ConsoleParts): Route[] {
  const { callers, definitions } = parts;
  return [
    route({
      method: 'get',
      path: '/api/calls',
      summary: 'Recent calls, newest first: mine, those of a party, or all (supervisors)',
      tag,
      access: 'signedIn',
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
      access: 'signedIn',
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
      access: 'signedIn',
      params: z.object({ partyRef: PartyRef }),
      result: CallerView,
      handle: ({ params }) => callers.find(params.partyRef),
    }),
    route({
      method: 'get',
      path: '/api/pause-reasons',
      summary: 'Why an agent may be away',
      tag,
      access: 'signedIn',
      result: PauseReasonPage,
      handle: () => {
        const items = definitions.current().pauseReasons;
        return { total: items.length, items };
      },
    }),
    ...voicemailRoutes(parts),
  ];
}

function voicemailRoutes({ voicemails, audit, definitions, mediaDir, voicemailKey }: ConsoleParts): Route[] {
  const serviceName = (serviceId: ServiceId): string =>
    definitions.current().services.find((service) => service.serviceId === serviceId)?.name ?? serviceId;
  return [
    route({
      method: 'get',
      path: '/api/voicemails',
      summary: 'Messages left by callers, newest first',
      tag: 'voicemail',
      access: 'signedIn',
      query: Paging.extend({ state: z.enum([...VoicemailState.options, 'all']).default('all') }),
      result: VoicemailPage,
      handle: ({ query }) => voicemails.list(query.state === 'all' ? undefined : query.state, query, serviceName),
    }),
    route({
      method: 'get',
      path: '/api/voicemails/:recordingId/audio',
      summary: 'The message itself, with Range requests',
      tag: 'voicemail',
      access: 'signedIn',
      params: ofRecording,
      produces: 'audio/wav',
      refusals: { 404: 'no such message' },
      async handle({ params }) {
        const message = await voicemails.find(params.recordingId);
        if (!message) throw missing('message');
        // Of the time before messages were sealed.
        if (!message.file.endsWith('.sealed')) return answers.file(mediaDir, message.file, 'audio/wav');
        return soundOf(join(mediaDir, message.file), voicemailKey);
      },
    }),
    ...(['handled', 'reopen'] as const).map((verb) =>
      route({
        method: 'post',
        path: `/api/voicemails/:recordingId/${verb}`,
        summary: verb === 'handled' ? 'Somebody has seen to it' : 'Nobody has, after all',
        tag: 'voicemail',
        access: 'signedIn',
        params: ofRecording,
        refusals: { 404: 'no such message', 409: 'it already is in that state' },
        async handle({ params, identity, address }) {
          const state = verb === 'handled' ? 'handled' : 'new';
          const target = params.recordingId;
          if (await voicemails.setState(target, state, identity.name)) {
            await audit.note({ identity, address, action: `voicemail.${state}`, target });
            return answers.empty();
          }
          if (!(await voicemails.find(target))) throw missing('message');
          throw new Problem(409, 'already so', { reason: 'alreadySo', detail: `the message already is ${state}` });
        },
      }),
    ),
  ];
}

/** A message's sound, unsealed on its way out. */
async function soundOf(path: string, key: ConsoleParts['voicemailKey']): Promise<Answer> {
  const sealed = await openSealedFile(path, key).catch((cause: unknown) => {
    if (cause instanceof Fault && cause.code === 'notFound') throw missing('message');
    throw cause;
  });
  return answers.content({ ...sealed, contentType: 'audio/wav' });
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
