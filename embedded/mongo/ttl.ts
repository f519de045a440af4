import { UtcDate, docOf } from './bson/value.ts';
import type { Engine } from './commands/command.ts';
import { parseFilter } from './query/parse.ts';
import { readRows } from './query/read.ts';
import type { Collection, Index } from './store/catalog.ts';
import { DirectWork } from './store/direct.ts';
import type { Row } from './store/row.ts';
import { Busy } from './transactions/locks.ts';

/** Documents removed in one go, so that clients are not held up. */
const BATCH = 500;

const expired = (work: DirectWork, collection: Collection, index: Index, nowMs: number): Row[] => {
  const before = new UtcDate(nowMs - index.expireAfterSeconds! * 1000);
  const path = index.fields[0]!.path;
  const conditions = docOf(['$lt', before]);
  const filter = parseFilter(docOf([path, conditions]));
  const rows: Row[] = [];
  for (const row of readRows(work, collection, { filter, hint: index.name })) {
    rows.push(row);
    if (rows.length === BATCH) break;
  }
  return rows;
};

const expireIndex = (engine: Engine, collection: Collection, index: Index, nowMs: number): void => {
  const work = new DirectWork(engine.store, engine.locks);
  for (const row of expired(work, collection, index, nowMs)) {
    try {
      engine.store.write(() => work.remove(collection, row));
    } catch (error) {
      // A transaction has changed the document: it is looked at again next time.
      if (!(error instanceof Busy)) throw error;
    }
  }
};

/** Removes the documents whose TTL index says that their time is over (an array: when its earliest date is). */
export const expireDocuments = (engine: Engine, nowMs: number): void => {
  for (const collection of engine.store.catalog.list()) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds !== undefined) expireIndex(engine, collection, index, nowMs);
    }
  }
};
