import { ActionIcon, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DayPlan, DayPlanShift } from '@decroche/protocol';
import { timeOfDay } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';
import { place, type Axis } from './axis.ts';
import classes from './gantt.module.css';

type Row = DayPlan['rows'][number];

/** The lines behind the bars, and the present moment. */
export function Grid({ axis, now }: { axis: Axis; now: number }) {
  return (
    <>
      {axis.hours.map((at) => (
        <span key={at} className={classes.tick} style={{ left: `${axis.percent(at)}%` }} />
      ))}
      {now > axis.fromAt && now < axis.toAt && (
        <span className={classes.now} style={{ left: `${axis.percent(now)}%` }} />
      )}
    </>
  );
}

/** The hours above. */
export function HourLine({ axis }: { axis: Axis }) {
  const locale = useLocale();
  return (
    <>
      <span />
      <div className={classes.hours} aria-hidden>
        {axis.hours.map((at) => (
          <span key={at} className={classes.hour} style={{ left: `${axis.percent(at)}%` }}>
            {timeOfDay(at, locale).slice(0, 2)} h
          </span>
        ))}
      </div>
    </>
  );
}

interface Props {
  readonly plan: DayPlan;
  readonly axis: Axis;
  readonly now: number;
  readonly mayEdit: boolean;
  readonly onEdit: (row: Row, shift: DayPlanShift | undefined) => void;
}

function Bar({ row, shift, axis, onEdit, mayEdit }: { row: Row; shift: DayPlanShift } & Omit<Props, 'plan' | 'now'>) {
  const { t } = useTranslation();
  const times = `${shift.from} – ${shift.to}`;
  const breaks = shift.breaks.map(({ kind, from, to }) => `${t(`planning.kind.${kind}`)} ${from} – ${to}`);
  const words = [row.name, times, ...breaks, ...(row.absence ? [t('planning.away')] : [])].join(', ');
  return (
    <>
      <Tooltip label={[times, ...breaks].join(' · ')}>
        <UnstyledButton
          className={classes.shift}
          style={place(axis, shift.startsAt, shift.endsAt)}
          data-away={row.absence ? true : undefined}
          aria-label={words}
          disabled={!mayEdit}
          onClick={() => onEdit(row, shift)}
        >
          {times}
        </UnstyledButton>
      </Tooltip>
      {!row.absence &&
        shift.breaks.map(({ startsAt, endsAt }) => (
          <span key={startsAt} className={classes.break} style={place(axis, startsAt, endsAt)} />
        ))}
    </>
  );
}

/** Everybody's presence of a day, one line each; a bar opens its shift. */
export function Gantt({ plan, axis, now, mayEdit, onEdit }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.picture}>
      <HourLine axis={axis} />
      {plan.rows.map((row) => (
        <GanttRow key={row.agentId} {...{ row, axis, now, mayEdit, onEdit }} label={t('planning.addFor', row)} />
      ))}
    </div>
  );
}

function GanttRow({ row, axis, now, mayEdit, onEdit, label }: { row: Row; label: string } & Omit<Props, 'plan'>) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.name}>
        <Text size="sm" truncate style={{ flex: 1 }} c={row.gone ? 'dimmed' : undefined}>
          {row.name}
        </Text>
        {row.absence && (
          <Text size="xs" c="dimmed">
            {t('planning.away')}
          </Text>
        )}
        {mayEdit && (
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={() => onEdit(row, undefined)}>
            <IconPlus size={14} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <div className={classes.track}>
        <Grid axis={axis} now={now} />
        {row.shifts.map((shift) => (
          <Bar key={shift.shiftId} {...{ row, shift, axis, onEdit, mayEdit }} />
        ))}
      </div>
    </>
  );
}
