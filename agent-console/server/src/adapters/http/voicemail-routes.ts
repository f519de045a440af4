import { join } from 'node:path';
import { Fault, openSealedFile } from '@decroche/platform';
import { answers, Problem, route, type Answer, type Route } from '@decroche/platform/http';
import { RecordingId, VoicemailPage, VoicemailState, type ServiceId } from '@decroche/protocol';
import { z } from 'zod';
import type { StoredVoicemail } from '../../app/ports.ts';
import { pendingCallbacks } from '../../core/board/fold-callback.ts';
import { missing, Paging, type ConsoleParts } from './parts.ts';

const tag = 'voicemail';
const ofRecording = z.object({ recordingId: RecordingId });
const WAV = 'audio/wav';

/** The voicemail box: messages listened to, kept as files, seen to. */
export function voicemailRoutes(parts: ConsoleParts): Route[] {
  return [listRoute(parts), ...soundRoutes(parts), ...stateRoutes(parts)];
}

function listRoute({ voicemails, definitions, live }: ConsoleParts): Route {
  const serviceName = (serviceId: ServiceId): string =>
    definitions.current().services.find((service) => service.serviceId === serviceId)?.name ?? serviceId;
  return route({
    method: 'get',
    path: '/api/voicemails',
    summary: 'Messages left by callers, newest first',
    tag,
    access: 'agent',
    query: Paging.extend({ state: z.enum([...VoicemailState.options, 'all']).default('all') }),
    result: VoicemailPage,
    async handle({ query }) {
      const page = await voicemails.list(query.state === 'all' ? undefined : query.state, query, serviceName);
      const callbacks = new Map(
        pendingCallbacks(live.board).flatMap(({ callId, callback }) =>
          callback?.answersCallId === undefined ? [] : [[callback.answersCallId, callId]],
        ),
      );
      const items = page.items.map((message) => {
        const callbackId = callbacks.get(message.callId);
        return callbackId === undefined ? message : { ...message, callbackId };
      });
      return { ...page, items };
    },
  });
}

function soundRoutes({ voicemails, audit, mediaDir, voicemailKeys }: ConsoleParts): Route[] {
  const wanted = async (recordingId: RecordingId): Promise<StoredVoicemail> => {
    const message = await voicemails.find(recordingId);
    if (message) return message;
    throw missing('message');
  };
  // Messages of the time before they were sealed are files as they are.
  const soundOf = async ({ file }: StoredVoicemail): Promise<Answer> =>
    file.endsWith('.sealed') ? unsealed(join(mediaDir, file), voicemailKeys) : answers.file(mediaDir, file, WAV);
  const get = {
    method: 'get',
    tag,
    access: 'agent',
    params: ofRecording,
    produces: WAV,
    refusals: { 404: 'no such message' },
  } as const;
  return [
    route({
      ...get,
      path: '/api/voicemails/:recordingId/audio',
      summary: 'The message itself, with Range requests',
      handle: async ({ params }) => soundOf(await wanted(params.recordingId)),
    }),
    route({
      ...get,
      path: '/api/voicemails/:recordingId/download',
      summary: 'The message as a file to keep; noted',
      async handle({ params: { recordingId }, identity, address, response }) {
        const message = await wanted(recordingId);
        const answer = await soundOf(message);
        await audit.note({ identity, address, action: 'voicemail.downloaded', target: recordingId });
        const day = new Date(message.leftAt).toISOString().slice(0, 10);
        response.attachment(`message-${day}-${recordingId}.wav`);
        return answer;
      },
    }),
  ];
}

/** A message's sound, unsealed on its way out. */
async function unsealed(path: string, keys: ConsoleParts['voicemailKeys']): Promise<Answer> {
  const sealed = await openSealedFile(path, keys).catch((cause: unknown) => {
    if (cause instanceof Fault && cause.code === 'notFound') throw missing('message');
    throw cause;
  });
  return answers.content({ ...sealed, contentType: WAV });
}

function stateRoutes({ voicemails, audit }: ConsoleParts): Route[] {
  return (['handled', 'reopen'] as const).map((verb) =>
    route({
      method: 'post',
      path: `/api/voicemails/:recordingId/${verb}`,
      summary: verb === 'handled' ? 'Somebody has seen to it' : 'Nobody has, after all',
      tag,
      access: 'agent',
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
  );
}
