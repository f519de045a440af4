import { Fault, type Bus, type Position } from '@decroche/platform';
import { streams, type DomainId, type JournalRecord } from '@decroche/protocol';
import type { Journal, SavedSnapshot } from '../../app/ports.ts';

/** A journal in memory that several engines may share, as they would share a Redis. */
export function memoryJournal(bus: Bus, domainId: DomainId): Journal {
  let lines: JournalRecord[] = [];
  let snapshot: string | undefined;
  let checkpoint: Position | undefined;
  let latest = { epoch: 0, number: 0 };

  const fence = (epoch: number): void => {
    if (epoch < latest.epoch) throw new Fault('fenced', `epoch ${epoch} is over, ${latest.epoch} holds the domain`);
  };
  return {
    async append(batch) {
      fence(batch.epoch);
      if (batch.epoch === latest.epoch && batch.number <= latest.number) return;
      latest = { epoch: batch.epoch, number: batch.number };
      const written = batch.records.map((record) => JSON.parse(JSON.stringify(record)) as JournalRecord);
      lines.push(...written);
      checkpoint = batch.checkpoint ?? checkpoint;
      await bus.publish(streams.journal(domainId), batch.records);
      for (const { gatewayId, message } of batch.commands) await bus.publish(streams.commands(gatewayId), [message]);
      for (const { replyTo, message } of batch.replies) await bus.publish(replyTo, [message]);
    },
    async saveSnapshot(epoch, saved) {
      fence(epoch);
      snapshot = JSON.stringify(saved);
    },
    load: async () => ({
      snapshot: snapshot === undefined ? undefined : (JSON.parse(snapshot) as SavedSnapshot),
      checkpoint,
    }),
    read: async (afterSeq, count) => lines.filter((record) => record.seq > afterSeq).slice(0, count),
    async trim(upToSeq) {
      lines = lines.filter((record) => record.seq > upToSeq);
    },
  };
}
