import { randomUUID } from 'node:crypto';
import { Fault, Histogram, type Bus, type Clock, type Following, type Logger } from '@decroche/platform';
import { ReplyMessage, streams, type AcdRequest, type BoardView, type DomainId, type Reply } from '@decroche/protocol';

/** How long the acd may take to answer (ARCHITECTURE.md). */
const ANSWER_WITHIN_MS = 2_000;

const answerSeconds = new Histogram({
  name: 'decroche_console_request_seconds',
  help: 'Time until the acd answered a request of a page or robot',
  labelNames: ['result'],
  buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2],
});

/** Asks the acd. */
export interface Requests {
  /**
   * @param actor who asks, for the journal: an account id or `token:…`.
   * @throws Fault `timeout` when the acd does not answer in 2 s: the request may still be carried out.
   */
  ask(request: AcdRequest, actor: string): Promise<Reply>;
  /** Told to supervisors while the acd leaves requests without an answer. */
  alarms(): BoardView['alarms'];
  stop(): Promise<void>;
  /** Rejects when replies can no longer be read. */
  readonly failed: Promise<never>;
}

/** Starts listening for replies on a stream of our own. */
export async function startRequests(options: {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly domainId: DomainId;
  /** Names the reply stream. */
  readonly consumer: string;
}): Promise<Requests> {
  const { bus, clock, logger, domainId } = options;
  const replyTo = streams.replies(options.consumer);
  let silentSince: number | undefined;
  const waiting = new Map<string, (reply: Reply) => void>();
  const last = await bus.last(replyTo);
  const following: Following = bus.follow(replyTo, last?.position ?? 'start', (entries) => {
    for (const entry of entries) {
      const message = ReplyMessage.safeParse(entry.value);
      if (message.success) waiting.get(message.data.to)?.(message.data.reply);
      else logger.warn({ position: entry.position, issues: message.error.issues }, 'a reply that can not be read');
    }
  });

  return {
    failed: following.failed,
    alarms: () =>
      silentSince === undefined
        ? []
        : [
            {
              id: 'acd:silent',
              at: silentSince,
              severity: 'critical',
              text: 'La distribution des appels ne répond pas : les écrans peuvent être en retard.',
            },
          ],
    stop: () => following.stop(),
    async ask(request, actor) {
      const id = randomUUID();
      let timer: NodeJS.Timeout | undefined;
      let result = 'fault';
      const since = performance.now();
      try {
        const reply = await new Promise<Reply>((resolve, reject) => {
          waiting.set(id, resolve);
          timer = setTimeout(() => {
            silentSince ??= clock.now();
            reject(new Fault('timeout', 'the call distribution did not answer in time'));
          }, ANSWER_WITHIN_MS);
          const input = { id, domainId, at: clock.now(), kind: 'request', request, actor, replyTo } as const;
          bus.publish(streams.inputs(domainId), [input]).catch(reject);
        });
        result = reply.result;
        silentSince = undefined;
        return reply;
      } finally {
        answerSeconds.observe({ result }, (performance.now() - since) / 1000);
        clearTimeout(timer);
        waiting.delete(id);
      }
    },
  };
}
