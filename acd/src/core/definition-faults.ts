import type { Definition, KeyTarget, PromptId, QueueDefinition, QueueId } from '@decroche/protocol';
import { targetsOf } from './abilities.ts';
import { childProtectionFaults } from './child-protection.ts';

type Service = Definition['services'][number];

/** Names that may be referred to. */
interface Known {
  readonly queues: ReadonlySet<string>;
  readonly calendars: ReadonlySet<string>;
  readonly prompts: ReadonlySet<string>;
  readonly skills: ReadonlySet<string>;
  readonly agents: ReadonlySet<string>;
}

/**
 * What is wrong with a definition: references that lead nowhere, names given twice, queues that overflow in a circle.
 * Empty when it can be adopted.
 */
export function definitionFaults(definition: Definition, domainId: string): readonly string[] {
  const { services, queues, agents, calendars, prompts, skills, partyRules } = definition;
  const known: Known = {
    queues: new Set(queues.map((each) => each.queueId)),
    calendars: new Set(calendars.map((each) => each.calendarId)),
    prompts: new Set(prompts.map((each) => each.promptId)),
    skills: new Set(skills.map((each) => each.skillId)),
    agents: new Set(agents.map((each) => each.agentId)),
  };
  return [
    ...(definition.domainId === domainId ? [] : [`it is for domain ${definition.domainId}`]),
    ...namesTwice(definition),
    ...services.flatMap((service) => serviceFaults(service, known)),
    ...calendars.flatMap((calendar) => {
      const said = [calendar.holidayPrompt, ...calendar.exceptions.map((each) => each.prompt)];
      return missing(`calendar ${calendar.calendarId}`, said, known.prompts);
    }),
    ...queues.flatMap((queue) => queueFaults(queue, known)),
    ...agents.flatMap((agent) => agentFaults(agent, known)),
    ...partyRules.flatMap((rule) =>
      rule.kind === 'preferredAgent' ? missing('a rule for a caller', [rule.agentId], known.agents) : [],
    ),
    ...circlesOf(queues),
  ];
}

const missing = (what: string, names: readonly (string | undefined)[], known: ReadonlySet<string>): string[] =>
  names.flatMap((name) => (name === undefined || known.has(name) ? [] : [`${what} names ${name}, which is not there`]));

const twice = (what: string, names: readonly string[]): string[] =>
  names.length === new Set(names).size ? [] : [`two ${what} have the same name`];

const namesTwice = ({ services, queues, agents, skills, partyRules }: Definition): string[] => [
  ...twice(
    'services',
    services.map((each) => each.serviceId),
  ),
  ...twice(
    'queues',
    queues.map((each) => each.queueId),
  ),
  ...twice(
    'agents',
    agents.map((each) => each.agentId),
  ),
  ...twice(
    'skills',
    skills.map((each) => each.skillId),
  ),
  ...twice(
    'rules for callers',
    partyRules.map((each) => each.partyRef),
  ),
];

function serviceFaults(service: Service, known: Known): string[] {
  const what = `service ${service.serviceId}`;
  const targets = targetsOf(service);
  const keys = (service.menu?.choices ?? []).map((each) => each.key);
  return [
    ...missing(what, [service.queueId, ...targets.flatMap(queueOf)], known.queues),
    ...missing(what, [service.calendarId], known.calendars),
    ...missing(what, promptsOf(service), known.prompts),
    ...missing(
      what,
      [...(service.needs ?? []), ...targets.flatMap(needsOf)].map((each) => each.skillId),
      known.skills,
    ),
    ...twice(`keys of the menu of ${what}`, keys),
    ...childProtectionFaults(service),
    ...twice(
      `waiting keys of ${what}`,
      (service.waitingKeys ?? []).map((each) => each.key),
    ),
    ...(targets.some((each) => each.kind === 'callback') && !service.callback
      ? [`a key of ${what} leads to a call-back, which it does not have`]
      : []),
    ...(targets.some((each) => each.kind === 'voicemail') && !service.voicemail
      ? [`a key of ${what} leads to a voicemail, which it does not have`]
      : []),
  ];
}

const queueOf = (target: KeyTarget): readonly QueueId[] => (target.kind === 'queue' ? [target.queueId] : []);

const needsOf = (target: KeyTarget) => (target.kind === 'queue' ? (target.needs ?? []) : []);

const promptsOf = (service: Service): readonly (PromptId | undefined)[] => [
  ...[service.welcome, service.closed, service.music, service.attached],
  ...[service.onCall?.announcement, service.menu?.prompt, service.voicemail?.greeting, service.voicemail?.beep],
  ...announcedBy(service),
  ...(service.silentCaller?.questions ?? []).map((each) => each.prompt),
  ...saidInCallback(service),
];

const announcedBy = ({ announcements }: Service): readonly PromptId[] => [
  ...(announcements?.position ?? []),
  ...(announcements?.expectedWait ?? []).map((each) => each.prompt),
  ...(announcements?.messages ?? []),
];

const saidInCallback = ({ callback }: Service): readonly (PromptId | undefined)[] =>
  callback ? [callback.confirm, callback.askNumber, callback.accepted, callback.announce, ...callback.digits] : [];

function queueFaults({ queueId, overflowTo, handOverTo, tiers = [] }: QueueDefinition, known: Known): string[] {
  const what = `queue ${queueId}`;
  return [
    ...missing(what, [overflowTo?.queueId, handOverTo], known.queues),
    ...(handOverTo === queueId ? [`${what} hands callers over to itself`] : []),
    ...twice(
      `tiers of ${what}`,
      tiers.map((each) => String(each.tier)),
    ),
  ];
}

function agentFaults({ agentId, queues, skills = {} }: Definition['agents'][number], known: Known): string[] {
  const what = `agent ${agentId}`;
  const queueIds = queues.map((each) => each.queueId);
  return [
    ...missing(what, queueIds, known.queues),
    ...twice(`queues of ${what}`, queueIds),
    ...missing(what, Object.keys(skills), known.skills),
  ];
}

/** A caller who goes round in a circle of queues never comes to an end. */
function circlesOf(queues: readonly QueueDefinition[]): string[] {
  const next = new Map(queues.map((each) => [each.queueId, each.overflowTo?.queueId]));
  return queues.flatMap(({ queueId }) => {
    const seen = new Set<QueueId>();
    for (let at: QueueId | undefined = queueId; at !== undefined; at = next.get(at)) {
      if (at === queueId && seen.size > 0) return [`queue ${queueId} overflows to itself in the end`];
      if (seen.has(at)) return [];
      seen.add(at);
    }
    return [];
  });
}
