import type { Position } from '@decroche/platform';
import type { CommandMessage, GatewayId, Instant, JournalRecord, ReplyMessage } from '@decroche/protocol';
import type { StateSnapshot } from '../core/snapshot.ts';
import type { ChainEnd } from './hash-chain.ts';

/** Everything one group commit writes, at once or not at all. */
export interface Batch {
  /** Fencing: the journal refuses an epoch older than the latest it has seen. */
  readonly epoch: number;
  /** Counts the batches of this epoch: the same number twice is the same batch, sent again after a doubtful answer. */
  readonly number: number;
  readonly records: readonly JournalRecord[];
  readonly commands: readonly { readonly gatewayId: GatewayId; readonly message: CommandMessage }[];
  readonly replies: readonly { readonly replyTo: string; readonly message: ReplyMessage }[];
  /** The last input taken: recovery goes on after it. */
  readonly checkpoint: Position | undefined;
}

/** A state to start from, and the end of the journal's chain at that line. */
export interface SavedSnapshot {
  readonly state: StateSnapshot;
  readonly chain: ChainEnd;
}

/** The memory of one routing domain. */
export interface Journal {
  /**
   * Appends records, hands commands and replies over and moves the checkpoint, atomically. Appending the same batch again
   * changes nothing.
   *
   * @throws Fault `fenced` when a newer epoch holds the domain; `unavailable` when it may or may not have been written.
   */
  append(batch: Batch): Promise<void>;
  /** Keeps a snapshot; the one before it is forgotten. @throws Fault `fenced`, `unavailable`. */
  saveSnapshot(epoch: number, snapshot: SavedSnapshot): Promise<void>;
  /** The latest snapshot and checkpoint. */
  load(): Promise<{ readonly snapshot: SavedSnapshot | undefined; readonly checkpoint: Position | undefined }>;
  /** Up to `count` lines after a sequence number, oldest first. */
  read(afterSeq: number, count: number): Promise<readonly JournalRecord[]>;
  /** Forgets lines up to a sequence number: only those already archived. */
  trim(upToSeq: number): Promise<void>;
}

/** The right to write a domain; at most one engine has it. */
export interface Lease {
  /** Takes the lease if it is free. @returns the fencing epoch, greater than every one before it, or `undefined`. */
  acquire(): Promise<number | undefined>;
  /** Keeps it. @returns false when someone else has it now. */
  renew(): Promise<boolean>;
  /** Gives it back, so that a successor need not wait. */
  release(): Promise<void>;
}

/** Where archived lines live, for years. */
export interface Archive {
  /** Sequence number of the last archived line and the end of its chain; 0 when empty. */
  last(): Promise<{ readonly seq: number; readonly chain: ChainEnd }>;
  /** Adds lines; those already there are left as they are. */
  add(records: readonly JournalRecord[]): Promise<void>;
}

/** One alarm that can be moved: `setTimeout` in production, turned by hand in scenarios. */
export interface AlarmClock {
  /** Rings once at an instant (at once when it has passed), instead of what was set before. */
  set(at: Instant, ring: () => void): void;
  clear(): void;
}
