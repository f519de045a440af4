import fc from 'fast-check';
import {
  QueueStrategy,
  type AcdRequest,
  type CallId,
  type Definition,
  type LegId,
  type NextState,
  type ReleaseCause,
  type Roster,
  type TelephonyEvent,
} from '@decroche/protocol';
import type { CoreInput } from '../../acd/src/core/inputs.ts';
import { offersOf, type Call } from '../../acd/src/core/call.ts';
import type { Offer } from '../../acd/src/core/stage.ts';
import type { EngineState } from '../../acd/src/core/state.ts';
import { aCallback, aDefinition, anAgent, aQueue, aService, MONDAY_10H } from './builders.ts';
import { messageFound, TREATMENT_WEIGHTS, treatmentRequest, withTreatment } from './random-treatment.ts';

/**
 * One thing that may happen. `pick` chooses among what exists at that moment, so that most things make sense, while
 * `stray` makes it about something that is over or never was.
 */
export interface Happening {
  readonly what: keyof typeof WEIGHTS;
  readonly pick: number;
  readonly also: number;
  readonly stray: boolean;
  readonly afterMs: number;
}

/** How often each happens: the natural next thing of some call most of all, or stories would never get far. */
const WEIGHTS = {
  ...{ arrives: 16, progress: 60, callerLeaves: 4, offerLegEnds: 4, partyLegEnds: 3, rings: 2, agentAnswers: 2 },
  ...{ callerAnswered: 1, playEnds: 2, bridged: 1, key: 1, holdKey: 1, refer: 2, voicemailEnds: 2, commandFails: 3 },
  ...{ registers: 4, unregisters: 2, census: 1, restart: 0.3, login: 4, ready: 12, logout: 1, pause: 2, next: 2 },
  ...{ extend: 1, endWrapUp: 3, decline: 2, hold: 2, retrieve: 2, transfer: 5, hangUp: 3, define: 1, repeat: 3 },
  ...{ watch: 4, timeOnly: 3, ringBack: 4, changeRingBack: 2, typed: 1, roster: 1, extendShift: 1 },
  ...TREATMENT_WEIGHTS,
} as const;

const KINDS = Object.entries(WEIGHTS).map(([what, weight]) => ({
  weight: Math.max(1, Math.round(weight * 10)),
  arbitrary: fc.constant(what as keyof typeof WEIGHTS),
}));

const CAUSES: readonly ReleaseCause[] = [
  'normal',
  'cancelled',
  'busy',
  'noAnswer',
  'rejected',
  'unavailable',
  'mediaLost',
];
const COMMANDS = [
  'openCall',
  'dialCaller',
  'playNumber',
  'collectNumber',
  'answerCaller',
  'play',
  'ringLeg',
  'bridgeLeg',
  'holdLeg',
  'retrieveLeg',
  'startVoicemail',
  'releaseLeg',
];

/** Any run of happenings. */
export const aStory = fc.array(
  fc.record({
    what: fc.oneof(...KINDS),
    pick: fc.nat({ max: 1_000 }),
    also: fc.nat({ max: 1_000 }),
    stray: fc.boolean(),
    afterMs: fc.oneof(
      { weight: 20, arbitrary: fc.nat({ max: 2_000 }) },
      { weight: 2, arbitrary: fc.nat({ max: 20_000 }) },
      { weight: 1, arbitrary: fc.nat({ max: 400_000 }) },
    ),
  }),
  { minLength: 20, maxLength: 200, size: 'max' },
);

const AGENTS = ['ana', 'bob', 'cleo', 'dan'];
const QUEUES = ['support', 'second'];

const STRATEGIES = QueueStrategy.options;
const PARTIES = ['party-vip', 'party-nuisance', 'party-of-bob', 'party-4', 'party-5'];
const id = <T>(name: string): T => name as T;
const vpn = (level: number) => [{ skillId: id<never>('vpn'), level }];

