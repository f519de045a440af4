import type { Definition } from '@decroche/protocol';

/** Something in a definition that does not hold together. */
export interface DefinitionIssue {
  /** Where, e.g. `services.0.queueId`. */
  readonly path: string;
  readonly message: string;
}

/** What an administrator edits: the definition before it gets its version. */
export type DefinitionBody = Omit<Definition, 'version' | 'publishedAt'>;

/** Every reference that leads nowhere and every name given twice; empty = may be published. */
export function checkDefinition(body: DefinitionBody): readonly DefinitionIssue[] {
  return [
    ...twice(body.services, 'services', (service) => [service.serviceId], 'serviceId'),
    ...twice(body.services, 'services', (service) => service.numbers, 'numbers'),
    ...twice(body.queues, 'queues', (queue) => [queue.queueId], 'queueId'),
    ...twice(body.agents, 'agents', (agent) => [agent.agentId], 'agentId'),
    ...twice(body.agents, 'agents', (agent) => (agent.device.kind === 'uri' ? [] : [agent.device.deviceId]), 'device'),
    ...twice(body.calendars, 'calendars', (calendar) => [calendar.calendarId], 'calendarId'),
    ...twice(body.prompts, 'prompts', (prompt) => [prompt.promptId], 'promptId'),
    ...twice(body.pauseReasons, 'pauseReasons', (pause) => [pause.reason], 'reason'),
    ...servicesLeadSomewhere(body),
    ...agentsLeadSomewhere(body),
    ...body.calendars.flatMap(({ weekly, timeZone }, index) => [
      ...(isTimeZone(timeZone) ? [] : [issue(`calendars.${index}.timeZone`, `no such time zone: ${timeZone}`)]),
      ...weekly.flatMap(({ from, to }, row) =>
        from < to ? [] : [issue(`calendars.${index}.weekly.${row}`, `${from} is not before ${to}`)],
      ),
    ]),
    ...(isTimeZone(body.timeZone) ? [] : [issue('timeZone', `no such time zone: ${body.timeZone}`)]),
  ];
}

const issue = (path: string, message: string): DefinitionIssue => ({ path, message });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // A name the time-zone data does not have is refused by an exception, the only way to ask.
    return false;
  }
}

function twice<T>(
  items: readonly T[],
  list: string,
  namesOf: (item: T) => readonly string[],
  field: string,
): DefinitionIssue[] {
  const first = new Map<string, number>();
  return items.flatMap((item, index) =>
    namesOf(item).flatMap((name) => {
      const before = first.get(name);
      first.set(name, before ?? index);
      return before === undefined
        ? []
        : [issue(`${list}.${index}.${field}`, `${name} is already at ${list}.${before}`)];
    }),
  );
}

function servicesLeadSomewhere(body: DefinitionBody): DefinitionIssue[] {
  const queues = new Set<string>(body.queues.map((queue) => queue.queueId));
  const calendars = new Set<string>(body.calendars.map((calendar) => calendar.calendarId));
  const prompts = new Set<string>(body.prompts.map((prompt) => prompt.promptId));
  return body.services.flatMap((service, index) => {
    const at = `services.${index}`;
    const asked = [
      ['welcome', service.welcome],
      ['closed', service.closed],
      ['music', service.music],
      ['voicemail.greeting', service.voicemail?.greeting],
      ['voicemail.beep', service.voicemail?.beep],
      ...(service.announcements?.position ?? []).map((prompt, n) => [`announcements.position.${n}`, prompt] as const),
    ] as const;
    return [
      ...(queues.has(service.queueId) ? [] : [issue(`${at}.queueId`, `no such queue: ${service.queueId}`)]),
      ...(calendars.has(service.calendarId)
        ? []
        : [issue(`${at}.calendarId`, `no such calendar: ${service.calendarId}`)]),
      ...asked.flatMap(([field, prompt]) =>
        prompt === undefined || prompts.has(prompt) ? [] : [issue(`${at}.${field}`, `no such prompt: ${prompt}`)],
      ),
    ];
  });
}

function agentsLeadSomewhere(body: DefinitionBody): DefinitionIssue[] {
  const queues = new Set<string>(body.queues.map((queue) => queue.queueId));
  return body.agents.flatMap((agent, index) =>
    agent.queues.flatMap(({ queueId }, n) =>
      queues.has(queueId) ? [] : [issue(`agents.${index}.queues.${n}.queueId`, `no such queue: ${queueId}`)],
    ),
  );
}

/** The same with one item put in place of the one with the same id, or added at the end. */
export function replaced<T>(items: readonly T[], item: T, idOf: (item: T) => string): T[] {
  const at = items.findIndex((each) => idOf(each) === idOf(item));
  return at < 0 ? [...items, item] : items.with(at, item);
}
