import { calendarIssues } from './definition-checks/calendars.ts';
import { namesOf, twice, type DefinitionBody, type DefinitionIssue } from './definition-checks/issue.ts';
import { peopleIssues } from './definition-checks/people.ts';
import { queueIssues } from './definition-checks/queues.ts';
import { serviceIssues } from './definition-checks/services.ts';

export type { DefinitionBody, DefinitionIssue } from './definition-checks/issue.ts';

/** Every reference that leads nowhere, every name given twice, every rule that could never hold; empty = may be published. */
export function checkDefinition(body: DefinitionBody): readonly DefinitionIssue[] {
  const names = namesOf(body);
  return [
    ...serviceIssues(body, names),
    ...queueIssues(body, names),
    ...peopleIssues(body, names),
    ...calendarIssues(body, names),
    ...twice(body.prompts, 'prompts', (prompt) => [prompt.promptId], 'promptId'),
  ];
}

/** The same with one item put in place of the one with the same id, or added at the end. */
export function replaced<T>(items: readonly T[], item: T, idOf: (item: T) => string): T[] {
  const at = items.findIndex((each) => idOf(each) === idOf(item));
  return at < 0 ? [...items, item] : items.with(at, item);
}
