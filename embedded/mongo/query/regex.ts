import { MongoError, badValue } from '../errors.ts';
import type { Regex } from '../bson/value.ts';

const invalid = (why: string): MongoError => new MongoError(51091, `Regular expression is invalid: ${why}`);

/**
 * Rewrites a PCRE pattern for JavaScript where the two differ: `$` also matches before a last newline, `.` excludes the
 * newline only, punctuation may be escaped freely, `\A`, `\z` and `\Z` exist.
 */
const translate = (pattern: string, options: string): string => {
  const multiline = options.includes('m');
  let inClass = false;
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '\\') {
      const next = pattern[++i];
      if (next === undefined) throw invalid('\\ at end of pattern');
      out += escaped(next);
    } else if (inClass) {
      inClass = char !== ']' || pattern[i - 1] === '[';
      out += char === '[' ? '\\[' : char;
    } else if (char === '[') {
      inClass = true;
      out += char;
    } else if (char === '$' && !multiline) out += '(?=\\n?(?![\\s\\S]))';
    else if (char === '.' && !options.includes('s')) out += '[^\\n]';
    else if ((char === ']' || char === '}') && !closesQuantifier(pattern, i)) out += `\\${char}`;
    else out += char;
  }
  return out;
};

const closesQuantifier = (pattern: string, at: number): boolean =>
  /(\{\d+(,\d*)?|\\[pPuk]\{[^}]*)\}$/.test(pattern.slice(0, at + 1));

const escaped = (char: string): string => {
  if (char === 'A') return '(?<![\\s\\S])';
  if (char === 'z') return '(?![\\s\\S])';
  if (char === 'Z') return '(?=\\n?(?![\\s\\S]))';
  if (/[\w^$\\.*+?()[\]{}|/-]/.test(char)) return char === '-' || char === '_' ? `\\x${hex(char)}` : `\\${char}`;
  return char.charCodeAt(0) < 256 ? `\\x${hex(char)}` : char;
};

const hex = (char: string): string => char.charCodeAt(0).toString(16).padStart(2, '0');

const compiled = new Map<string, RegExp>();

/**
 * The JavaScript form of a BSON regular expression; options `i`, `m`, `s` and `u` are known.
 * @throws MongoError 51091 when the pattern is not valid or uses what JavaScript has no equal for; 51108 for unknown options
 */
export const compileRegex = ({ pattern, options }: Regex): RegExp => {
  const key = `${options}/${pattern}`;
  const known = compiled.get(key);
  if (known) return known;
  for (const option of options) {
    if (option === 'x') throw badValue('the regular expression option x is not supported by this MongoDB stand-in');
    if (!'imsu'.includes(option)) throw new MongoError(51108, `invalid flag in regex options: ${option}`);
  }
  const [, inline = '', rest = ''] = /^(?:\(\?([ims]+)\))?([\s\S]*)$/.exec(pattern) ?? [];
  const flags = [...new Set([...options, ...inline])].filter((flag) => flag !== 'u').join('');
  try {
    const regex = new RegExp(translate(rest, flags), `${flags}u`);
    if (compiled.size > 1000) compiled.clear();
    compiled.set(key, regex);
    return regex;
  } catch (error) {
    throw error instanceof MongoError ? error : invalid((error as Error).message);
  }
};

/** The literal text that every match of an anchored, case-sensitive pattern starts with; `''` when there is none. */
export const literalPrefix = ({ pattern, options }: Regex): string => {
  if (/[imx]/.test(options) || !pattern.startsWith('^') || pattern.includes('|')) return '';
  const literal = /^\^((?:[^\\.*+?()[\]{}|^$]|\\[^\w])*)/.exec(pattern)?.[1] ?? '';
  const quantified = /^[*?{]/.test(pattern.slice(1 + literal.length));
  const text = literal.replace(/\\(.)/gs, '$1');
  return quantified ? [...text].slice(0, -1).join('') : text;
};
