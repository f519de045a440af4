import type { OnCallHours, OnCallSetup } from '@decroche/protocol';
import type { TFunction } from 'i18next';

type Weekly = Extract<OnCallHours, { kind: 'weekly' }>;

/** 2024-01-01 was a Monday. */
const weekday = (day: number, language: string): string =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));

/** Days as people say them: three or more in a row by their ends, others one by one. */
function daysWords(days: readonly number[], language: string, t: TFunction): string {
  const sorted = [...new Set(days)].toSorted((a, b) => a - b);
  const [first = 1] = sorted;
  const last = sorted.at(-1) ?? first;
  const name = (day: number) => weekday(day, language);
  if (sorted.length === 7) return t('onCall.rule.everyDay');
  if (sorted.length > 2 && last - first === sorted.length - 1) {
    return t('onCall.rule.fromDayToDay', { first: name(first), last: name(last) });
  }
  const each = sorted.map((day) => t('onCall.rule.onDay', { day: name(day) }));
  return new Intl.ListFormat(language).format(each);
}

function weeklyWords({ startDays, from, to, spanDays }: Weekly, language: string, t: TFunction): string {
  const [day] = startDays;
  const days = daysWords(startDays, language, t);
  if (spanDays === 0) return t('onCall.rule.sameDay', { days, from, to });
  if (startDays.length === 1 && day !== undefined && spanDays > 1) {
    const end = weekday(((day + spanDays - 1) % 7) + 1, language);
    const values = { day: weekday(day, language), end, from, to };
    return t(spanDays === 7 ? 'onCall.rule.week' : 'onCall.rule.toDay', values);
  }
  if (spanDays === 1) return t('onCall.rule.nextDay', { days, from, to });
  return t('onCall.rule.later', { days, from, to, count: spanDays });
}

/** When a rule holds, as a sentence: "du lundi au jeudi, de 18:00 à 07:30 le lendemain". */
export function hoursWords(hours: OnCallHours, language: string, t: TFunction): string {
  switch (hours.kind) {
    case 'always':
      return t('onCall.rule.always');
    case 'weekly':
      return weeklyWords(hours, language, t);
    case 'holidays':
      return t('onCall.rule.holidays', {
        ...{ region: t(`onCall.region.${hours.region}`), from: hours.from, to: hours.to },
      });
  }
}

type Rule = OnCallSetup['schedules'][number]['rules'][number];

/** A whole rule as a sentence: when, then who. */
export function ruleWords(rule: Rule, setup: OnCallSetup, language: string, t: TFunction): string {
  const { who } = rule;
  const name =
    who.kind === 'responder'
      ? t('onCall.rule.person', {
          name: setup.responders.find(({ responderId }) => responderId === who.responderId)?.name ?? who.responderId,
        })
      : t('onCall.rule.rotation', {
          name: setup.rotations.find(({ rotationId }) => rotationId === who.rotationId)?.name ?? who.rotationId,
        });
  return t('onCall.rule.sentence', { hours: hoursWords(rule.hours, language, t), who: name });
}
