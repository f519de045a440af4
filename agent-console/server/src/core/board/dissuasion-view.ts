import type { Dissuasion, DissuasionGlance, QueueId } from '@decroche/protocol';
import type { Board, BoardDissuasion } from './state.ts';

/** Messages that callers hear or will hear, oldest publication first. */
export function publishedDissuasions(board: Board): DissuasionGlance[] {
  return [...board.dissuasions.values()].flatMap((message) => glance(message) ?? []).sort((a, b) => a.since - b.since);
}

function glance({ dissuasionId, content, status, speaking, publishedAt }: BoardDissuasion) {
  if (status !== 'published' && status !== 'withdrawalAsked') return undefined;
  const { title, text, mode, scope } = content;
  return {
    ...{ dissuasionId, title, text, mode, status, speaking },
    since: publishedAt ?? 0,
    ...(scope.expiresAt === undefined ? {} : { expiresAt: scope.expiresAt }),
    serviceIds: scope.serviceIds,
    queueIds: scope.queueIds,
  } satisfies DissuasionGlance;
}

/** Those whose scope touches one of these queues: by its own name, or by a service that leads to it. */
export function dissuasionsTouching(board: Board, queueIds: ReadonlySet<QueueId>): DissuasionGlance[] {
  const leadsHere = new Set(
    (board.definition?.services ?? [])
      .filter((service) => queueIds.has(service.queueId))
      .map((service) => service.serviceId),
  );
  return publishedDissuasions(board).filter(
    (message) =>
      (message.queueIds.length === 0 || message.queueIds.some((queueId) => queueIds.has(queueId))) &&
      (message.serviceIds.length === 0 || message.serviceIds.some((serviceId) => leadsHere.has(serviceId))),
  );
}

/** A message as the dissuasion board shows it, with names in place of accounts. */
export function dissuasionOf(message: BoardDissuasion, nameOf: (accountId: string) => string): Dissuasion {
  const { dissuasionId, status, speaking, content, publishedAt, steps } = message;
  return {
    ...{ dissuasionId, status, speaking, content },
    ...(publishedAt === undefined ? {} : { publishedAt }),
    steps: steps.map((step) => ({ ...step, by: nameOf(step.by) })),
  };
}
