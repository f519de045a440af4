import type { Definition, DomainId, Duration, Instant, OnCallPlan, QueueId, RecordingId } from '@decroche/protocol';
import type { Alarm } from './alarm.ts';
import type { Dissuasion } from './dissuasion/dissuasion.ts';
import type { Handling } from './handling.ts';
import type { Alert, Page, Trunk } from './oncall/alert.ts';
import type { Shift } from './roster/shift.ts';
import { recentCauses } from './recent-causes.ts';
import { rebuildIndex, type OwnedState } from './state-index.ts';
import { NEW_TALLY } from './evolve-agent.ts';
import { UNMARKED } from './marks.ts';
import { UNQUEUED } from './evolve-waiting.ts';
import type { Agent } from './agent.ts';
import type { Call, Callback } from './call.ts';
import type { EngineState, Gateway, RecentParty, Retired } from './state.ts';
import { NOTHING_TOLD } from './told.ts';

/** The state as plain JSON, without what is found from the rest. Equal states give equal text, byte for byte. */
export interface StateSnapshot {
  readonly domainId: DomainId;
  readonly seq: number;
  readonly at: Instant;
  readonly definition: Definition | undefined;
  readonly retired: Retired;
  readonly agents: readonly Agent[];
  readonly calls: readonly Call[];
  readonly gateways: readonly Gateway[];
  /** Absent in a snapshot of before November 2026. */
  readonly dissuasions?: readonly Dissuasion[];
  readonly handling?: readonly Handling[];
  readonly handled?: readonly (readonly [QueueId, readonly Duration[]])[];
  readonly delivered?: readonly RecordingId[];
  readonly alarms?: readonly Alarm[];
  readonly recent?: readonly RecentParty[];
  readonly watchdogRestsUntil?: Instant | undefined;
  readonly roster?: EngineState['roster'];
  readonly shifts?: readonly Shift[];
  readonly onCallPlan?: OnCallPlan | undefined;
  readonly alerts?: readonly Alert[];
  readonly trunks?: readonly (readonly [string, Trunk])[];
  readonly causes: readonly string[];
}

/** A domain before its first journal line. */
export function emptyState(domainId: DomainId): OwnedState {
  return restore({
    domainId,
    seq: 0,
    at: 0,
    definition: undefined,
    retired: { services: [], prompts: [] },
    agents: [],
    calls: [],
    gateways: [],
    causes: [],
  });
}

/** The state to be saved. Shares its entities with the state: turn it into text before the next decision. */
export function snapshotOf(state: EngineState): StateSnapshot {
  return {
    domainId: state.domainId,
    seq: state.seq,
    at: state.at,
    definition: state.definition,
    retired: state.retired,
    agents: [...state.agents.values()],
    calls: [...state.calls.values()],
    gateways: [...state.gateways.values()],
    dissuasions: [...state.dissuasions.values()],
    handling: [...state.handling.values()],
    handled: [...state.handled],
    delivered: [...state.delivered],
    alarms: [...state.alarms.values()],
    recent: [...state.recent.values()],
    watchdogRestsUntil: state.watchdogRestsUntil,
    roster: state.roster,
    shifts: [...state.shifts.values()],
    onCallPlan: state.onCallPlan,
    alerts: [...state.alerts.values()],
    trunks: [...state.trunks],
    causes: state.causes.values(),
  };
}

// JSON drops absent fields; giving them back in their order keeps the text of a restored state equal to the original's.
const AGENT_FIELDS: Partial<Agent> = {
  agentId: undefined,
  activity: undefined,
  next: undefined,
  reachable: undefined,
  idle: undefined,
  misses: undefined,
  failures: undefined,
  timer: undefined,
  tally: NEW_TALLY,
};
const CALL_FIELDS: Partial<Call> = {
  callId: undefined,
  gatewayId: undefined,
  legId: undefined,
  serviceId: undefined,
  partyRef: undefined,
  receivedAt: undefined,
  stage: undefined,
  place: undefined,
  prompt: undefined,
  told: NOTHING_TOLD,
  chosen: undefined,
  answeredAt: undefined,
  waitedMs: undefined,
  timers: undefined,
  ...UNQUEUED,
  callback: undefined,
  alertId: undefined,
  ...UNMARKED,
};
const CALLBACK_FIELDS: Partial<Callback> = {
  mode: undefined,
  dialling: undefined,
  dueAt: undefined,
  attempts: undefined,
  since: undefined,
  answersCallId: undefined,
  agentId: undefined,
  queueId: undefined,
  reached: undefined,
};

