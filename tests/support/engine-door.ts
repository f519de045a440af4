import { randomUUID } from 'node:crypto';
import { connectRedis, redisBus } from '@decroche/platform/redis';
import type { AcdRequest, Definition, EngineInput } from '@decroche/protocol';
import { JournalRecord, ReplyMessage, streams, type DomainId } from '@decroche/protocol';

/** What tests and the bench need of the bus when no console runs: publish a definition, ask, follow the journal. */
export interface EngineDoor {
  publish(definition: Definition): Promise<void>;
  /** @throws Error when the acd refuses, or does not answer within 5 s. */
  ask(request: AcdRequest): Promise<void>;
  /** Resolves with the first journal line that satisfies the condition, past ones included. */
  seen(condition: (record: JournalRecord) => boolean, withinMs?: number): Promise<JournalRecord>;
  journal(): readonly JournalRecord[];
  close(): Promise<void>;
}

/** Puts a definition where every program looks for it, before any of them runs. */
export async function publishDefinition(redisUrl: string, definition: Definition): Promise<void> {
  const door = await openEngineDoor(redisUrl, definition.domainId);
  await door.publish(definition);
  await door.close();
}

/** Opens a door of one's own on the bus of a running product. */
export async function openEngineDoor(redisUrl: string, domainId: DomainId): Promise<EngineDoor> {
  const redis = await connectRedis(redisUrl);
  const bus = redisBus(redis);
  const me = streams.replies(`test-${randomUUID()}`);
  const answers = new Map<string, (reply: ReplyMessage['reply']) => void>();
  const records: JournalRecord[] = [];
  const watchers = new Set<(record: JournalRecord) => void>();
  const following = [
    bus.follow(me, 'start', (entries) => {
      for (const { value } of entries) {
        const { to, reply } = ReplyMessage.parse(value);
        answers.get(to)?.(reply);
      }
    }),
    bus.follow(streams.journal(domainId), 'start', (entries) => {
      for (const { value } of entries) {
        const record = JournalRecord.parse(value);
        records.push(record);
        for (const watcher of watchers) watcher(record);
      }
    }),
  ];
  const send = (input: EngineInput): Promise<void> => bus.publish(streams.inputs(domainId), [input]);
  const envelope = () => ({ id: randomUUID() as EngineInput['id'], domainId, at: Date.now() });

  return {
    publish: async (definition) => {
      await bus.publish(streams.definitions(domainId), [definition]);
      await send({ ...envelope(), kind: 'definition', definition });
    },
    ask: async (request) => {
      const message = { ...envelope(), kind: 'request', request, actor: 'token:test', replyTo: me } as const;
      const answered = new Promise<ReplyMessage['reply']>((resolve) => answers.set(message.id, resolve));
      await send(message);
      const reply = await within(5_000, answered, `no answer to ${request.type}`);
      answers.delete(message.id);
      if (reply.result === 'refused') throw new Error(`${request.type} refused: ${reply.reason}`);
    },
    seen: async (condition, withinMs = 10_000) => {
      const past = records.find(condition);
      if (past) return past;
      let watcher: (record: JournalRecord) => void = () => undefined;
      const found = new Promise<JournalRecord>((resolve) => {
        watcher = (record) => {
          if (condition(record)) resolve(record);
        };
        watchers.add(watcher);
      });
      try {
        return await within(withinMs, found, () => `not seen in the journal:\n${summary(records)}`);
      } finally {
        watchers.delete(watcher);
      }
    },
    journal: () => records,
    close: async () => {
      await Promise.all(following.map((one) => one.stop()));
      redis.disconnect();
    },
  };
}

const summary = (records: readonly JournalRecord[]): string =>
  records
    .slice(-40)
    .map(({ seq, event }) => `${seq} ${event.type}`)
    .join('\n');

/** @throws Error with these words when it takes longer. */
export async function within<T>(ms: number, promise: Promise<T>, words: string | (() => string)): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(typeof words === 'string' ? words : words())), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
