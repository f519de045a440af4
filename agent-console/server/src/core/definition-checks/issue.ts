import type { Definition } from '@decroche/protocol';

/** Something in a definition that does not hold together. */
export interface DefinitionIssue {
  /** Where, e.g. `services.0.queueId`. */
  readonly path: string;
  readonly message: string;
}

/** What an administrator edits: the definition before it gets its version. */
export type DefinitionBody = Omit<Definition, 'version' | 'publishedAt'>;

/** What may be referred to. */
export interface Names {
  readonly queues: ReadonlySet<string>;
  readonly calendars: ReadonlySet<string>;
  readonly prompts: ReadonlySet<string>;
  readonly skills: ReadonlySet<string>;
  readonly agents: ReadonlySet<string>;
}

/** The names of everything the definition has. */
export function namesOf(body: DefinitionBody): Names {
  return {
    queues: new Set(body.queues.map((queue) => queue.queueId)),
    calendars: new Set(body.calendars.map((calendar) => calendar.calendarId)),
    prompts: new Set(body.prompts.map((prompt) => prompt.promptId)),
    skills: new Set(body.skills.map((skill) => skill.skillId)),
    agents: new Set(body.agents.map((agent) => agent.agentId)),
  };
}

export const issue = (path: string, message: string): DefinitionIssue => ({ path, message });

/** An issue when the name leads nowhere; an absent one is fine. */
export function mustBe(
  kind: string,
  name: string | undefined,
  known: ReadonlySet<string>,
  path: string,
): DefinitionIssue[] {
  return name === undefined || known.has(name) ? [] : [issue(path, `no such ${kind}: ${name}`)];
}

/** An issue for each name that stands on the list before, with the place of the first. */
export function twice<T>(
  items: readonly T[],
  list: string,
  namesOfItem: (item: T) => readonly string[],
  field: string,
): DefinitionIssue[] {
  const first = new Map<string, number>();
  return items.flatMap((item, index) =>
    namesOfItem(item).flatMap((name) => {
      const before = first.get(name);
      first.set(name, before ?? index);
      return before === undefined
        ? []
        : [issue(`${list}.${index}.${field}`, `${name} is already at ${list}.${before}`)];
    }),
  );
}

/** An issue for each number that is not above the one before it. */
export function ascending(numbers: readonly number[], list: string, field: string): DefinitionIssue[] {
  return numbers.flatMap((number, index) => {
    const before = index === 0 ? -Infinity : numbers[index - 1]!;
    return number > before ? [] : [issue(`${list}.${index}.${field}`, `${number} is not above ${before}`)];
  });
}

/** An issue for each stretch of the day that ends before it begins. */
export function forward(windows: readonly { readonly from: string; readonly to: string }[], list: string) {
  return windows.flatMap(({ from, to }, index) =>
    from < to ? [] : [issue(`${list}.${index}`, `${from} is not before ${to}`)],
  );
}
