import { MongoError } from '../errors.ts';
import type { Plan } from '../query/plan.ts';
import type { Range } from '../query/ranges.ts';
import type { Collection, Index } from './catalog.ts';
import type { Cell, Connection } from './connection.ts';
import { Row } from './row.ts';

/** Documents read at a time: few at first, as many callers want one; then bounded by their bytes. */
const FIRST_CHUNK = 8;
const LARGEST_CHUNK = 512;
const CHUNK_BYTES = 4_000_000;

const nextSize = (rows: readonly Row[], size: number): number => {
  const average = rows.reduce((sum, row) => sum + row.raw.length, 0) / Math.max(rows.length, 1);
  return Math.max(1, Math.min(size * 4, LARGEST_CHUNK, Math.floor(CHUNK_BYTES / Math.max(average, 1))));
};

/** Reads chunk after chunk; each one starts behind the last row of the one before, so nothing stays open in between. */
function* chunks(read: (after: Row | undefined, size: number) => Row[]): Generator<Row> {
  let size = FIRST_CHUNK;
  let last: Row | undefined;
  for (;;) {
    const rows = read(last, size);
    yield* rows;
    if (rows.length < size) return;
    last = rows.at(-1);
    size = nextSize(rows, size);
  }
}

const rowOf = ([rid, key, raw]: Cell[]): Row => new Row(rid as number, key as Uint8Array, raw as Uint8Array);

const natural = (connection: Connection, table: string, reverse: boolean): Generator<Row> => {
  const sql = reverse
    ? `SELECT rid, k, d FROM ${table} WHERE rid < ? ORDER BY rid DESC LIMIT ?`
    : `SELECT rid, k, d FROM ${table} WHERE rid > ? ORDER BY rid LIMIT ?`;
  const start = reverse ? Number.MAX_SAFE_INTEGER : -1;
  return chunks((after, size) => connection.all(sql, after?.rid ?? start, size).map(rowOf));
};

const byId = (connection: Connection, table: string, { lo, hi }: Range, reverse: boolean): Generator<Row> => {
  if (reverse) {
    const sql = `SELECT rid, k, d FROM ${table} WHERE k >= ? AND k < ? ORDER BY k DESC LIMIT ?`;
    return chunks((after, size) => connection.all(sql, lo, after?.key ?? hi, size).map(rowOf));
  }
  const sql = `SELECT rid, k, d FROM ${table} WHERE k >= ? AND k < ? ORDER BY k LIMIT ?`;
  const behind = (row: Row): Buffer => Buffer.concat([row.key, Buffer.from([0])]);
  return chunks((after, size) => connection.all(sql, after ? behind(after) : lo, hi, size).map(rowOf));
};

const byIndex = (connection: Connection, tables: readonly [string, string], range: Range, reverse: boolean) => {
  const [table, entries] = tables;
  const join = `SELECT c.rid, c.k, c.d, i.k FROM ${entries} i CROSS JOIN ${table} c ON c.rid = i.rid WHERE`;
  const sql = reverse
    ? `${join} i.k >= ? AND (i.k, i.rid) < (?, ?) ORDER BY i.k DESC, i.rid DESC LIMIT ?`
    : `${join} (i.k, i.rid) > (?, ?) AND i.k < ? ORDER BY i.k, i.rid LIMIT ?`;
  let entry: Cell = reverse ? range.hi : range.lo;
  return chunks((after, size) => {
    const rid = after?.rid ?? -1;
    const cells = reverse
      ? connection.all(sql, range.lo, entry, rid, size)
      : connection.all(sql, entry, rid, range.hi, size);
    entry = cells.at(-1)?.[3] ?? entry;
    return cells.map(rowOf);
  });
};

/** Error 175: a cursor outlived the index it reads. */
const checkPresent = (collection: Collection, index: Index): void => {
  if (collection.indexes.some(({ id }) => id === index.id)) return;
  throw new MongoError(175, `query plan killed :: caused by :: index '${index.name}' dropped`);
};

/** Reads the documents of a plan, in its order, each one once. */
export function* scan(connection: Connection, collection: Collection, plan: Plan): Generator<Row> {
  const { index, reverse } = plan;
  const table = `c${collection.id}`;
  if (!index) {
    yield* natural(connection, table, reverse);
    return;
  }
  checkPresent(collection, index);
  const seen = index.multikey ? new Set<number>() : undefined;
  for (const range of reverse ? [...plan.ranges].reverse() : plan.ranges) {
    const rows =
      index.id === 0
        ? byId(connection, table, range, reverse)
        : byIndex(connection, [table, `i${index.id}`], range, reverse);
    for (const row of rows) {
      if (seen?.has(row.rid)) continue;
      seen?.add(row.rid);
      yield row;
      checkPresent(collection, index);
    }
  }
}

/** The document with this key, if there is one. */
export const rowByKey = (connection: Connection, collection: Collection, key: Buffer): Row | undefined => {
  const cells = connection.first(`SELECT rid, k, d FROM c${collection.id} WHERE k = ?`, key);
  return cells && rowOf(cells);
};