/** What callers may need and agents can do, in one of several ways: strategies, skills, tiers, ranks, overflow, rests. */
function matchingOf(version: number, queueIds: readonly string[]) {
  const rich = version % 3 !== 0;
  const both = queueIds.includes('second');
  const queue = (queueId: string, at: number) =>
    aQueue(queueId, {
      strategy: STRATEGIES[(version + 3 * at) % STRATEGIES.length] as QueueStrategy,
      ringAtOnce: 1 + (version % 3),
      minimumPresent: version % 4 === 3 ? 2 : 0,
      missRestMs: version % 2 === 0 ? 5_000 : 0,
      ...(rich ? { tiers: [1, 2].map((tier) => ({ tier, afterMs: tier * 8_000 })) } : {}),
      ...(rich && both && at === 0 ? { overflowTo: { queueId: id('second'), afterMs: 30_000 } } : {}),
    });
  return {
    queues: queueIds.map(queue),
    skills: [{ skillId: id<never>('vpn'), name: 'VPN' }],
    partyRules: [
      { partyRef: id<never>(PARTIES[0]!), kind: 'vip', priority: 7 },
      ...(rich ? [{ partyRef: id<never>(PARTIES[1]!), kind: 'blocked' } as const] : []),
      ...(version % 4 === 1
        ? []
        : [{ partyRef: id<never>(PARTIES[2]!), kind: 'preferredAgent', agentId: id<never>('bob') } as const]),
    ] satisfies Definition['partyRules'],
  };
}

/** Menu, waiting keys, needs and what a caller who calls again has a right to. */
const deskOf = (version: number, other: string) =>
  aService('desk', {
    ...{ redialKeepsPlaceMs: 120_000, sameAgentWithinMs: 120_000, preferredHoldMs: 15_000 },
    ...(version % 3 === 1 ? { needs: vpn(2), priority: 1 } : {}),
    callback: aCallback({ attempts: 3, retryAfterMs: 60_000 }),
    waitingKeys: [
      { key: '3', target: { kind: 'callback' } },
      { key: '1', target: { kind: 'queue', queueId: id(other), needs: vpn(1) } },
      { key: '2', target: { kind: 'voicemail' } },
    ],
    ...(version % 3 === 2
      ? {
          menu: {
            prompt: id('welcome'),
            choices: [
              { key: '1', label: 'a', target: { kind: 'queue', queueId: id(other), needs: vpn(3) } },
              { key: '2', label: 'b', target: { kind: 'voicemail' } },
            ],
            ...{ timeoutMs: 4_000, times: 2, otherwise: { kind: 'stay' } },
          },
        }
      : {}),
  });

/** Definitions of a changing organisation: agents, queues and services come and go. */
export function organisation(version: number): Definition {
  const variant = version % 4;
  const agents = AGENTS.filter((_, at) => variant !== 1 || at !== 0).map((name, at) =>
    anAgent(name, {
      queues: (at % 2 === 0 ? QUEUES : ['support'])
        .filter((id) => variant !== 2 || id !== 'second')
        .map((queueId, nth) => ({
          queueId: queueId as never,
          tier: (at + version) % 3,
          rank: 1 + ((nth + version) % 2),
        })),
      skills: (at < 3 ? { vpn: 1 + ((at + version) % 5) } : {}) as never,
      wrapUpMs: at === 1 ? 0 : 20_000,
      ...(name === 'dan' ? { device: { kind: 'uri', uri: 'sip:dan@192.0.2.1' } } : {}),
      ...(name === 'cleo' && variant === 3 ? { device: { kind: 'phone', deviceId: 'cleo-desk' as never } } : {}),
    }),
  );
  const queueIds = variant === 2 ? ['support'] : QUEUES;
  const desk = deskOf(version, queueIds.at(-1) as string);
  const second = aService('second', {
    ...{ numbers: ['8009'], queueId: (variant === 2 ? 'support' : 'second') as never, welcome: undefined },
    ...{ voicemail: undefined, maximumWaiting: 3, maximumWaitMs: 120_000 },
    announcements: { firstAfterMs: 10_000, everyMs: 30_000, position: ['position-1', 'position-more'] as never[] },
    callback: aCallback({ dialling: 'callerFirst', retryAfterMs: 30_000 }),
  });
  const definition = aDefinition({
    version,
    services: variant === 1 ? [desk] : [desk, second],
    ...matchingOf(version, queueIds),
    pauseReasons: [
      { reason: 'lunch', label: 'Déjeuner', labelEn: 'Lunch', guarded: variant > 1, plannedMs: 300_000 },
      { reason: 'training', label: 'Formation', labelEn: 'Training' },
    ],
    agents,
  });
  return variant === 3 ? definition : withTreatment(definition);
}