const SHIFT_FIELDS: Partial<Shift> = {
  shiftId: undefined,
  agentId: undefined,
  startsAt: undefined,
  endsAt: undefined,
  breaks: undefined,
  status: undefined,
  arrivedAt: undefined,
  lateNoticed: undefined,
  extendedTo: undefined,
  timer: undefined,
};

const ALERT_FIELDS: Partial<Alert> = {
  alertId: undefined,
  source: undefined,
  status: undefined,
  content: undefined,
  policyId: undefined,
  openedAt: undefined,
  callId: undefined,
  serviceId: undefined,
  equipmentId: undefined,
  dedupKey: undefined,
  at: undefined,
  awaited: undefined,
  pages: undefined,
  acceptedBy: undefined,
  joined: undefined,
  interventions: undefined,
  partings: undefined,
  recovered: undefined,
  timer: undefined,
};
const PAGE_FIELDS: Partial<Page> = {
  pageId: undefined,
  responderId: undefined,
  means: undefined,
  outside: undefined,
  phone: undefined,
  again: false,
  callId: undefined,
  legId: undefined,
  gatewayId: undefined,
  pagedAt: undefined,
  rang: undefined,
  answered: undefined,
  timer: undefined,
};

const restoreAlert = (alert: Alert): Alert => ({
  ...ALERT_FIELDS,
  ...alert,
  at: { ...{ loop: 1, step: 0, target: -1, asked: undefined }, ...alert.at },
  pages: alert.pages.map((page) => ({ ...PAGE_FIELDS, ...page })),
});

const restoreCall = (call: Call): Call => ({
  ...CALL_FIELDS,
  ...call,
  callback: call.callback && { ...CALLBACK_FIELDS, ...call.callback },
});

const DISSUASION_FIELDS: Partial<Dissuasion> = {
  dissuasionId: undefined,
  content: undefined,
  status: undefined,
  published: undefined,
  triggered: undefined,
};

/** The state saved, ready for the journal lines that came after it. */
export function restore(snapshot: StateSnapshot): OwnedState {
  const state: Omit<OwnedState, 'index'> = {
    domainId: snapshot.domainId,
    seq: snapshot.seq,
    at: snapshot.at,
    definition: snapshot.definition,
    retired: snapshot.retired,
    agents: new Map(snapshot.agents.map((agent) => [agent.agentId, { ...AGENT_FIELDS, ...agent }])),
    calls: new Map(snapshot.calls.map((call) => [call.callId, restoreCall(call)])),
    gateways: new Map(snapshot.gateways.map((gateway) => [gateway.gatewayId, gateway])),
    dissuasions: new Map(
      (snapshot.dissuasions ?? []).map((each) => [each.dissuasionId, { ...DISSUASION_FIELDS, ...each }]),
    ),
    handling: new Map((snapshot.handling ?? []).map((each) => [each.agentId, each])),
    handled: new Map(snapshot.handled),
    delivered: new Set(snapshot.delivered),
    alarms: new Map((snapshot.alarms ?? []).map((each) => [each.alarmId, each])),
    recent: new Map((snapshot.recent ?? []).map((party) => [party.partyRef, party])),
    watchdogRestsUntil: snapshot.watchdogRestsUntil,
    roster: snapshot.roster,
    shifts: new Map((snapshot.shifts ?? []).map((shift) => [shift.shiftId, { ...SHIFT_FIELDS, ...shift }])),
    onCallPlan: snapshot.onCallPlan,
    alerts: new Map((snapshot.alerts ?? []).map((each) => [each.alertId, restoreAlert(each)])),
    trunks: new Map(snapshot.trunks),
    causes: recentCauses(snapshot.causes),
  };
  rebuildIndex(state);
  return state;
}
