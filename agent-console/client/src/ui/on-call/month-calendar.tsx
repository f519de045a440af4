import '@mantine/schedule/styles.css';
import { MonthView, type ScheduleEventData } from '@mantine/schedule';
import { useTranslation } from 'react-i18next';
import { monthBar, ofDay, type MonthBar } from '../../core/on-call/month-bars.ts';
import type { Stretch } from '../../core/on-call/stretches.ts';
import { longDate, timeOfDay, type Locale } from '../format.ts';
import { MarkShape } from './marks.tsx';
import { dayAndTime, fromTo } from './on-call-format.ts';
import classes from './on-call.module.css';

interface Props {
  readonly all: readonly Stretch[];
  readonly month: string;
  readonly locale: Locale;
  readonly mayChange: boolean;
  readonly onDay: (day: string) => void;
  /** Days drawn over with the pointer, both included. */
  readonly onDays: (first: string, last: string) => void;
}

/** Most rows of bars in one week; more are told by their number. */
const ROWS = 3;

/** A month of one schedule. Its days are buttons that say everything in words; the bars over them are the picture of it. */
export function MonthCalendar({ all, month, locale, mayChange, onDay, onDays }: Props) {
  const { t, i18n } = useTranslation();
  const events = all.map((stretch) => eventOf(monthBar(stretch, locale.timeZone)));
  const said = (day: string): string => {
    const words = ofDay(all, day, locale.timeZone).map(
      (stretch) => `${stretch.name ?? t('onCall.now.nobody')} ${fromTo(stretch.fromAt, stretch.toAt, locale)}`,
    );
    const date = longDate(Date.parse(`${day}T12:00:00Z`), { ...locale, timeZone: 'UTC' });
    return [date, ...(words.length === 0 ? [t('onCall.now.notNeeded')] : words)].join(' ; ');
  };
  return (
    <MonthView
      className={classes.month}
      classNames={{ monthViewDay: classes.day ?? '' }}
      date={`${month}-01 00:00:00`}
      events={events}
      locale={i18n.language}
      firstDayOfWeek={1}
      withHeader={false}
      consistentWeeks={false}
      maxEventsPerDay={ROWS}
      withDragSlotSelect={mayChange}
      onDayClick={onDay}
      onSlotDragEnd={(from, to) => onDays(from.slice(0, 10), to.slice(0, 10))}
      getDayProps={(day) => ({ 'aria-label': said(day), 'data-day': day })}
      moreEventsProps={{ 'aria-hidden': true, tabIndex: -1, className: classes.more }}
      labels={{ moreLabel: (count: number) => t('onCall.calendar.more', { count }) }}
      renderEvent={(event, { style }) => (
        <div style={style} className={classes.bar} data-mark={barOf(event).stretch.mark} aria-hidden>
          <BarWords bar={barOf(event)} locale={locale} />
        </div>
      )}
    />
  );
}

const eventOf = (bar: MonthBar): ScheduleEventData => ({
  id: bar.stretch.key,
  title: bar.stretch.name ?? '',
  start: `${bar.firstDay} 00:00:00`,
  end: `${bar.lastDay} 23:59:59`,
  color: 'petrol',
  payload: { bar },
});

const barOf = (event: ScheduleEventData): MonthBar => event.payload?.['bar'] as MonthBar;

function BarWords({ bar: { stretch, firstDay, lastDay }, locale }: { bar: MonthBar; locale: Locale }) {
  const { t } = useTranslation();
  const until = firstDay === lastDay ? timeOfDay(stretch.toAt, locale) : dayAndTime(stretch.toAt, locale);
  return (
    <>
      <MarkShape mark={stretch.mark} />
      <b>{stretch.mark === 'gap' ? t('onCall.now.nobody') : stretch.name}</b>
      <span className={`tabular ${classes.barTime}`}>
        {timeOfDay(stretch.fromAt, locale)}–{until}
      </span>
    </>
  );
}