/** Everybody at work before the story begins: telephones registered, agents ready. */
export const prologue: readonly Happening[] = AGENTS.flatMap((_, pick) =>
  (['registers', 'login', 'ready'] as const).map((what) => ({ what, pick, also: 0, stray: false, afterMs: 10 })),
);

/** Turns a happening into an input, given the state it happens in. */
export function inputOf(happening: Happening, state: EngineState, memory: Memory): CoreInput | undefined {
  const { what } = happening;
  if (what === 'timeOnly') return undefined;
  if (what === 'repeat') return memory.inputs[happening.pick % Math.max(1, memory.inputs.length)];
  memory.count += 1;
  const envelope = { id: `m-${memory.count}` as never, domainId: state.domainId, at: state.at };
  if (what === 'watch') return { kind: 'watchdog', id: `timer:watchdog:${memory.count}` };
  if (what === 'define')
    return { ...envelope, kind: 'definition', definition: organisation(1 + (happening.pick % 40)) };
  if (what === 'roster') return { ...envelope, kind: 'roster', roster: rosterOf(happening, state) };
  const event = telephony(happening, state, memory);
  if (event) return { ...envelope, kind: 'telephony', event };
  const request = requestOf(happening, state);
  return request && { ...envelope, kind: 'request', request, actor: 'story', replyTo: 'replies' };
}

/** Some agents at work for some hours around the time of the story; the names of the shifts come back in every roster. */
function rosterOf({ pick, also }: Happening, state: EngineState): Roster {
  const shifts = AGENTS.filter((_, at) => (pick >> at) % 2 === 0).map((agentId, at) => {
    const startsAt = state.at - 600_000 + ((also * (at + 1)) % 40) * 60_000;
    const endsAt = startsAt + (5 + (pick % 60)) * 60_000;
    const lunch = { kind: 'lunch' as const, startsAt: startsAt + 120_000, endsAt: startsAt + 240_000 };
    return { shiftId: `shift-${agentId}` as never, agentId: agentId as never, startsAt, endsAt, breaks: [lunch] };
  });
  const stretch = { fromAt: MONDAY_10H - 36_000_000, toAt: MONDAY_10H + 360_000_000 };
  return { version: 1 + (also % 7), publishedAt: state.at, domainId: state.domainId, ...stretch, shifts };
}

/** What the story remembers beside the state: inputs said, names given, legs that once were. */
export interface Memory {
  readonly inputs: CoreInput[];
  readonly legs: { callId: CallId; legId: LegId }[];
  count: number;
  now: number;
}

const chosen = <T>(things: readonly T[], pick: number): T | undefined => things[pick % Math.max(1, things.length)];

function telephony(happening: Happening, state: EngineState, memory: Memory): TelephonyEvent | undefined {
  const { what, pick, also } = happening;
  const now = memory.now;
  const gatewayId = 'gw1' as never;
  const device = `${AGENTS[pick % AGENTS.length]}-phone` as never;
  switch (what) {
    case 'arrives': {
      const callId = `call-${memory.count}` as CallId;
      const legId = `leg-${memory.count}` as LegId;
      memory.legs.push({ callId, legId });
      const serviceId = (['desk', 'desk', 'second', 'unknown'] as const)[also % 4] as never;
      const partyRef = PARTIES[(pick + also) % (PARTIES.length + 1)];
      const known = partyRef === undefined ? {} : { partyRef: partyRef as never };
      return { type: 'leg.arrived', callId, legId, gatewayId, serviceId, dialled: '8008', receivedAt: now, ...known };
    }
    case 'registers':
      return { type: 'device.registered', deviceId: device, gatewayId, transport: 'wss', expiresAt: now + 60_000 };
    case 'unregisters':
      return { type: 'device.unregistered', deviceId: device, gatewayId, reason: 'expired' };
    case 'messageFound':
      return messageFound(
        state,
        memory.legs.map((leg) => leg.callId),
        pick,
      );
    case 'census':
    case 'restart':
      return census(happening, state, memory);
    default:
      return aboutACall(happening, state, memory);
  }
}

