import fc from 'fast-check';
import type {
  AcdRequest,
  CallId,
  Equipment,
  LegId,
  OnCallPlan,
  ReleaseCause,
  TelephonyEvent,
} from '@decroche/protocol';
import type { CoreInput } from '../../acd/src/core/inputs.ts';
import type { Alert, Page } from '../../acd/src/core/oncall/alert.ts';
import type { Call } from '../../acd/src/core/call.ts';
import type { EngineState } from '../../acd/src/core/state.ts';
import { aService } from './builders.ts';
import { aPlan, aPolicy, nightDefinition, nightService } from './on-call-world.ts';

/** How often each happens. `progress`: the natural next thing of a page or a call, or stories would never get far. */
const WEIGHTS = {
  ...{ progress: 150, arrives: 14, callerLeaves: 3, messageKey: 2, pageEnds: 8, pageKey: 14, pageFails: 2, stray: 4 },
  ...{
    partyEnds: 3,
    bridgeFails: 2,
    opens: 12,
    accepts: 4,
    declines: 3,
    escalates: 4,
    mobilises: 5,
    joins: 2,
    leaves: 2,
  },
  ...{
    intervenes: 2,
    notes: 1,
    closes: 5,
    plan: 3,
    definition: 1,
    census: 2,
    restart: 1,
    trunk: 2,
    probe: 4,
    watch: 3,
  },
  ...{ repeat: 3, time: 6 },
} as const;

export interface NightHappening {
  readonly what: keyof typeof WEIGHTS;
  readonly pick: number;
  readonly also: number;
  readonly afterMs: number;
}

/** Any night: most things follow one another within seconds, some after minutes. */
export const aNight = fc.array(
  fc.record({
    what: fc.oneof(
      ...Object.entries(WEIGHTS).map(([what, weight]) => ({
        weight,
        arbitrary: fc.constant(what as keyof typeof WEIGHTS),
      })),
    ),
    pick: fc.nat({ max: 1_000 }),
    also: fc.nat({ max: 1_000 }),
    afterMs: fc.oneof(
      { weight: 20, arbitrary: fc.nat({ max: 3_000 }) },
      { weight: 2, arbitrary: fc.nat({ max: 40_000 }) },
      { weight: 1, arbitrary: fc.nat({ max: 1_800_000 }) },
    ),
  }),
  { minLength: 20, maxLength: 160, size: 'max' },
);

const RESPONDERS = ['eve', 'max', 'zoe', 'lea', 'nobody'];
const CAUSES: readonly ReleaseCause[] = ['normal', 'busy', 'noAnswer', 'rejected', 'unavailable', 'mediaLost'];

/** What the story remembers beside the state. */
export interface NightMemory {
  readonly inputs: CoreInput[];
  readonly legs: { readonly callId: CallId; readonly legId: LegId }[];
  count: number;
  now: number;
}

const chosen = <T>(things: readonly T[], pick: number): T | undefined => things[pick % Math.max(1, things.length)];

const to = (...responders: string[]) =>
  responders.map((responderId) => ({ kind: 'responder' as const, responderId: responderId as never }));

const thing = (equipmentId: string, supportClass: Equipment['supportClass'], policyId: string): Equipment => ({
  ...{ equipmentId, name: equipmentId, description: '', supportClass, policyId },
});

/** People, policies and absences come and go. */
export function planOfNight(version: number, at: number): OnCallPlan {
  const steps = [
    {
      targets: [{ kind: 'schedule' as const, scheduleId: version % 3 === 0 ? 'empty' : 'infra' }, ...to('eve', 'lea')],
      afterMs: 0,
    },
    { targets: to(version % 2 === 0 ? 'zoe' : 'max', 'eve'), afterMs: version % 4 === 0 ? 0 : 120_000 },
  ];
  const policies = [aPolicy('night', { steps, loops: 1 + (version % 3), mailMs: 90_000 }), aPolicy('other')];
  const dropped = version % 7 === 6;
  const policy = dropped ? 'other' : 'night';
  return aPlan({
    version,
    policies: dropped ? policies.slice(1) : policies,
    equipment: [thing('printer', 'HO', policy), thing('sql1', 'HNO', policy)],
    absences:
      version % 5 === 1 ? [{ absenceId: 'a', responderId: 'eve' as never, fromAt: at - 1, toAt: at + 3_600_000 }] : [],
    continuity: { policyId: 'other', failedProbes: 2 },
  });
}

