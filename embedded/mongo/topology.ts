import { Timestamp } from './bson/value.ts';
import type { ObjectId } from './bson/value.ts';
import { freshObjectId } from './update/apply.ts';

/** How the one member of the replica set presents itself. */
export interface ReplicaSet {
  readonly name: string;
  /** `host:port` under which clients reach it. */
  readonly address: string;
  /** Fresh for each process, so that drivers notice a restart. */
  readonly processId: ObjectId;
}

/** A replica set of this process alone. */
export const replicaSetOf = (name: string, address: string): ReplicaSet => ({
  name,
  address,
  processId: freshObjectId(),
});

let lastSecond = 0n;
let ordinal = 0n;

/** A cluster time that never goes back: seconds, and a count within the second. */
export const clusterTime = (): Timestamp => {
  const second = BigInt(Math.floor(Date.now() / 1000));
  if (second > lastSecond) {
    lastSecond = second;
    ordinal = 0n;
  }
  ordinal++;
  return new Timestamp((lastSecond << 32n) | ordinal);
};