function census({ what, pick }: Happening, state: EngineState, memory: Memory): TelephonyEvent {
  const alive = memory.legs.filter(
    (leg, at) => state.calls.has(leg.callId) && (what === 'census' || at % 7 !== pick % 7),
  );
  return {
    type: 'gateway.census',
    ...{ gatewayId: 'gw1' as never, bootId: what === 'restart' ? `boot-${memory.count}` : 'boot-1' },
    ...{ reason: what === 'restart' ? 'started' : 'periodic', takenAt: memory.now },
    legs: (what === 'restart' ? [] : alive).map((leg) => ({ ...leg, status: 'answered' as const })),
    devices: AGENTS.filter((_, at) => at !== pick % 8).map((name) => `${name}-phone` as never),
  };
}

type Next = (call: Call, also: number) => Happening['what'];

const KEY_OR_END: Next = (_call, also) => (also % 4 === 0 ? 'key' : 'playEnds');

/** What naturally comes next in a call: the story moves on. Where nothing is said, a prompt ends. */
const NEXT_OF: Partial<Record<Call['stage']['status'], Next>> = {
  answering: () => 'callerAnswered',
  menu: () => 'key',
  queued: (_call, also) => (also % 7 === 0 ? 'key' : 'playEnds'),
  ...{ welcome: KEY_OR_END, message: KEY_OR_END, dissuasion: KEY_OR_END, parting: KEY_OR_END },
  choosing: () => 'key',
  callbackDialogue: ({ stage }) => (stage.status === 'callbackDialogue' && stage.ask === 'number' ? 'typed' : 'key'),
  dialling: (_call, also) =>
    (['callerAnswered', 'callerAnswered', 'callerLeaves', 'offerLegEnds'] as const)[also % 4] as Happening['what'],
  offered: (call, also) => (anyOffer(call, also)?.ringing ? 'agentAnswers' : 'rings'),
  connecting: () => 'bridged',
  transferring: (_call, also) =>
    (['rings', 'agentAnswers', 'bridged', 'offerLegEnds'] as const)[also % 4] as Happening['what'],
  recording: () => 'voicemailEnds',
  ...{ talking: talkOn, held: talkOn },
};

function talkOn(_call: Call, also: number): Happening['what'] {
  return also % 5 === 0 ? 'callerLeaves' : 'holdKey';
}

const nextOf = (call: Call | undefined, also: number): Happening['what'] =>
  (call && NEXT_OF[call.stage.status]?.(call, also)) ?? 'playEnds';

/** What a story's event is about. */
interface About {
  readonly call: Call | undefined;
  readonly callId: CallId;
  readonly callerLeg: LegId;
  readonly offerLeg: LegId;
  /** The leg that is neither the caller's nor, if it can be helped, an offer's. */
  readonly otherLeg: LegId;
  readonly also: number;
  readonly cause: ReleaseCause;
  readonly now: number;
}

type CallHappening = (about: About) => TelephonyEvent;

const released =
  (legOf: (about: About) => LegId): CallHappening =>
  (about) => ({
    type: 'leg.released',
    ...{ callId: about.callId, legId: legOf(about), releasedAt: about.now, cause: about.cause, by: 'party' },
  });

