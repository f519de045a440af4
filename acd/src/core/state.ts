import type { OpeningCalendar } from '@decroche/calendar';
import type {
  AgentId,
  AlertId,
  CallId,
  Definition,
  DissuasionId,
  DomainId,
  Duration,
  GatewayId,
  Instant,
  OnCallPlan,
  PartyRef,
  PromptDefinition,
  QueueId,
  RecordingId,
  Roster,
  ServiceDefinition,
  ServiceId,
  ShiftId,
} from '@decroche/protocol';
import type { Agent } from './agent.ts';
import type { Alarm } from './alarm.ts';
import type { Call, Place } from './call.ts';
import type { Catalog } from './catalog.ts';
import type { Circle } from './circles.ts';
import type { Dissuasion } from './dissuasion/dissuasion.ts';
import type { DueHeap } from './due-heap.ts';
import type { Handling } from './handling.ts';
import type { DialLine, Line } from './line.ts';
import type { Alert, Trunk } from './oncall/alert.ts';
import type { RecentCauses } from './recent-causes.ts';
import type { Shift } from './roster/shift.ts';
import type { SortedList } from './sorted-list.ts';
import type { TimerEntry } from './timer.ts';

/** A caller who was here a short while ago: what a call again has a right to. Forgotten at `untilAt`. */
export interface RecentParty {
  readonly partyRef: PartyRef;
  readonly serviceId: ServiceId;
  readonly at: Instant;
  readonly untilAt: Instant;
  /** They left the queue after this wait. */
  readonly waitedMs: Duration;
  /** Their conversation with this agent was cut. */
  readonly cutFrom: AgentId | undefined;
}

/** A gateway heard of. */
export interface Gateway {
  readonly gatewayId: GatewayId;
  readonly bootId: string | undefined;
  /** Its lines were probed before it was started anew: that their trunks are up again does not say that calls arrive. */
  readonly probed?: true;
  /** Nothing has been heard of it for too long. */
  readonly lost?: true;
}

/** What the present definition no longer has but running calls still need. */
export interface Retired {
  readonly services: readonly ServiceDefinition[];
  readonly prompts: readonly PromptDefinition[];
}

/** What is found from the entities so that no input costs a scan. Rebuilt whole at recovery and at a new definition. */
export interface StateIndex {
  readonly catalog: Catalog;
  readonly lines: ReadonlyMap<QueueId, Line>;
  readonly dialLines: ReadonlyMap<QueueId, DialLine>;
  /** How many agents of each circle are free. */
  readonly free: Map<Circle, number>;
  readonly timers: DueHeap<TimerEntry>;
  /** Callers who wait for one agent alone, by that agent. */
  readonly reserved: ReadonlyMap<AgentId, SortedList<Place>>;
  /** Who came free, what began to wait or may be given to more people, since the last matching. */
  readonly unsettled: { readonly agents: Set<AgentId>; readonly calls: Set<CallId> };
  /** Agents who have left service since then. */
  readonly departed: Set<AgentId>;
  /** Queues whose last agent has left service since then. */
  readonly emptied: Set<QueueId>;
  /** Agents present in each queue. */
  readonly present: Map<QueueId, number>;
  /** Since when a passed threshold has not been passed any more. */
  readonly calm: Map<string, Instant>;
  /** Times of the day of the dissuasion messages that have any. */
  readonly hours: Map<DissuasionId, OpeningCalendar>;
  /** Alerts about which somebody is being paged. */
  readonly paging: Set<AlertId>;
  /** When each gateway was heard of last, as far as this process knows. */
  readonly heard: Map<GatewayId, Instant>;
}

/** Everything one engine knows. Entities are values, replaced whole; only `evolve` puts them here. */
export interface EngineState {
  readonly domainId: DomainId;
  /** Last journal line. */
  readonly seq: number;
  /** Instant of the last journal line; time never runs backwards in a journal. */
  readonly at: Instant;
  readonly definition: Definition | undefined;
  readonly retired: Retired;
  readonly agents: ReadonlyMap<AgentId, Agent>;
  readonly calls: ReadonlyMap<CallId, Call>;
  readonly gateways: ReadonlyMap<GatewayId, Gateway>;
  /** The roster in force; absent before the first. */
  readonly roster: Pick<Roster, 'version' | 'fromAt' | 'toAt'> | undefined;
  /** Its shifts and what has come of them. */
  readonly shifts: ReadonlyMap<ShiftId, Shift>;
  readonly dissuasions: ReadonlyMap<DissuasionId, Dissuasion>;
  /** Who is on call; absent before the first plan. */
  readonly onCallPlan: OnCallPlan | undefined;
  /** Open alerts and the last closed ones, oldest first. */
  readonly alerts: ReadonlyMap<AlertId, Alert>;
  /** Ways to the public network, by gateway and trunk. */
  readonly trunks: ReadonlyMap<string, Trunk>;
  /** Who takes care of a caller of which queue. */
  readonly handling: ReadonlyMap<AgentId, Handling>;
  /** How long the last callers of each queue were taken care of, oldest first. */
  readonly handled: ReadonlyMap<QueueId, readonly Duration[]>;
  /** Voicemail messages lately delivered: none is delivered twice. */
  readonly delivered: ReadonlySet<RecordingId>;
  /** Those that ring. */
  readonly alarms: ReadonlyMap<string, Alarm>;
  /** Callers of a short while ago, oldest first. */
  readonly recent: ReadonlyMap<PartyRef, RecentParty>;
  /** The watchdog met a bug: it is not run again before then. */
  readonly watchdogRestsUntil: Instant | undefined;
  /** Inputs already taken, within a bounded window. */
  readonly causes: RecentCauses;
  /** Found from the rest, never saved. */
  readonly index: StateIndex;
}
