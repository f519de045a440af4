import type { QueueDefinition } from '@decroche/protocol';
import { ascending, issue, mustBe, twice, type DefinitionBody, type DefinitionIssue, type Names } from './issue.ts';

/** Tiers that widen, overflow that leads to an end. */
export function queueIssues({ queues }: DefinitionBody, names: Names): DefinitionIssue[] {
  return [
    ...twice(queues, 'queues', (queue) => [queue.queueId], 'queueId'),
    ...queues.flatMap((queue, index) => {
      const at = `queues.${index}`;
      const tiers = queue.tiers ?? [];
      return [
        ...ascending(
          tiers.map(({ tier }) => tier),
          `${at}.tiers`,
          'tier',
        ),
        ...ascending(
          tiers.map(({ afterMs }) => afterMs),
          `${at}.tiers`,
          'afterMs',
        ),
        ...mustBe('queue', queue.overflowTo?.queueId, names.queues, `${at}.overflowTo.queueId`),
        ...mustBe('queue', queue.handOverTo, names.queues, `${at}.handOverTo`),
        ...(queue.handOverTo === queue.queueId ? [issue(`${at}.handOverTo`, 'hands over to itself')] : []),
        ...circleFrom(queue, queues, `${at}.overflowTo.queueId`),
      ];
    }),
  ];
}

/** A caller who overflows must not come back to where they were: they would never reach the end of their wait. */
function circleFrom(start: QueueDefinition, queues: readonly QueueDefinition[], path: string): DefinitionIssue[] {
  const way: string[] = [start.queueId];
  for (let next = start.overflowTo?.queueId; next !== undefined;) {
    way.push(next);
    if (next === start.queueId) return [issue(path, `callers would go round in circles: ${way.join(' → ')}`)];
    // A circle further on that does not come back here is told where it begins.
    if (way.indexOf(next) < way.length - 1) return [];
    next = queues.find((queue) => queue.queueId === next)?.overflowTo?.queueId;
  }
  return [];
}