const ABOUT_A_CALL: Partial<Record<Happening['what'], CallHappening>> = {
  callerAnswered: ({ callId, callerLeg, now }) => ({ type: 'leg.answered', callId, legId: callerLeg, answeredAt: now }),
  playEnds: ({ callId, call, now }) => ({
    ...{ type: 'play.finished', callId, playId: awaitedPlay(call) as never, finishedAt: now },
  }),
  callerLeaves: released((about) => about.callerLeg),
  offerLegEnds: released((about) => about.offerLeg),
  partyLegEnds: released((about) => about.otherLeg),
  rings: ({ callId, offerLeg }) => ({ type: 'leg.ringing', callId, legId: offerLeg }),
  agentAnswers: ({ callId, otherLeg, now }) => ({ type: 'leg.answered', callId, legId: otherLeg, answeredAt: now }),
  bridged: ({ callId, otherLeg, now }) => ({ type: 'leg.bridged', callId, legId: otherLeg, bridgedAt: now }),
  key: ({ callId, callerLeg, also }) => ({
    ...{ type: 'dtmf.received', callId, legId: callerLeg, digit: `${also % 8}`, durationMs: 80 },
  }),
  typed: ({ callId, callerLeg, call, also }) => ({
    ...{ type: 'number.collected', callId, legId: callerLeg, endedBy: 'key' },
    collectId: (call?.stage.status === 'callbackDialogue' ? call.stage.collectId : 'none') as never,
    ...(also % 3 === 0 ? {} : { partyRef: `typed-${also % 5}` as never }),
  }),
  holdKey: ({ callId, otherLeg, also }) => ({
    ...{ type: 'leg.holdChanged', callId, legId: otherLeg, held: also % 2 === 0 },
  }),
  refer: ({ callId, otherLeg, also }) => ({
    ...{ type: 'leg.transferRequested', callId, legId: otherLeg, target: referTarget(also) },
  }),
  voicemailEnds: ({ callId, call, also }) => ({
    type: 'voicemail.finished',
    callId,
    recordingId: (call?.stage.status === 'recording' ? call.stage.recordingId : 'none') as never,
    durationMs: 1_000,
    endedBy: also % 3 === 0 ? 'callerGone' : 'silence',
    ...(also % 2 === 0 ? { file: 'voicemail/x.wav' } : {}),
  }),
  commandFails: ({ callId, otherLeg, also, cause }) => ({
    ...{ type: 'command.failed', commandId: 'c-1' as never, callId, legId: otherLeg, cause, detail: '' },
    commandType: COMMANDS[also % COMMANDS.length] as string,
  }),
};

function aboutACall(happening: Happening, state: EngineState, memory: Memory): TelephonyEvent | undefined {
  const { pick, also } = happening;
  const call = chosen([...state.calls.values()], pick);
  const what = happening.what === 'progress' ? nextOf(call, also) : happening.what;
  const stray = happening.stray && also % 5 === 0 ? chosen(memory.legs, also) : undefined;
  const about = aboutOf(call, stray, { also, now: memory.now });
  if (about.offerLeg !== NO_LEG) memory.legs.push({ callId: about.callId, legId: about.offerLeg });
  return ABOUT_A_CALL[what]?.(about);
}

const NO_LEG = 'no-leg' as LegId;

function aboutOf(
  call: Call | undefined,
  stray: Memory['legs'][number] | undefined,
  { also, now }: { also: number; now: number },
): About {
  const offerLeg = stray?.legId ?? (call && anyOffer(call, also)?.legId) ?? NO_LEG;
  const callId = stray?.callId ?? call?.callId ?? ('nobody' as CallId);
  const cause = CAUSES[also % CAUSES.length] as ReleaseCause;
  const callerLeg = call?.legId ?? offerLeg;
  return { call, callId, callerLeg, offerLeg, otherLeg: otherLeg(call, also) ?? offerLeg, also, cause, now };
}

const referTarget = (also: number): string =>
  ['<sip:bob-phone@x>', 'sip:8008@x', '+33561000000', 'sip:outside@192.0.2.9', 'garbage'][also % 5] as string;

function awaitedPlay(call: Call | undefined): string {
  if (!call) return 'none';
  const { stage } = call;
  return 'playId' in stage ? stage.playId : (call.prompt ?? 'none');
}

/** The leg that is not the caller's, whatever its part. */
function otherLeg(call: Call | undefined, also: number): LegId | undefined {
  if (!call) return undefined;
  const { stage } = call;
  if (stage.status === 'talking' || stage.status === 'held') return stage.party.legId;
  if (stage.status === 'transferring' && stage.to.kind === 'external') return stage.to.legId;
  return anyOffer(call, also)?.legId;
}

/** One of the offers of a call: there are several under `ringAll`. */
const anyOffer = (call: Call, also: number): Offer | undefined => chosen(offersOf(call), also);

