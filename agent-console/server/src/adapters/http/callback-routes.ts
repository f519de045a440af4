import { Problem, route, type Route } from '@decroche/platform/http';
import {
  Accepted,
  CallbackChange,
  CallbackInput,
  CallbackPage,
  CallbackPlaced,
  CallbackWish,
  CallId,
  RecordingId,
  type AcdRequestOf,
} from '@decroche/protocol';
import { z } from 'zod';
import { callbacksOf } from '../../core/board/callback-view.ts';
import { pendingCallbacks } from '../../core/board/fold-callback.ts';
import { askAcd, askAndNote, askingRefusals, type By } from './asking.ts';
import { agentFor, missing, type ConsoleParts } from './parts.ts';

const tag = 'callbacks';
const ofCall = z.object({ callId: CallId });
const placingRefusals = {
  ...askingRefusals,
  404: 'no such call or message, or too old',
  422: 'nobody knows where to ring them back, see `reason`',
} as const;

/** People to be rung back: who, when, and how far it is. */
export function callbackRoutes(parts: ConsoleParts): Route[] {
  return [...listRoutes(parts), ...placingRoutes(parts), ...changingRoutes(parts)];
}

function listRoutes({ live, callers, people }: ConsoleParts): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/callbacks',
      summary: 'People to be rung back, by due time',
      tag,
      access: 'agent',
      result: CallbackPage,
      async handle() {
        const pending = pendingCallbacks(live.board);
        await Promise.all(pending.map((call) => call.partyRef && callers.find(call.partyRef)));
        const nameOf = await people.namesOf(pending.flatMap((call) => call.callback?.by ?? []));
        const items = callbacksOf(live.board, callers.peek, nameOf);
        return { total: items.length, items };
      },
    }),
  ];
}

/** Whom a call-back is for. */
type Whom = Pick<AcdRequestOf<'callback.requested'>, 'partyRef' | 'serviceId' | 'answersCallId'>;

function unreachable(detail: string, reason: 'withheld' | 'notANumber'): Problem {
  return new Problem(422, 'nowhere to ring back', { reason, detail });
}

function afterCall({ live }: ConsoleParts, callId: CallId): Whom {
  const call = live.board.calls.get(callId);
  if (!call) throw missing('call');
  if (call.partyRef === undefined) throw unreachable('the caller withheld their number', 'withheld');
  if (call.serviceId === undefined) throw missing('service');
  return { partyRef: call.partyRef, serviceId: call.serviceId, answersCallId: callId };
}

async function afterVoicemail({ voicemails }: ConsoleParts, recordingId: RecordingId): Promise<Whom> {
  const message = await voicemails.find(recordingId);
  if (!message) throw missing('message');
  if (message.partyRef === undefined) throw unreachable('the caller withheld their number', 'withheld');
  return { partyRef: message.partyRef, serviceId: message.serviceId, answersCallId: message.callId };
}

/** The number goes into the party store; from here on a reference stands for it. */
async function whomOf(parts: ConsoleParts, input: CallbackInput): Promise<Whom> {
  switch (input.kind) {
    case 'call':
      return afterCall(parts, input.callId);
    case 'voicemail':
      return afterVoicemail(parts, input.recordingId);
    case 'party':
      return { partyRef: input.partyRef, serviceId: input.serviceId };
    case 'number': {
      const partyRef = await parts.callers.refer(input.number);
      if (partyRef === undefined) throw unreachable('this is not a telephone number', 'notANumber');
      return { partyRef, serviceId: input.serviceId };
    }
  }
}

async function place(parts: ConsoleParts, { identity, address }: By, whom: Whom, wish: z.output<typeof CallbackWish>) {
  const agentId = wish.agentId === undefined ? undefined : agentFor(identity, wish.agentId);
  const { created } = await askAcd(parts, identity, {
    type: 'callback.requested',
    ...whom,
    ...(wish.dueAt === undefined ? {} : { dueAt: wish.dueAt }),
    ...(agentId === undefined ? {} : { agentId }),
  });
  if (created === undefined) throw new Problem(502, 'no id', { detail: 'the call-back was taken without an id' });
  const detail = whom.answersCallId;
  await parts.audit.note({
    ...{ identity, address, action: 'callback.requested', target: created },
    ...(detail === undefined ? {} : { detail }),
  });
  return { callId: created as CallId };
}

function placingRoutes(parts: ConsoleParts): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/callbacks',
      summary: 'Have somebody rung back: a caller who gave up, who left a message, or a number',
      tag,
      access: 'agent',
      body: CallbackInput,
      result: CallbackPlaced,
      refusals: placingRefusals,
      handle: async ({ body, ...by }) => place(parts, by, await whomOf(parts, body), body),
    }),
    route({
      method: 'post',
      path: '/api/voicemails/:recordingId/callback',
      summary: 'Ring back who left this message',
      tag,
      access: 'agent',
      params: z.object({ recordingId: RecordingId }),
      body: CallbackWish,
      result: CallbackPlaced,
      refusals: placingRefusals,
      handle: async ({ params, body, ...by }) =>
        place(parts, by, await afterVoicemail(parts, params.recordingId), body),
    }),
  ];
}

function changingRoutes(parts: ConsoleParts): Route[] {
  const note = askAndNote(parts);
  const change = {
    path: '/api/callbacks/:callId',
    tag,
    access: 'agent',
    params: ofCall,
    result: Accepted,
    refusals: askingRefusals,
  } as const;
  return [
    route({
      ...change,
      method: 'put',
      summary: 'Ring them back at another time',
      body: CallbackChange,
      handle: ({ params: { callId }, body: { dueAt }, ...by }) =>
        note(by, callId, { type: 'callback.rescheduleRequested', callId, dueAt }, new Date(dueAt).toISOString()),
    }),
    route({
      ...change,
      method: 'delete',
      summary: 'Do not ring them back after all',
      handle: ({ params: { callId }, ...by }) => note(by, callId, { type: 'callback.cancelRequested', callId }),
    }),
  ];
}
