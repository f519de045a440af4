/** Numbers, dates and times of day as the language and the organisation's zone want them. */

/** A clock of minutes and seconds: `00:21`, `12:41`, `1:02:09`. Never negative. */
export function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const rest = `${two(Math.floor((total % 3600) / 60))}:${two(total % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** A length to the second, as it is judged: `45 s`, `2 min 30 s`, `1 h 12 min`. Never rounded up to what was promised. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  const parts = [hours > 0 && `${hours} h`, minutes > 0 && `${minutes} min`, rest > 0 && `${rest} s`].filter(Boolean);
  return parts.length === 0 ? '0 s' : parts.join(' ');
}

/** A share of 1 as per cent with one decimal: `94,1 %`; a dash when there was nothing to divide by. */
export function percent(share: number | null | undefined, language: string): string {
  if (share === undefined || share === null) return '—';
  return new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(share);
}

/** A whole number with the separators of the language. */
export function count(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

/** Seconds with one decimal: `8,4 s`. */
export function seconds(ms: number | undefined, language: string): string {
  if (ms === undefined) return '—';
  const options = { minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;
  return `${new Intl.NumberFormat(language, options).format(ms / 1000)} s`;
}

/** How long a caller waited for an answer; a dash while unknown, or when the wait began again after the answer. */
export function waited(call: { readonly queuedAt?: number; readonly answeredAt?: number }, language: string): string {
  const { queuedAt, answeredAt } = call;
  const known = queuedAt !== undefined && answeredAt !== undefined && answeredAt >= queuedAt;
  return seconds(known ? answeredAt - queuedAt : undefined, language);
}

/** How this screen writes: its language, and the zone of the organisation. */
export interface Locale {
  readonly language: string;
  readonly timeZone: string;
}

/** `14:05`. */
export function timeOfDay(at: number, { language, timeZone }: Locale): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', timeZone }).format(at);
}

/** `14:05:09`. */
export function exactTime(at: number, { language, timeZone }: Locale): string {
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone } as const;
  return new Intl.DateTimeFormat(language, options).format(at);
}

/** `22/11/2026 14:05`. */
export function dateTime(at: number, { language, timeZone }: Locale): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short', timeZone }).format(at);
}

/** `dimanche 22 novembre 2026`. */
export function longDate(at: number, { language, timeZone }: Locale): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone }).format(at);
}

/** The time when it is today, the date and time otherwise. */
export function shortInstant(at: number, now: number, locale: Locale): string {
  return civilDate(at, locale.timeZone) === civilDate(now, locale.timeZone)
    ? timeOfDay(at, locale)
    : dateTime(at, locale);
}

/** `2026-11-22` in the zone. */
export function civilDate(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone }).format(at);
}