/** Who asks, and about what. */
interface Asking {
  readonly agentId: never;
  readonly callId: never;
  readonly offerId: never;
  readonly callbackId: never;
  readonly also: number;
  readonly now: number;
}

const REQUESTS: Partial<Record<Happening['what'], (asking: Asking) => AcdRequest>> = {
  extendShift: ({ agentId, also, now }) => ({
    ...{ type: 'agent.shiftExtendRequested', agentId, untilAt: now + also * 10_000 },
  }),
  ringBack: ({ also, now }) => ({
    ...{ type: 'callback.requested', partyRef: `party-${also % 9}` as never },
    serviceId: (also % 2 === 0 ? 'desk' : 'second') as never,
    ...(also % 3 === 0 ? { dueAt: now + also * 500 } : {}),
    ...(also % 5 === 0 ? { agentId: AGENTS[also % AGENTS.length] as never } : {}),
  }),
  changeRingBack: ({ callbackId, also, now }) =>
    also % 3 === 0
      ? { type: 'callback.cancelRequested', callId: callbackId }
      : { type: 'callback.rescheduleRequested', callId: callbackId, dueAt: now + also * 200 },
  login: ({ agentId }) => ({ type: 'agent.loginRequested', agentId }),
  ready: ({ agentId }) => ({ type: 'agent.readyRequested', agentId }),
  logout: ({ agentId }) => ({ type: 'agent.logoutRequested', agentId }),
  pause: ({ agentId, also }) => ({
    ...{ type: 'agent.pauseRequested', agentId, reason: also % 4 === 0 ? 'nonsense' : 'lunch' },
  }),
  next: ({ agentId, also }) => ({ type: 'agent.nextStateRequested', agentId, ...NEXT[also % NEXT.length] }),
  extend: ({ agentId, also }) => ({ type: 'agent.wrapUpExtendRequested', agentId, byMs: also * 500 }),
  endWrapUp: ({ agentId }) => ({ type: 'agent.wrapUpEndRequested', agentId }),
  decline: ({ agentId, offerId }) => ({ type: 'offer.declineRequested', agentId, offerId }),
  hold: ({ agentId, callId }) => ({ type: 'call.holdRequested', agentId, callId }),
  retrieve: ({ agentId, callId }) => ({ type: 'call.retrieveRequested', agentId, callId }),
  hangUp: ({ agentId, callId }) => ({ type: 'call.hangUpRequested', agentId, callId }),
  transfer: ({ agentId, callId, also }) => ({
    ...{ type: 'call.transferRequested', agentId, callId, target: transferTarget(also) },
  }),
};

const NEXT: readonly { next?: NextState }[] = [
  {},
  { next: { status: 'loggedOut' } },
  { next: { status: 'notReady', reason: 'lunch' } },
  { next: { status: 'notReady', reason: 'nonsense' } },
];

function requestOf({ what, pick, also }: Happening, state: EngineState): AcdRequest | undefined {
  const agentId = AGENTS[pick % AGENTS.length] as never;
  const activity = state.agents.get(agentId)?.activity;
  const callId = (activity && 'callId' in activity ? activity.callId : 'nobody') as never;
  const offerId = (activity && 'offerId' in activity ? activity.offerId : 'none') as never;
  const callbacks = [...state.calls.values()].filter((call) => call.callback);
  const callbackId = (chosen(callbacks, pick)?.callId ?? 'nobody') as never;
  const asking = { agentId, callId, offerId, callbackId, also, now: state.at };
  return REQUESTS[what]?.(asking) ?? treatmentRequest(what, state, { agentId, pick, also });
}

function transferTarget(also: number): Extract<AcdRequest, { type: 'call.transferRequested' }>['target'] {
  if (also % 4 === 0) return { kind: 'queue', queueId: QUEUES[also % 2] as never };
  if (also % 4 === 1) return { kind: 'number', number: '+33561000000' };
  return also % 4 === 2
    ? { kind: 'agent', agentId: AGENTS[also % AGENTS.length] as never }
    : { kind: 'uri', uri: 'sip:outside@192.0.2.9' };
}
