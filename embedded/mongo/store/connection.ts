import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';

/** What SQLite takes and gives here. */
export type Cell = number | bigint | string | Uint8Array | null;

/** One connection to the SQLite file, with its prepared statements kept. */
export class Connection {
  readonly db: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();

  constructor(file: string) {
    this.db = new DatabaseSync(file, { timeout: 5000 });
  }

  private statement(sql: string): StatementSync {
    let statement = this.statements.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql);
      statement.setReturnArrays(true);
      this.statements.set(sql, statement);
    }
    return statement;
  }

  /** Runs a statement that returns no rows. */
  run(sql: string, ...cells: Cell[]): { changes: number; id: number } {
    const { changes, lastInsertRowid } = this.statement(sql).run(...cells);
    return { changes: Number(changes), id: Number(lastInsertRowid) };
  }

  /** The first row. */
  first(sql: string, ...cells: Cell[]): Cell[] | undefined {
    return this.statement(sql).get(...cells) as unknown as Cell[] | undefined;
  }

  /** All rows. No statement stays open between two calls, so that writes never meet a half-read one. */
  all(sql: string, ...cells: Cell[]): Cell[][] {
    return this.statement(sql).all(...cells) as unknown as Cell[][];
  }

  /** Runs SQL without parameters. */
  exec(sql: string): void {
    this.db.exec(sql);
  }

  /** Forgets the statements on a table that is going away. */
  forget(table: string): void {
    for (const sql of this.statements.keys()) {
      if (new RegExp(`\\b${table}\\b`).test(sql)) this.statements.delete(sql);
    }
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }
}
