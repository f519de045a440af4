import fc from 'fast-check';
import type { AcdRequest, CallId, Definition, DissuasionContent, TelephonyEvent } from '@decroche/protocol';
import type { CoreInput } from '../../acd/src/core/inputs.ts';
import type { Call } from '../../acd/src/core/call.ts';
import type { EngineState } from '../../acd/src/core/state.ts';
import { aDefinition, anAgent, aQueue, aService } from './builders.ts';
import { aStory, type Happening, type Memory } from './random-story.ts';

const AGENTS = ['ana', 'bob', 'cleo', 'dan'];

/** One organisation that has everything: menu, ring-all, tiers, call-backs of both kinds, alarms. */
export function wholeOrganisation(): Definition {
  const callback = {
    ...{ ringMs: 20_000, attempts: 2, retryAfterMs: 30_000 },
    ...{ confirm: 'greeting', askNumber: 'closed', accepted: 'welcome', announce: 'beep' },
    digits: Array.from({ length: 10 }, () => 'beep'),
  };
  const desk = aService('desk', {
    menu: {
      ...{ prompt: 'closed' as never, timeoutMs: 3_000, times: 2, otherwise: { kind: 'stay' } },
      choices: [
        { key: '1', label: 'VPN', target: { kind: 'queue', queueId: 'support' as never } },
        { key: '2', label: 'rappel', target: { kind: 'callback' } },
      ],
    },
    waitingKeys: [{ key: '2', target: { kind: 'callback' } }],
    callback: { ...callback, dialling: 'agentFirst' } as never,
    attached: 'beep' as never,
  });
  const second = aService('second', {
    ...{ numbers: ['8009'], queueId: 'second' as never, welcome: undefined, maximumWaitMs: 120_000 },
    waitingKeys: [
      { key: '1', target: { kind: 'voicemail' } },
      { key: '2', target: { kind: 'callback' } },
    ],
    callback: { ...callback, dialling: 'callerFirst' } as never,
  });
  const support = aQueue('support', {
    ...{ strategy: 'ringAll', ringAtOnce: 2, tiers: [{ tier: 1, afterMs: 10_000 }] },
    ...{ overflowTo: { queueId: 'second' as never, afterMs: 60_000 }, alarms: { waiting: 2, presentBelow: 2 } },
  });
  const agents = AGENTS.map((name, at) =>
    anAgent(name, {
      queues: [
        { queueId: 'support' as never, tier: at === 3 ? 1 : 0 },
        ...(at % 2 === 0 ? [{ queueId: 'second' as never, rank: 2 }] : []),
      ],
      wrapUpMs: at === 1 ? 0 : 20_000,
    }),
  );
  return aDefinition({ services: [desk, second], queues: [support, aQueue('second')], agents });
}

const message = (also: number): DissuasionContent => ({
  ...{ title: 'Messagerie', text: 'La messagerie est indisponible.', file: 'prompts/m.wav', durationMs: 2_000 },
  scope: { serviceIds: [], queueIds: [], hours: [] },
  mode: (['informThenQueue', 'informThenChoice', 'informThenRelease'] as const)[also % 3]!,
  keys:
    also % 3 === 1
      ? [
          { key: '1', choice: 'attach' },
          { key: '2', choice: 'callback' },
        ]
      : [],
  incidentTicketId: 'INC-2026-00001' as never,
  alsoToWaiting: also % 2 === 0,
  ...(also % 5 === 0 ? { arming: { waiting: 1 } } : {}),
});

const pickOf = <T>(things: readonly T[], pick: number): T | undefined => things[pick % Math.max(1, things.length)];

