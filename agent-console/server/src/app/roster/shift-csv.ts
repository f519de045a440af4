import { PlannedShift, type AgentId, type CivilDate, type ImportReport, type ShiftId } from '@decroche/protocol';
import { shiftRefusal } from '../../core/roster/shift-check.ts';
import type { Csv, CsvRow } from '../ports.ts';

const COLUMNS = ['agentId', 'date', 'from', 'to', 'breaks', 'template'] as const;

/** Shifts as a file that a spreadsheet opens and {@link planShiftImport} takes back. */
export function exportShifts(csv: Csv, shifts: readonly PlannedShift[]): string {
  const sorted = [...shifts].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return csv.write(
    COLUMNS,
    sorted.map((shift) => ({
      ...{ agentId: shift.agentId, date: shift.date, from: shift.from, to: shift.to },
      breaks: shift.breaks.map(({ kind, from, to }) => `${kind} ${from}-${to}`).join(' | '),
      template: shift.templateId ?? '',
    })),
  );
}

const sortKey = ({ date, from, agentId }: PlannedShift): string => `${date} ${from} ${agentId}`;

/** What an import looks at. */
interface ImportGround {
  readonly agents: ReadonlySet<AgentId>;
  readonly timeZone: string;
  /** Shifts planned on these dates and beside them. */
  readonly between: (from: CivilDate, to: CivilDate) => Promise<readonly PlannedShift[]>;
  readonly newId: () => ShiftId;
}

/** A shift of the file and where it stands. */
interface Line {
  readonly line: number;
  readonly shift: PlannedShift;
}

/**
 * What importing shifts would do: each agent's day that the file names is replaced whole, all other days stay. A line without
 * hours empties the day.
 */
export async function planShiftImport(
  read: ReturnType<Csv['read']>,
  ground: ImportGround,
): Promise<{ report: ImportReport; put: readonly PlannedShift[]; remove: readonly ShiftId[] }> {
  const report: ImportReport = {
    ...{ dryRun: true, applied: false, lines: 0, added: 0, changed: 0, unchanged: 0, errors: [] },
  };
  if (!('rows' in read)) {
    report.errors.push({ line: read.line, message: read.message });
    return { report, put: [], remove: [] };
  }
  report.lines = read.rows.length;
  const days = new Set<string>();
  const lines: Line[] = [];
  for (const row of read.rows) {
    const parsed = parseRow(row, ground, report.errors);
    if (!parsed) continue;
    days.add(dayOf(parsed));
    if (parsed.shift) lines.push({ line: row.line, shift: parsed.shift });
  }
  const dates = [...days].map((day) => day.slice(0, 10)).sort();
  const present = dates.length === 0 ? [] : await ground.between(dates[0] as CivilDate, dates.at(-1) as CivilDate);
  const replaced = present.filter((shift) => days.has(dayOf(shift)));
  const staying = present.filter((shift) => !days.has(dayOf(shift)));
  const put = withKnownIds(lines, replaced, report);
  checkLines(put, staying, ground, report.errors);
  const kept = new Set(put.map(({ shift }) => shift.shiftId));
  const remove = replaced.map(({ shiftId }) => shiftId).filter((shiftId) => !kept.has(shiftId));
  return { report, put: put.map(({ shift }) => shift), remove };
}

const dayOf = ({ date, agentId }: { readonly date: string; readonly agentId: string }): string => `${date} ${agentId}`;

/** A shift that is planned already keeps its id; one of the same day that differs becomes the new one. */
function withKnownIds(lines: readonly Line[], replaced: readonly PlannedShift[], report: ImportReport): Line[] {
  const free = new Map(replaced.map((shift) => [shift.shiftId, shift]));
  const take = (wanted: (shift: PlannedShift) => boolean): ShiftId | undefined => {
    const found = [...free.values()].find(wanted)?.shiftId;
    if (found !== undefined) free.delete(found);
    return found;
  };
  const same = lines.map(({ shift }) => take((each) => content(each) === content(shift)));
  return lines.map(({ line, shift }, index) => {
    const unchanged = same[index];
    const known = unchanged ?? take((each) => dayOf(each) === dayOf(shift));
    report[unchanged ? 'unchanged' : known ? 'changed' : 'added'] += 1;
    return { line, shift: known === undefined ? shift : { ...shift, shiftId: known } };
  });
}

const content = ({ shiftId: _shiftId, ...shift }: PlannedShift): string =>
  [
    ...[dayOf(shift), shift.from, shift.to, shift.templateId ?? ''],
    ...shift.breaks.map(({ kind, from, to }) => `${kind} ${from} ${to}`).sort(),
  ].join('\n');

function checkLines(
  lines: readonly Line[],
  staying: readonly PlannedShift[],
  { agents, timeZone }: ImportGround,
  errors: ImportReport['errors'],
): void {
  const messages = {
    unknownAgent: ['agentId', 'no such agent'],
    noSuchDate: ['date', 'no such date'],
    overlap: ['from', 'overlaps another shift of the same agent'],
    breakOutside: ['breaks', 'a break is outside the shift, or over another one'],
    tooLong: ['to', 'more than 16 hours'],
    absence: ['date', 'the agent is away'],
    holiday: ['date', 'a public holiday'],
  } as const;
  const byAgent = Map.groupBy([...staying, ...lines.map(({ shift }) => shift)], ({ agentId }) => agentId);
  for (const { line, shift } of lines) {
    const reason = shiftRefusal(shift, { agents, others: byAgent.get(shift.agentId) ?? [], timeZone });
    if (reason === undefined) continue;
    const [column, message] = messages[reason];
    errors.push({ line, column, message });
  }
  errors.sort((a, b) => a.line - b.line);
}

interface ParsedRow {
  readonly agentId: AgentId;
  readonly date: CivilDate;
  /** Absent: the day is to be empty. */
  readonly shift?: PlannedShift;
}

function parseRow(row: CsvRow, { newId }: ImportGround, errors: ImportReport['errors']): ParsedRow | undefined {
  const cell = (column: string): string => (row.cells[column] ?? '').trim();
  const empty = cell('from') === '' && cell('to') === '';
  const parsed = PlannedShift.safeParse({
    shiftId: newId(),
    agentId: cell('agentId'),
    date: cell('date'),
    from: empty ? '00:00' : cell('from').padStart(5, '0'),
    to: empty ? '00:00' : cell('to').padStart(5, '0'),
    breaks: empty ? [] : breaksOf(cell('breaks')),
    ...(cell('template') === '' ? {} : { templateId: cell('template') }),
  });
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      const column = path[0] === 'templateId' ? 'template' : String(path[0] ?? '');
      errors.push({ line: row.line, column, message });
    }
    return undefined;
  }
  const { agentId, date } = parsed.data;
  return { agentId, date, ...(empty ? {} : { shift: parsed.data }) };
}

const KINDS: Readonly<Record<string, string>> = {
  déjeuner: 'lunch',
  dejeuner: 'lunch',
  pause: 'break',
  formation: 'training',
};

/** `lunch 12:00-12:45 | pause 15:00-15:10`, in English or French. */
function breaksOf(text: string): unknown[] {
  return text
    .split('|')
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .map((piece) => {
      const [, kind = '', from = '', to = ''] = /^(\S+)\s+(\S+?)\s*[-–]\s*(\S+)$/.exec(piece) ?? [];
      return { kind: KINDS[kind.toLowerCase()] ?? kind, from: from.padStart(5, '0'), to: to.padStart(5, '0') };
    });
}