/** One service with a voicemail and one without, one that never closes its on-call. */
export const organisationOfNight = (version: number) =>
  nightDefinition({
    version,
    services: [
      nightService(),
      nightService({ serviceId: 'bare' as never, numbers: ['8009'], voicemail: undefined, welcome: undefined }),
      ...(version % 2 === 0 ? [aService('plain', { numbers: ['8010'] })] : []),
    ],
  });

/** Turns a happening into an input, given the state it happens in. */
export function inputOfNight(it: NightHappening, state: EngineState, memory: NightMemory): CoreInput | undefined {
  const { what, pick } = it;
  if (what === 'time') return undefined;
  if (what === 'repeat') return chosen(memory.inputs, pick);
  memory.count += 1;
  const envelope = { id: `n-${memory.count}` as never, domainId: state.domainId, at: memory.now };
  if (what === 'watch') return { kind: 'watchdog', id: `timer:watchdog:${memory.count}` };
  if (what === 'plan') return { ...envelope, kind: 'onCallPlan', plan: planOfNight(1 + (pick % 40), memory.now) };
  if (what === 'definition')
    return { ...envelope, kind: 'definition', definition: organisationOfNight(2 + (pick % 40)) };
  const request = requestOf(it, state);
  if (request) return { ...envelope, kind: 'request', request, actor: 'sup', replyTo: 'replies' };
  const event = eventOf(it, state, memory);
  return event && { ...envelope, kind: 'telephony', event };
}

type Asking = { readonly alertId: never; readonly responderId: never; readonly pick: number; readonly also: number };

const REQUESTS: Partial<Record<NightHappening['what'], (asking: Asking) => AcdRequest>> = {
  opens: ({ pick, also }) => ({
    ...{ type: 'alert.openRequested', source: 'api', content: { title: 'SQL1', detail: '' } },
    ...(also % 3 === 0 ? { dedupKey: `key-${pick % 2}` } : {}),
    ...(also % 4 === 0 ? { equipmentId: pick % 2 === 0 ? 'printer' : 'sql1' } : { policyId: 'night' }),
  }),
  accepts: ({ alertId, responderId }) => ({ type: 'alert.acceptRequested', alertId, responderId }),
  declines: ({ alertId, responderId }) => ({ type: 'alert.declineRequested', alertId, responderId }),
  escalates: ({ alertId }) => ({ type: 'alert.escalateRequested', alertId }),
  mobilises: ({ alertId, responderId }) => ({ type: 'alert.mobiliseRequested', alertId, responderId }),
  joins: ({ alertId, responderId }) => ({ type: 'alert.joinRequested', alertId, responderId }),
  leaves: ({ alertId, responderId }) => ({ type: 'alert.leaveRequested', alertId, responderId }),
  intervenes: ({ alertId, responderId, also }) => ({
    ...{ type: 'alert.interventionRequested', alertId, responderId, where: also % 2 === 0 ? 'remote' : 'onSite' },
  }),
  notes: ({ alertId }) => ({ type: 'alert.noteRequested', alertId, text: 'note' }),
  closes: ({ alertId }) => ({ type: 'alert.closeRequested', alertId, resolution: 'ok' }),
};

function requestOf({ what, pick, also }: NightHappening, state: EngineState): AcdRequest | undefined {
  const alertId = (chosen([...state.alerts.keys()], pick) ?? 'main-a0') as never;
  const responderId = RESPONDERS[also % RESPONDERS.length] as never;
  return REQUESTS[what]?.({ alertId, responderId, pick, also });
}

