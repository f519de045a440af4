/** What a cell of a CSV file may hold. */
export type CsvCell = string | number | boolean | undefined | null;

/** A spreadsheet takes a text that begins like this for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
/** Excel of a French desktop splits at semicolons, and needs the mark to read UTF-8. */
const SEPARATOR = ';';
const BYTE_ORDER_MARK = '\u{feff}';

function cellText(cell: CsvCell): string {
  if (cell === undefined || cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[";,\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of a CSV file (RFC 4180, with `;`); texts that a spreadsheet would run as formulas are neutralised with `'`. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(cellText).join(SEPARATOR)}\r\n`;
}

/** A whole CSV file, readable by a spreadsheet on a French desktop. */
export function csvFile(header: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  let text = BYTE_ORDER_MARK + csvLine(header);
  for (const row of rows) text += csvLine(row);
  return text;
}
