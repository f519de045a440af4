import type {
  AcdRequest,
  Definition,
  DissuasionContent,
  DissuasionId,
  QueueDefinition,
  RecordingId,
  ServiceDefinition,
  TelephonyEvent,
} from '@decroche/protocol';
import type { CallId } from '@decroche/protocol';
import type { EngineState } from '../../acd/src/core/state.ts';
import { aMessage } from './messages.ts';

/** How often people publish messages and supervisors step in, in a random story. */
export const TREATMENT_WEIGHTS = {
  ...{ draft: 3, revise: 0.5, discard: 0.5, publish: 4, askWithdrawal: 1, decideWithdrawal: 1, messageFound: 1 },
  ...{ forceAgent: 2, moveCall: 2, prioritise: 2, releaseCall: 0.5 },
} as const;

type Kind = keyof typeof TREATMENT_WEIGHTS;

/** What one of these is about: chosen among what there is, or among nothing. */
interface About {
  readonly agentId: never;
  readonly callId: never;
  readonly dissuasionId: DissuasionId;
  readonly queueId: never;
  readonly also: number;
}

const REQUESTS: Record<Exclude<Kind, 'messageFound'>, (about: About) => AcdRequest> = {
  draft: ({ also }) => ({ type: 'dissuasion.draftRequested', content: messageOf(also) }),
  revise: ({ dissuasionId, also }) => ({ type: 'dissuasion.reviseRequested', dissuasionId, content: messageOf(also) }),
  discard: ({ dissuasionId }) => ({ type: 'dissuasion.discardRequested', dissuasionId }),
  publish: ({ dissuasionId }) => ({ type: 'dissuasion.publishRequested', dissuasionId }),
  askWithdrawal: ({ dissuasionId }) => ({ type: 'dissuasion.withdrawalRequested', dissuasionId, reason: 'solved' }),
  decideWithdrawal: ({ dissuasionId, also }) => ({
    ...{ type: 'dissuasion.withdrawalDecided', dissuasionId, granted: also % 2 === 0, reason: '' },
  }),
  forceAgent: ({ agentId, also }) => ({
    ...{ type: 'supervisor.agentForceRequested', agentId, when: also % 2 === 0 ? 'now' : 'afterCall' },
    to: FORCED[also % FORCED.length] as (typeof FORCED)[number],
  }),
  moveCall: ({ callId, queueId }) => ({ type: 'supervisor.callMoveRequested', callId, queueId }),
  prioritise: ({ callId, also }) => ({ type: 'supervisor.callPriorityRequested', callId, priority: (also % 5) - 2 }),
  releaseCall: ({ callId }) => ({ type: 'supervisor.callReleaseRequested', callId }),
};

const FORCED = [
  { status: 'ready' },
  { status: 'loggedOut' },
  { status: 'notReady', reason: 'lunch' },
  { status: 'notReady', reason: 'nonsense' },
] as const;

const MODES = ['informThenQueue', 'informThenChoice', 'informThenChoice', 'informThenRelease'] as const;
const KEYS = (['attach', 'voicemail', 'callback', 'stay'] as const).map((choice, at) => ({ key: `${at}`, choice }));

function messageOf(also: number): DissuasionContent {
  const mode = MODES[also % MODES.length] as (typeof MODES)[number];
  const queueIds = also % 3 === 0 ? (['second'] as never[]) : [];
  return aMessage({
    ...{ mode, keys: mode === 'informThenChoice' ? KEYS : [], alsoToWaiting: also % 5 < 2 },
    incidentTicketId: 'INC-2026-00001' as never,
    scope: { serviceIds: [], queueIds, hours: also % 7 === 0 ? [{ from: '09:00', to: '10:05' }] : [] },
    ...(also % 4 === 0 ? { arming: { waiting: 2, longestWaitMs: 60_000 } } : {}),
  });
}

const chosen = <T>(things: Iterable<T>, pick: number): T | undefined => {
  const all = [...things];
  return all[pick % Math.max(1, all.length)];
};

/** One of these requests, about what there is. */
export function treatmentRequest(
  what: string,
  state: EngineState,
  { agentId, pick, also }: { readonly agentId: never; readonly pick: number; readonly also: number },
): AcdRequest | undefined {
  if (!(what in REQUESTS)) return undefined;
  return REQUESTS[what as keyof typeof REQUESTS]({
    agentId,
    callId: (chosen(state.calls.keys(), pick) ?? 'nobody') as never,
    dissuasionId: chosen(state.dissuasions.keys(), pick) ?? ('main-d0' as DissuasionId),
    queueId: (['support', 'second', 'nowhere'] as const)[also % 3] as never,
    also,
  });
}

/** A message found on disk: of a call that is being recorded, or of one that is over, delivered before or not. */
export function messageFound(state: EngineState, calls: readonly CallId[], pick: number): TelephonyEvent {
  const callId = chosen(calls, pick) ?? ('nobody' as CallId);
  const stage = state.calls.get(callId)?.stage;
  const known = chosen(state.delivered, pick);
  const recordingId = (stage?.status === 'recording' ? stage.recordingId : (known ?? `main-r${pick}`)) as RecordingId;
  const file = `voicemail/${recordingId}.wav`;
  return { type: 'voicemail.finished', callId, recordingId, file, durationMs: 900, endedBy: 'recovered' };
}

/** A service with everything that is said and asked while callers wait. */
const treated = (service: ServiceDefinition): ServiceDefinition => ({
  ...service,
  attached: 'position-2' as never,
  expectedLoad: { ahtMs: 60_000, patienceMs: 60_000, callsPerHour: [] },
  announcements: {
    ...{ firstAfterMs: 8_000, everyMs: 20_000, position: ['position-1', 'position-more'] as never[] },
    expectedWait: [60_000, 300_000].map((upToMs) => ({ upToMs, prompt: 'position-2' as never })),
    messages: ['welcome', 'greeting'] as never[],
  },
  callback: {
    ...{
      dialling: service.voicemail ? 'agentFirst' : 'callerFirst',
      ringMs: 30_000,
      attempts: 2,
      retryAfterMs: 60_000,
    },
    ...{ confirm: 'position-1' as never, askNumber: 'position-2' as never, accepted: 'beep' as never },
    digits: Array.from({ length: 10 }, () => 'beep' as never),
  },
  waitingKeys: [
    ...(service.voicemail ? [{ key: '4', target: { kind: 'voicemail' } } as const] : []),
    { key: '5', target: { kind: 'callback' } },
    { key: '6', target: { kind: 'stay' } },
  ],
});

/** A queue with every alarm. */
const watched = (queue: QueueDefinition): QueueDefinition => ({
  ...queue,
  alarms: { waiting: 2, longestWaitMs: 60_000, presentBelow: 2 },
});

/** The organisation with all of it. */
export const withTreatment = (definition: Definition): Definition => ({
  ...definition,
  services: definition.services.map(treated),
  queues: definition.queues.map(watched),
});