/** What only people of the house ask for. */
function request(state: EngineState, pick: number, also: number): AcdRequest | undefined {
  const dissuasionId = pickOf([...state.dissuasions.keys()], pick) ?? ('none' as never);
  const callId = pickOf([...state.calls.keys()], pick) ?? ('none' as CallId);
  const agentId = AGENTS[pick % AGENTS.length] as never;
  const serviceId = (also % 2 === 0 ? 'desk' : 'second') as never;
  const asks: readonly AcdRequest[] = [
    { type: 'dissuasion.draftRequested', content: message(also) },
    { type: 'dissuasion.reviseRequested', dissuasionId, content: message(also + 1) },
    { type: 'dissuasion.publishRequested', dissuasionId },
    { type: 'dissuasion.publishRequested', dissuasionId },
    { type: 'dissuasion.withdrawalRequested', dissuasionId, reason: 'réparé' },
    { type: 'dissuasion.withdrawalDecided', dissuasionId, granted: also % 2 === 0, reason: 'non' },
    { type: 'dissuasion.discardRequested', dissuasionId },
    { type: 'supervisor.agentForceRequested', agentId, to: forced(also), when: also % 4 === 0 ? 'now' : 'afterCall' },
    { type: 'supervisor.callMoveRequested', callId, queueId: serviceId },
    { type: 'supervisor.callPriorityRequested', callId, priority: also % 100 },
    { type: 'supervisor.callReleaseRequested', callId },
    {
      ...{ type: 'callback.requested', partyRef: `p${also}` as never, serviceId },
      ...(also % 3 === 0 ? { dueAt: state.at + 20_000 } : {}),
      ...(also % 4 === 0 ? { agentId } : {}),
    },
    { type: 'callback.rescheduleRequested', callId, dueAt: state.at + 30_000 },
    { type: 'callback.cancelRequested', callId },
  ];
  return asks[(pick + also) % asks.length];
}

const forced = (also: number) =>
  also % 3 === 0
    ? ({ status: 'ready' } as const)
    : also % 3 === 1
      ? ({ status: 'notReady', reason: 'training' } as const)
      : ({ status: 'loggedOut' } as const);

/** What naturally comes next where the plain story would only wait: keys, typed numbers, a telephone that is answered. */
function telephony(call: Call | undefined, also: number, now: number): TelephonyEvent | undefined {
  if (!call) return undefined;
  const { callId, legId, stage } = call;
  const key: TelephonyEvent = {
    ...{ type: 'dtmf.received', callId, legId, digit: String(1 + (also % 2)), durationMs: 80 },
  };
  switch (stage.status) {
    case 'dialling':
      return also % 3 === 0
        ? { type: 'leg.released', callId, legId, releasedAt: now, cause: 'noAnswer', by: 'party' }
        : { type: 'leg.answered', callId, legId, answeredAt: now };
    case 'callbackDialogue':
      if (stage.ask === 'confirm') return key;
      return {
        ...{ type: 'number.collected', callId, legId, collectId: stage.collectId, endedBy: 'key' },
        partyRef: `p${also}` as never,
      };
    case 'welcome':
    case 'dissuasion':
    case 'reached':
    case 'message':
    case 'parting':
      return { type: 'play.finished', callId, playId: stage.playId, finishedAt: now };
    case 'menu':
    case 'choosing':
    case 'queued':
      return key;
    default:
      return undefined;
  }
}

/** The plain story, and one thing of the whole acd beside each of its happenings. */
export const aWholeStory = fc.array(
  fc.record({
    plain: aStory.map((story) => story[0]!),
    beside: fc.constantFrom('request', 'telephony', 'telephony', 'nothing'),
    pick: fc.nat({ max: 1_000 }),
    also: fc.nat({ max: 1_000 }),
  }),
  { minLength: 30, maxLength: 250, size: 'max' },
);
type Whole = typeof aWholeStory extends fc.Arbitrary<(infer W)[]> ? W : never;

/** The happening of the plain story. The organisation stays as it is: it is what this story is about. */
export const plainOf = ({ plain }: Whole): Happening =>
  plain.what === 'define' ? { ...plain, what: 'timeOnly' } : plain;

/** What happens beside it. */
export function besideOf({ beside, pick, also }: Whole, state: EngineState, memory: Memory): CoreInput | undefined {
  if (beside === 'nothing') return undefined;
  memory.count += 1;
  const envelope = { id: `b-${memory.count}` as never, domainId: state.domainId, at: state.at };
  if (beside === 'telephony') {
    const event = telephony(pickOf([...state.calls.values()], pick), also, memory.now);
    return event && { ...envelope, kind: 'telephony', event };
  }
  const asked = request(state, pick, also);
  return asked && { ...envelope, kind: 'request', request: asked, actor: 'story', replyTo: 'replies' };
}
