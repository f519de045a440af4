import type { Definition, DissuasionInput, Instant } from '@decroche/protocol';
import type { DefinitionIssue } from './definition-check.ts';

type Input = Omit<DissuasionInput, 'file'>;
type Names = Pick<Definition, 'services' | 'queues'>;

/** What does not hold together in a message; empty = it may be drafted. */
export function checkDissuasion(input: Input, { services, queues }: Names, now: Instant): readonly DefinitionIssue[] {
  const { scope } = input;
  return [
    ...unknown(
      scope.serviceIds,
      services.map((each) => each.serviceId),
      'scope.serviceIds',
      'service',
    ),
    ...unknown(
      scope.queueIds,
      queues.map((each) => each.queueId),
      'scope.queueIds',
      'queue',
    ),
    ...scope.hours.flatMap(({ from, to }, index) =>
      from < to ? [] : [{ path: `scope.hours.${index}`, message: `${from} is not before ${to}` }],
    ),
    ...(scope.expiresAt !== undefined && scope.expiresAt <= now
      ? [{ path: 'scope.expiresAt', message: 'it would have ended already' }]
      : []),
    ...keysOf(input),
  ];
}

function unknown(given: readonly string[], known: readonly string[], path: string, what: string): DefinitionIssue[] {
  return given.flatMap((id, index) =>
    known.includes(id) ? [] : [{ path: `${path}.${index}`, message: `no such ${what}: ${id}` }],
  );
}

function keysOf({ mode, keys, incidentTicketId }: Input): DefinitionIssue[] {
  const pressed = keys.map(({ key }) => key);
  const attaches = keys.some(({ choice }) => choice === 'attach');
  return [
    ...(mode === 'informThenChoice' && keys.length === 0
      ? [{ path: 'keys', message: 'a choice needs a key at least' }]
      : []),
    ...(mode !== 'informThenChoice' && keys.length > 0
      ? [{ path: 'keys', message: 'callers choose only after a message with a choice' }]
      : []),
    ...(new Set(pressed).size < pressed.length ? [{ path: 'keys', message: 'a key is given twice' }] : []),
    ...(attaches && incidentTicketId === undefined
      ? [{ path: 'incidentTicketId', message: 'the incident that callers attach themselves to' }]
      : []),
  ];
}
