/** A cell that an export quoted, so that a spreadsheet shows it instead of running it (a `+33…` is such a cell). */
const QUOTED = /^'[=+\-@\t\r]/;

/** Takes that quote back: what was exported can be imported. */
export function restored(cell: string): string {
  return QUOTED.test(cell) ? cell.slice(1) : cell;
}
