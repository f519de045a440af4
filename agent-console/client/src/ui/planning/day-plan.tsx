import { Alert, Button, Group, List, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCalendarOff, IconCheck, IconPrinter, IconToolsKitchen2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DayPlan, type DayPlanShift } from '@decroche/protocol';
import { useServerNow } from '../console-context.ts';
import { longDate, timeOfDay } from '../format.ts';
import { Nothing } from '../parts/nothing.tsx';
import { PictureOrTable } from '../parts/picture-or-table.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { useRead } from '../queries.ts';
import { useMay } from '../shell/session-role.ts';
import { axisOf, type Axis } from './axis.ts';
import { DayPicker } from './day-picker.tsx';
import classes from './gantt.module.css';
import { Gantt, HourLine } from './gantt.tsx';
import { LunchDialog } from './lunch-dialog.tsx';
import { PlanTable } from './plan-table.tsx';
import { ShiftDialog } from './shift-dialog.tsx';
import { CoverageStrip, ForecastStrip } from './strips.tsx';
import { useDay } from './use-day.ts';

const MINUTE_MS = 60_000;

type Row = DayPlan['rows'][number];

/** One day: who is there, whether that is enough, and what pick-up rate it promises. */
export function DayPlanView() {
  const { t } = useTranslation();
  const { day } = useDay();
  const { data: plan, error, refetch } = useRead(['roster', 'day', day], `/api/roster/days/${day}`, DayPlan);
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  return (
    <Stack>
      <Group justify="space-between">
        <DayPicker stepDays={1} />
        {plan && <Actions plan={plan} />}
      </Group>
      {plan ? <Day plan={plan} /> : <Skeleton h={320} aria-label={t('common.loading')} />}
    </Stack>
  );
}

function Actions({ plan }: { plan: DayPlan }) {
  const { t } = useTranslation();
  const mayPlan = useMay('supervisor');
  const [lunch, setLunch] = useState(false);
  return (
    <Group gap="xs" className="no-print">
      {mayPlan && plan.rows.some(({ shifts }) => shifts.length > 0) && (
        <Button
          variant="default"
          leftSection={<IconToolsKitchen2 size={18} aria-hidden />}
          onClick={() => setLunch(true)}
        >
          {t('planning.lunches')}
        </Button>
      )}
      <Button variant="default" leftSection={<IconPrinter size={18} aria-hidden />} onClick={() => window.print()}>
        {t('common.print')}
      </Button>
      {lunch && <LunchDialog day={plan.date} onClose={() => setLunch(false)} />}
    </Group>
  );
}

function Day({ plan }: { plan: DayPlan }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const mayPlan = useMay('supervisor');
  const now = Math.floor(useServerNow(0) / MINUTE_MS) * MINUTE_MS;
  const [edited, setEdited] = useState<{ row: Row; shift: DayPlanShift | undefined }>();
  const axis = axisOf(plan);
  const planned = plan.rows.some(({ shifts }) => shifts.length > 0);
  return (
    <>
      <Group gap="xs" align="baseline">
        <Text fw={600}>{longDate(plan.fromAt + (plan.toAt - plan.fromAt) / 2, locale)}</Text>
        {plan.holiday !== undefined && <Text c="dimmed">{plan.holiday}</Text>}
      </Group>
      <Gaps plan={plan} />
      <Unnamed plan={plan} />
      <Paper p="md" bg="var(--surface)">
        {planned ? (
          <Gantt {...{ plan, axis, now }} mayEdit={mayPlan} onEdit={(row, shift) => setEdited({ row, shift })} />
        ) : (
          <>
            <Nothing
              icon={IconCalendarOff}
              title={t('planning.nobodyPlanned')}
              hint={t(mayPlan ? 'planning.nobodyPlannedHint' : 'planning.askSupervisor')}
            />
            {mayPlan && <Gantt {...{ plan, axis, now }} mayEdit onEdit={(row, shift) => setEdited({ row, shift })} />}
          </>
        )}
      </Paper>
      <Strips {...{ plan, axis, now }} />
      {edited && <ShiftDialog day={plan.date} {...edited} onClose={() => setEdited(undefined)} />}
    </>
  );
}

/** What does not hold, in words, before anybody has to look for it in a picture. */
function Gaps({ plan }: { plan: DayPlan }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const between = ({ fromAt, toAt }: { fromAt: number; toAt: number }): string =>
    `${timeOfDay(fromAt, locale)} – ${timeOfDay(toAt, locale)}`;
  const lines = [
    ...plan.coverage.flatMap(({ name, nobody }) =>
      nobody.map((stretch) => t('planning.nobodyAt', { name, when: between(stretch) })),
    ),
    ...plan.coverage.flatMap(({ name, below, minimumPresent }) =>
      below.map((stretch) => t('planning.belowAt', { name, when: between(stretch), count: minimumPresent })),
    ),
  ];
  const open = plan.coverage.some((coverage) => coverage.open.length > 0);
  if (!open) return null;
  if (lines.length === 0) {
    return <Alert color="green" variant="light" icon={<IconCheck aria-hidden />} title={t('planning.alwaysSomeone')} />;
  }
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={t('planning.gaps', { count: lines.length })}
    >
      <List size="sm">
        {lines.slice(0, 12).map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** Hours that no calendar names, neither opening nor on-call (H6): said where it can not be overlooked. */
function Unnamed({ plan }: { plan: DayPlan }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (plan.unnamed.length === 0) return null;
  const when = plan.unnamed
    .map(({ fromAt, toAt }) => `${timeOfDay(fromAt, locale)} – ${timeOfDay(toAt, locale)}`)
    .join(', ');
  return (
    <Alert color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />}>
      {t('planning.unnamedAt', { when })}
    </Alert>
  );
}

function Strips({ plan, axis, now }: { plan: DayPlan; axis: Axis; now: number }) {
  const { t } = useTranslation();
  if (plan.coverage.length === 0) return null;
  const strips = (
    <div className={classes.picture}>
      <HourLine axis={axis} />
      {plan.coverage.map((coverage) => (
        <CoverageStrip key={coverage.queueId} {...{ coverage, axis, now }} />
      ))}
      {plan.forecasts
        .filter(({ load }) => load !== 'none')
        .map((forecast) => (
          <ForecastStrip key={forecast.serviceId} {...{ forecast, axis, now }} />
        ))}
    </div>
  );
  return (
    <Paper p="md" bg="var(--surface)">
      <PictureOrTable
        title={t('planning.coverage')}
        picture={t('planning.picture')}
        asPicture={strips}
        asTable={<PlanTable plan={plan} axis={axis} />}
      />
    </Paper>
  );
}
