import { civilDate, timeOfDay, type Locale } from '../format.ts';

/** `lun. 23 nov. 18:00`. */
export function dayAndTime(at: number, { language, timeZone }: Locale): string {
  const day = new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'short', timeZone });
  return `${day.format(at)} ${timeOfDay(at, { language, timeZone })}`;
}

/** `lun. 23 nov. 18:00 – mar. 24 nov. 07:30`, the day once when it is the same. */
export function fromTo(fromAt: number, toAt: number, locale: Locale): string {
  const sameDay = civilDate(fromAt, locale.timeZone) === civilDate(toAt, locale.timeZone);
  return `${dayAndTime(fromAt, locale)} – ${sameDay ? timeOfDay(toAt, locale) : dayAndTime(toAt, locale)}`;
}

/** A length as people say it: `45 s`, `12 min`, `3 h 05`, `2 j 4 h`. `d` is the letter of days in the language. */
export function lengthWords(ms: number, language: string): string {
  const minutes = Math.round(ms / 60_000);
  if (ms < 60_000) return `${Math.round(ms / 1000)} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${String(minutes % 60).padStart(2, '0')}`;
  const days = Math.floor(hours / 24);
  const day = language.startsWith('fr') ? 'j' : 'd';
  return hours % 24 === 0 ? `${days} ${day}` : `${days} ${day} ${hours % 24} h`;
}
