import { Fault } from '@decroche/platform';
import type { Redis } from '@decroche/platform/redis';
import { JournalRecord, streams, type DomainId } from '@decroche/protocol';
import type { Batch, Journal, SavedSnapshot } from '../../app/ports.ts';
import { keysOf } from './keys.ts';
import { scriptsOn } from './scripts.ts';

/** Commands and replies retained for a receiver that is away: minutes at full load. */
const KEEP = 20_000;
/** The field of a stream entry that holds the message, as everywhere on the bus. */
const FIELD = 'm';

/** The journal in Redis Streams: the entry id of a line is its sequence number. */
export function redisJournal(redis: Redis, domainId: DomainId): Journal {
  const run = scriptsOn(redis);
  const keys = keysOf(domainId);

  return {
    async append(batch) {
      const { streamKeys, args } = argumentsOf(batch);
      const result = await run('append', [keys.fence, keys.journal, ...streamKeys], args);
      if (result === 'fenced') throw fenced(batch.epoch);
      if (result === 'gap') {
        throw new Fault('conflict', `line ${batch.records[0]?.seq} does not follow the journal`, { retryable: false });
      }
    },
    async saveSnapshot(epoch, snapshot) {
      const result = await run(
        'save-snapshot',
        [keys.fence, keys.snapshot, keys.inputs],
        [epoch, JSON.stringify(snapshot)],
      );
      if (result === 'fenced') throw fenced(epoch);
    },
    async load() {
      const [snapshot, checkpoint] = await Promise.all([
        redis.get(keys.snapshot),
        redis.hget(keys.fence, 'checkpoint'),
      ]);
      return {
        snapshot: snapshot === null ? undefined : (JSON.parse(snapshot) as SavedSnapshot),
        checkpoint: checkpoint ?? undefined,
      };
    },
    async read(afterSeq, count) {
      const rows = await redis.xrange(keys.journal, `${afterSeq + 1}-0`, '+', 'COUNT', count);
      return rows.map(([, fields]) => JournalRecord.parse(JSON.parse(fields[fields.indexOf(FIELD) + 1] ?? 'null')));
    },
    async trim(upToSeq) {
      await redis.xtrim(keys.journal, 'MINID', '~', `${upToSeq + 1}-0`);
    },
  };
}

const fenced = (epoch: number): Fault =>
  new Fault('fenced', `epoch ${epoch} is over: another engine holds the domain`, { retryable: false });

/** The batch as the script's arguments; every target stream is named once among the keys. */
function argumentsOf(batch: Batch): { streamKeys: readonly string[]; args: readonly (string | number)[] } {
  const places = new Map<string, number>();
  const place = (stream: string): number => {
    const known = places.get(stream) ?? places.size + 3;
    places.set(stream, known);
    return known;
  };
  const args: (string | number)[] = [batch.epoch, batch.number, batch.checkpoint ?? '', batch.records.length];
  for (const record of batch.records) args.push(record.seq, JSON.stringify(record));
  for (const { gatewayId, message } of batch.commands) {
    args.push(place(streams.commands(gatewayId)), KEEP, JSON.stringify(message));
  }
  for (const { replyTo, message } of batch.replies) args.push(place(replyTo), KEEP, JSON.stringify(message));
  return { streamKeys: [...places.keys()], args };
}
