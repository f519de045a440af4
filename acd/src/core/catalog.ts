import { openingCalendar, type OpeningCalendar } from '@decroche/calendar';
import type {
  AgentDefinition,
  AgentId,
  CalendarDefinition,
  CalendarId,
  Definition,
  DeviceId,
  Duration,
  Instant,
  PartyRef,
  PartyRule,
  PromptDefinition,
  PromptId,
  QueueDefinition,
  QueueId,
  ServiceDefinition,
  ServiceId,
  SkillNeed,
} from '@decroche/protocol';
import { membershipsOf, needsOf, type Membership } from './abilities.ts';
import { circlesOf, type Circle } from './circles.ts';
import { deadlines } from './deadlines.ts';

/** The definition in force, made quick to ask. */
export interface Catalog {
  /** 0 before the first definition. */
  readonly version: number;
  readonly services: ReadonlyMap<ServiceId, ServiceDefinition>;
  readonly queues: ReadonlyMap<QueueId, QueueDefinition>;
  readonly agents: ReadonlyMap<AgentId, AgentDefinition>;
  readonly prompts: ReadonlyMap<PromptId, PromptDefinition>;
  readonly calendars: ReadonlyMap<CalendarId, OpeningCalendar>;
  readonly calendarDefinitions: ReadonlyMap<CalendarId, CalendarDefinition>;
  readonly agentByDevice: ReadonlyMap<DeviceId, AgentId>;
  readonly pauseReasons: ReadonlySet<string>;
  /** Queues that ring an alarm. */
  readonly alarmed: readonly QueueDefinition[];
  /** In which queues each agent is. */
  readonly memberships: ReadonlyMap<AgentId, readonly Membership[]>;
  readonly circles: ReadonlyMap<AgentId, Circle>;
  readonly partyRules: ReadonlyMap<PartyRef, PartyRule>;
}

/** The definition, with what it no longer has but running calls still need. */
export function buildCatalog(
  definition: Definition | undefined,
  retired: { readonly services: readonly ServiceDefinition[]; readonly prompts: readonly PromptDefinition[] },
  /** What callers who are here already need, or will need in the queue they have chosen. */
  present: readonly SkillNeed[],
): Catalog {
  const { services = [], queues = [], agents = [], prompts = [] }: Partial<Definition> = definition ?? {};
  const served = [...retired.services, ...services];
  const memberships = definition
    ? membershipsOf(definition, [...present, ...needsOf(served)])
    : new Map<AgentId, readonly Membership[]>();
  return {
    version: definition?.version ?? 0,
    services: new Map(served.map((each) => [each.serviceId, each])),
    queues: new Map(queues.map((each) => [each.queueId, each])),
    agents: new Map(agents.map((each) => [each.agentId, each])),
    prompts: new Map([...retired.prompts, ...prompts].map((each) => [each.promptId, each])),
    calendars: new Map(calendarsOf(definition).map((each) => [each.calendarId, openingCalendar(each)])),
    calendarDefinitions: new Map(calendarsOf(definition).map((each) => [each.calendarId, each])),
    agentByDevice: new Map(
      agents.flatMap((each) => (each.device.kind === 'uri' ? [] : [[each.device.deviceId, each.agentId] as const])),
    ),
    alarmed: alarmedOf(definition),
    pauseReasons: new Set((definition?.pauseReasons ?? []).map((each) => each.reason)),
    memberships,
    circles: circlesOf(memberships),
    partyRules: new Map((definition?.partyRules ?? []).map((each) => [each.partyRef, each])),
  };
}

const calendarsOf = (definition: Definition | undefined): readonly CalendarDefinition[] => definition?.calendars ?? [];

const alarmedOf = (definition: Definition | undefined): readonly QueueDefinition[] =>
  (definition?.queues ?? []).filter((each) => each.alarms !== undefined);

/** Whether a service answers at an instant. A calendar that no longer exists closes nothing: better a call than none. */
export function isOpen(catalog: Catalog, service: ServiceDefinition, at: Instant): boolean {
  return catalog.calendars.get(service.calendarId)?.isOpenAt(at) ?? true;
}

/** Files of prompts, in order; a prompt without a file is left out. */
export function filesOf(catalog: Catalog, prompts: readonly (PromptId | undefined)[]): string[] {
  return prompts.flatMap((promptId) => {
    const prompt = promptId === undefined ? undefined : catalog.prompts.get(promptId);
    return prompt === undefined ? [] : [prompt.file];
  });
}

/** How long a prompt lasts; nothing when there is none. */
export const promptMs = (catalog: Catalog, promptId: PromptId | undefined): Duration =>
  promptId === undefined ? 0 : (catalog.prompts.get(promptId)?.durationMs ?? deadlines.unknownPromptMs);

/** How long prompts last together, with what a late word from the gateway may add. */
export function playDeadlineMs(catalog: Catalog, prompts: readonly (PromptId | undefined)[]): Duration {
  const lengths = prompts.map((promptId) => promptMs(catalog, promptId));
  return lengths.reduce((sum, length) => sum + length, deadlines.playSlackMs);
}

/** How many agents of a queue are rung for one caller. */
export function ringsAtOnce(catalog: Catalog, queueId: QueueId): number {
  const queue = catalog.queues.get(queueId);
  return queue?.strategy === 'ringAll' ? (queue.ringAtOnce ?? 5) : 1;
}
