import { describe, expect, it } from 'vitest';
import { words } from './locales/words.ts';
import { civilDate, clock, duration, percent, seconds, shortInstant, timeOfDay } from './format.ts';

const paris = { language: 'fr', timeZone: 'Europe/Paris' };
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('what the screens write', () => {
  it.each([
    [0, '00:00'],
    [21_999, '00:21'],
    [761_000, '12:41'],
    [3_729_000, '1:02:09'],
    [-5, '00:00'],
  ])('%i ms on a clock is %s', (ms, text) => expect(clock(ms)).toBe(text));

  it.each([
    [0, '0 s'],
    [45_900, '45 s'],
    [150_000, '2 min 30 s'],
    [3_600_000, '1 h'],
    [3_620_000, '1 h 20 s'],
    [4_320_000, '1 h 12 min'],
  ])('a length of %i ms is %s', (ms, text) => expect(duration(ms)).toBe(text));

  it('shares are per cent with one decimal, in the language', () => {
    expect(plain(percent(0.941, 'fr'))).toBe('94,1 %');
    expect(percent(0.941, 'en')).toBe('94.1%');
    expect(percent(undefined, 'fr')).toBe('—');
  });

  it('seconds have one decimal', () => expect(seconds(8440, 'fr')).toBe('8,4 s'));

  it("times are the organisation's, wherever the browser is", () => {
    const at = Date.UTC(2026, 10, 22, 23, 30);
    expect(timeOfDay(at, paris)).toBe('00:30');
    expect(civilDate(at, 'Europe/Paris')).toBe('2026-11-23');
    expect(civilDate(at, 'America/Guadeloupe')).toBe('2026-11-22');
  });

  it('an instant of today is a time, of another day a date', () => {
    const at = Date.UTC(2026, 10, 22, 9, 0);
    expect(shortInstant(at, at + 60_000, paris)).toBe('10:00');
    expect(shortInstant(at, at + 86_400_000, paris)).toContain('22/11/2026');
  });
});

describe('the two languages', () => {
  const keysOf = (value: unknown, path = ''): string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => keysOf(inner, `${path}.${key}`))
      : [path];
  /** Languages have plurals of their own: English four kinds of ordinals, French two. */
  const said = (value: unknown) => {
    const keys = keysOf(value).map((key) => key.replace(/_(?:ordinal_)?(?:one|two|few|other)$/, ''));
    return [...new Set(keys)].sort();
  };
  it('say the same things', () => expect(said(words.en)).toEqual(said(words.fr)));
});