const pagesOf = (state: EngineState): readonly (Page & { readonly callId: CallId; readonly legId: LegId })[] =>
  [...state.alerts.values()].flatMap((alert: Alert) =>
    alert.pages.flatMap((page) =>
      page.callId && page.legId ? [{ ...page, callId: page.callId, legId: page.legId }] : [],
    ),
  );

function eventOf(it: NightHappening, state: EngineState, memory: NightMemory): TelephonyEvent | undefined {
  const { what, pick, also } = it;
  const { now } = memory;
  const gatewayId = 'gw1' as never;
  for (const { callId, legId } of pagesOf(state)) memory.legs.push({ callId, legId });
  const trunkId = `t${pick % 2}` as never;
  switch (what) {
    case 'arrives':
      return arrival(it, memory);
    case 'census':
    case 'restart':
      return census(it, state, memory);
    case 'trunk':
      return { type: 'trunk.changed', gatewayId, trunkId, up: also % 2 === 0, changedAt: now };
    case 'probe':
      return { type: 'line.probed', gatewayId, trunkId, probedAt: now, ok: also % 3 === 0 };
    case 'stray': {
      const leg = chosen(memory.legs, pick);
      return leg && strayOf(leg, also, now);
    }
    default:
      if (what === 'progress' && also % 5 > 0)
        return bridgeOf(state, now) ?? ofPage(it, state, now) ?? ofCall(it, state, now);
      return ofPage(it, state, now) ?? ofCall(it, state, now);
  }
}

function arrival({ also }: NightHappening, memory: NightMemory): TelephonyEvent {
  const callId = `call-${memory.count}` as CallId;
  const legId = `leg-${memory.count}` as LegId;
  memory.legs.push({ callId, legId });
  const serviceId = (['desk', 'desk', 'bare', 'plain'] as const)[also % 4] as never;
  const gatewayId = 'gw1' as never;
  return { type: 'leg.arrived', callId, legId, gatewayId, serviceId, dialled: '8008', receivedAt: memory.now };
}

function census({ what, pick }: NightHappening, state: EngineState, memory: NightMemory): TelephonyEvent {
  const known = [
    ...[...state.calls.values()].map(({ callId, legId }) => ({ callId, legId })),
    ...pagesOf(state).map(({ callId, legId }) => ({ callId, legId })),
  ];
  const held = what === 'restart' ? [] : known.filter((_, at) => at % 5 !== pick % 9);
  return {
    ...{ type: 'gateway.census', gatewayId: 'gw1' as never, takenAt: memory.now, devices: [] },
    bootId: what === 'restart' ? `boot-${memory.count}` : 'boot-1',
    reason: what === 'restart' ? 'started' : 'periodic',
    legs: held.map((leg) => ({ ...leg, status: 'answered' as const })),
  };
}

type OnLeg = { readonly callId: CallId; readonly legId: LegId };

const released = ({ callId, legId }: OnLeg, also: number, now: number): TelephonyEvent => ({
  ...{ type: 'leg.released', callId, legId, releasedAt: now, by: 'party' },
  cause: CAUSES[also % CAUSES.length] as ReleaseCause,
});

const keyOf = ({ callId, legId }: OnLeg, digit: string): TelephonyEvent => ({
  ...{ type: 'dtmf.received', callId, legId, digit, durationMs: 80 },
});

function strayOf(leg: OnLeg, also: number, now: number): TelephonyEvent {
  const { callId, legId } = leg;
  if (also % 4 === 0) return { type: 'leg.answered', callId, legId, answeredAt: now };
  if (also % 4 === 1) return keyOf(leg, '1');
  return also % 4 === 2
    ? { type: 'leg.bridged', callId, legId, bridgedAt: now }
    : { type: 'play.finished', callId, playId: 'none' as never, finishedAt: now };
}

const PAGE_COMMANDS = ['ringLeg', 'dialCaller', 'openCall', 'play', 'playToLeg', 'bridgeLeg'];

