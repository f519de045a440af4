import type { ServiceDefinition } from '@decroche/protocol';
import { issue, twice, type DefinitionIssue } from './issue.ts';

/** Nothing is sent back to callers of child protection, and the key of those who can not speak means one thing (C9). */
export function childProtectionIssues(service: ServiceDefinition, at: string): DefinitionIssue[] {
  const { relayNumbers = [], numbers } = service;
  return [
    ...(service.childProtection && service.callback
      ? [issue(`${at}.callback`, 'nobody is rung back by a service of child protection (C9)')]
      : []),
    ...silentCallerIssues(service, at),
    // A relay dials one of the service's own numbers.
    ...relayNumbers.flatMap((number, index) =>
      numbers.includes(number) ? [] : [issue(`${at}.relayNumbers.${index}`, `${number} is no number of the service`)],
    ),
  ];
}

function silentCallerIssues(service: ServiceDefinition, at: string): DefinitionIssue[] {
  const { silentCaller, menu, waitingKeys = [], onCall } = service;
  if (!silentCaller) return [];
  const { key, questions } = silentCaller;
  const taken = [...(menu?.choices ?? []), ...waitingKeys].map((each) => each.key);
  return [
    ...([...taken, onCall?.messageKey].includes(key)
      ? [issue(`${at}.silentCaller.key`, 'the key has another meaning for these callers')]
      : []),
    ...twice(questions, `${at}.silentCaller.questions`, ({ questionId }) => [questionId], 'questionId'),
  ];
}
