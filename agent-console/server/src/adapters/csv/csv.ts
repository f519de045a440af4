import { csvFile } from '@decroche/platform';
import { CsvError, parse } from 'csv-parse/sync';
import type { Csv } from '../../app/ports.ts';
import { restored } from '../../core/csv-cell.ts';

/** More lines than any directory we serve; a larger file is a mistake. */
const MOST_LINES = 20_000;

/** CSV as spreadsheets write and read it. */
export const csv: Csv = {
  read(text) {
    const header = text.slice(0, text.search(/\r?\n|$/));
    if (header.replace('\u{feff}', '').trim() === '') return { line: 1, message: 'the file is empty' };
    const delimiter = header.includes(';') ? ';' : header.includes('\t') ? '\t' : ',';
    try {
      const records = parse(text, {
        bom: true,
        columns: (names: string[]) => names.map((name) => name.trim()),
        delimiter,
        info: true,
        skip_empty_lines: true,
        trim: true,
        to: MOST_LINES + 1,
      }) as unknown as { info: { lines: number }; record: Record<string, string> }[];
      if (records.length > MOST_LINES) return { line: MOST_LINES + 2, message: `at most ${MOST_LINES} lines` };
      return {
        rows: records.map(({ info, record }) => ({
          line: info.lines,
          cells: Object.fromEntries(Object.entries(record).map(([column, cell]) => [column, restored(cell)])),
        })),
      };
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      return { line: Number(error['lines'] ?? 1), message: error.message };
    }
  },
  write: (columns, rows) =>
    csvFile(
      columns,
      rows.map((row) => columns.map((column) => row[column] ?? '')),
    ),
};