/** What has begun goes on, most of the time: a ring, a pick-up, a key. */
function pageFor(
  { what, pick, also }: NightHappening,
  state: EngineState,
): ReturnType<typeof pagesOf>[number] | undefined {
  const pages = pagesOf(state);
  const begun = pages.filter((each) => each.rang || each.answered);
  const live = pages.filter((each) => each.means === 'live');
  const natural = begun.length > 0 ? begun : live.length > 0 ? live : pages;
  if (what === 'progress') return also % 2 === 0 ? undefined : natural[0];
  return chosen(also % 3 > 0 ? natural : pages, pick);
}

function ofPage(it: NightHappening, state: EngineState, now: number): TelephonyEvent | undefined {
  const { what, also } = it;
  const page = pageFor(it, state);
  if (!page) return undefined;
  const { callId, legId, rang, answered } = page;
  const on = { callId, legId };
  switch (what) {
    case 'progress':
      if (!rang && !answered) return { type: 'leg.ringing', ...on };
      return answered
        ? keyOf(on, ['1', '1', '2', '3', '7'][(also >> 1) % 5] as string)
        : { type: 'leg.answered', ...on, answeredAt: now };
    case 'pageKey':
      return keyOf(on, ['1', '1', '2', '3'][also % 4] as string);
    case 'pageEnds':
      return released(on, also, now);
    case 'pageFails':
      return { ...commandFailed(callId, legId), commandType: PAGE_COMMANDS[also % PAGE_COMMANDS.length] as string };
    default:
      return undefined;
  }
}

/** Whoever is about to be joined is joined, most of the time. */
function bridgeOf(state: EngineState, now: number): TelephonyEvent | undefined {
  const call = [...state.calls.values()].find(({ stage }) => stage.status === 'onCall' && stage.joining);
  const legId = call && otherLeg(call);
  return call && legId && { type: 'leg.bridged', callId: call.callId, legId, bridgedAt: now };
}

function ofCall({ what, pick, also }: NightHappening, state: EngineState, now: number): TelephonyEvent | undefined {
  const call = chosen([...state.calls.values()], pick);
  if (!call) return undefined;
  const caller = { callId: call.callId, legId: call.legId };
  const other = otherLeg(call);
  switch (what) {
    case 'callerLeaves':
      return released(caller, also, now);
    case 'messageKey':
      return keyOf(caller, '*');
    case 'partyEnds':
      return other && released({ callId: call.callId, legId: other }, also, now);
    case 'bridgeFails':
      return other && { ...commandFailed(call.callId, other), commandType: 'bridgeLeg' };
    case 'progress':
      return nextOf(call, also, now);
    default:
      return undefined;
  }
}

const commandFailed = (callId: CallId, legId: LegId) => ({
  ...({ type: 'command.failed', commandId: 'c' as never, cause: 'mediaFailure', detail: '' } as const),
  ...{ callId, legId },
});

function otherLeg({ stage }: Call): LegId | undefined {
  if (stage.status === 'onCall') return stage.joining?.legId;
  return stage.status === 'talking' ? stage.party.legId : undefined;
}

function nextOf(call: Call, also: number, now: number): TelephonyEvent | undefined {
  const { callId, legId, stage, prompt } = call;
  const playId = 'playId' in stage ? stage.playId : prompt;
  const other = otherLeg(call);
  if (stage.status === 'answering') return { type: 'leg.answered', callId, legId, answeredAt: now };
  if (stage.status === 'onCall' && other) return { type: 'leg.bridged', callId, legId: other, bridgedAt: now };
  if (stage.status === 'recording') {
    return {
      ...{ type: 'voicemail.finished', callId, recordingId: stage.recordingId, durationMs: 900, endedBy: 'silence' },
      ...(also % 2 === 0 ? { file: 'voicemail/x.wav' } : {}),
    };
  }
  return playId && { type: 'play.finished', callId, playId, finishedAt: now };
}
