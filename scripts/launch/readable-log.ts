import type { Say } from './keep-running.ts';

const COLOURS = [36, 35, 34, 33, 32, 96, 95, 94, 93, 92];
const NAME_WIDTH = 11;
const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: '',
  40: 'WARNING',
  50: 'ERROR',
  60: 'FATAL',
};
/** What every pino line carries and nobody reads on a terminal. */
const NOISE = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'v']);

/** Turns the lines of all processes into one readable stream: instant, process, words, then what belongs to them. */
export interface ReadableLog {
  /** Takes one raw line of a process: pino's JSON or plain text. */
  line(name: string, text: string): void;
  readonly say: Say;
}

/** @param write receives one finished line. @param colour ANSI colours; default only on a terminal. */
export function readableLog(write: (line: string) => void, colour = process.stdout.isTTY === true): ReadableLog {
  const colours = new Map<string, number>();
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

  function prefix(name: string, at: number): string {
    const code = colours.get(name) ?? COLOURS[colours.size % COLOURS.length] ?? 37;
    colours.set(name, code);
    return `${paint(2, clockTime(at))} ${paint(code, `${name.padEnd(NAME_WIDTH)} │`)}`;
  }

  function severe(level: number, text: string): string {
    if (level >= 50) return paint(31, text);
    if (level >= 40) return paint(33, text);
    return text;
  }

  return {
    line(name, text) {
      if (text.trim() === '') return;
      const entry = jsonObject(text);
      if (entry === undefined) return write(`${prefix(name, Date.now())} ${text}`);
      const level = typeof entry['level'] === 'number' ? entry['level'] : 30;
      const words = [LEVELS[level] ?? '', String(entry['msg'] ?? '')].filter(Boolean).join(' ');
      const at = typeof entry['time'] === 'number' ? entry['time'] : Date.now();
      write(`${prefix(name, at)} ${severe(level, words)}${paint(2, details(entry))}`);
    },
    say(name, severity, text) {
      const level = { info: 30, warning: 40, error: 50 }[severity];
      write(`${prefix(name, Date.now())} ${severe(level, text)}`);
    },
  };
}

function details(entry: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(entry)
    .filter(([field]) => !NOISE.has(field))
    .map(([field, value]) => `${field}=${shown(value)}`);
  return parts.length === 0 ? '' : ` ${parts.join(' ')}`;
}

/** An error shows its stack, a list its members, the rest as JSON. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(shown).join(',') || '–';
  if (typeof value === 'object' && value !== null && 'stack' in value) return String(value.stack);
  return JSON.stringify(value);
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

const clockTime = (at: number): string => new Date(at).toLocaleTimeString('fr-FR', { hour12: false });
