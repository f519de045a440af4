import { Button, Group, Paper, Select, Skeleton, Stack, Text } from '@mantine/core';
import {
  IconCalendarOff,
  IconCalendarPlus,
  IconChevronLeft,
  IconChevronRight,
  IconUserPlus,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OnCallSetup } from '@decroche/protocol';
import { drawnStretch, monthRange, within } from '../../core/on-call/month-bars.ts';
import { stretches } from '../../core/on-call/stretches.ts';
import { Nothing } from '../parts/nothing.tsx';
import { PictureOrTable } from '../parts/picture-or-table.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useMay } from '../shell/session-role.ts';
import { CalendarTable } from './calendar-table.tsx';
import { DayDialog } from './day-dialog.tsx';
import { GapAlert } from './gap-alert.tsx';
import { Legend } from './marks.tsx';
import { MonthCalendar } from './month-calendar.tsx';
import { useOnCallCalendar, useOnCallLocale, useOnCallSetup } from './on-call-queries.ts';
import { OverrideForm, type WantedStretch } from './override-form.tsx';
import { TemporaryForm } from './temporary-form.tsx';
import { useMonth } from './use-month.ts';
import { useNarrow } from './use-narrow.ts';

type Schedule = OnCallSetup['schedules'][number];

/** Who has one telephone, by month: as a picture over whose days one draws an override, and as a table. */
export function CalendarView() {
  const { t } = useTranslation();
  const { data: setup, error, refetch } = useOnCallSetup();
  const { scheduleId, chooseSchedule } = useMonth();
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (!setup) return <Skeleton h={420} aria-label={t('common.loading')} />;
  const schedule = setup.schedules.find((each) => each.scheduleId === scheduleId) ?? setup.schedules[0];
  if (!schedule) return <Nothing icon={IconCalendarOff} title={t('onCall.now.none')} hint={t('onCall.now.noneHint')} />;
  return (
    <Stack>
      <Select
        label={t('onCall.schedule')}
        allowDeselect={false}
        maw={360}
        value={schedule.scheduleId}
        data={setup.schedules.map((each) => ({ value: each.scheduleId, label: each.name }))}
        onChange={(value) => value !== null && chooseSchedule(value)}
      />
      <ScheduleMonth key={schedule.scheduleId} schedule={schedule} />
    </Stack>
  );
}

/** Asked for beyond what is shown, so that a duty at the edge is told whole. */
const AROUND_MS = 15 * 86_400_000;

type Open =
  | { readonly what: 'day'; readonly day: string }
  | { readonly what: 'override'; readonly wanted: WantedStretch }
  | { readonly what: 'temporary' };

function ScheduleMonth({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation();
  const { month } = useMonth();
  const { language } = useOnCallLocale();
  const mayChange = useMay('supervisor');
  const narrow = useNarrow();
  const [open, setOpen] = useState<Open>();
  const { scheduleId, timeZone } = schedule;
  const range = monthRange(month, timeZone);
  const { data, error, refetch } = useOnCallCalendar(scheduleId, range.fromAt - AROUND_MS, range.toAt + AROUND_MS);
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  const all = data ? within(stretches(data), range.fromAt, range.toAt) : [];
  const gaps = (data?.gaps ?? []).filter(({ fromAt, toAt }) => fromAt < range.toAt && toAt > range.fromAt);
  const overDays = (first: string, last: string) =>
    setOpen({ what: 'override', wanted: drawnStretch(all, { first, last }, timeZone) });
  const locale = { language, timeZone };
  return (
    <>
      <Group justify="space-between">
        <MonthPicker />
        {mayChange && (
          <Group gap="xs">
            <Button
              variant="default"
              leftSection={<IconCalendarPlus size={18} aria-hidden />}
              onClick={() => setOpen({ what: 'temporary' })}
            >
              {t('onCall.temporary.new')}
            </Button>
            <Button
              leftSection={<IconUserPlus size={18} aria-hidden />}
              onClick={() => setOpen({ what: 'override', wanted: {} })}
            >
              {t('onCall.override.new')}
            </Button>
          </Group>
        )}
      </Group>
      <GapAlert gaps={gaps} title={t('onCall.gap.inView', { count: gaps.length })} />
      <Paper p="md" bg="var(--surface)">
        <PictureOrTable
          key={narrow ? 'narrow' : 'wide'}
          title={schedule.name}
          picture={t('onCall.calendar.picture')}
          first={narrow ? 'table' : 'picture'}
          asPicture={
            <>
              {mayChange && (
                <Text size="sm" c="dimmed" mb="xs">
                  {t('onCall.calendar.dragHint')}
                </Text>
              )}
              <MonthCalendar
                {...{ all, month, locale, mayChange }}
                onDay={(day) => setOpen({ what: 'day', day })}
                onDays={overDays}
              />
              <Legend />
            </>
          }
          asTable={<CalendarTable all={all} locale={locale} label={schedule.name} />}
        />
      </Paper>
      {open?.what === 'day' && (
        <DayDialog
          {...{ all, locale, mayChange, day: open.day, title: schedule.name }}
          onOverride={(wanted) => setOpen({ what: 'override', wanted })}
          onClose={() => setOpen(undefined)}
        />
      )}
      {open?.what === 'override' && (
        <OverrideForm {...{ schedule, wanted: open.wanted }} onClose={() => setOpen(undefined)} />
      )}
      {open?.what === 'temporary' && <TemporaryForm schedule={schedule} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function MonthPicker() {
  const { t } = useTranslation();
  const { month, go, step } = useMonth();
  const { language } = useOnCallLocale();
  const title = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  return (
    <Group gap="xs" role="group" aria-label={t('onCall.calendar.month')}>
      <Button variant="default" px="xs" aria-label={t('onCall.calendar.before')} onClick={() => step(-1)}>
        <IconChevronLeft size={18} aria-hidden />
      </Button>
      <Text fw={650} miw={150} ta="center" aria-live="polite">
        {title.format(new Date(`${month}-15T12:00:00Z`))}
      </Text>
      <Button variant="default" px="xs" aria-label={t('onCall.calendar.after')} onClick={() => step(1)}>
        <IconChevronRight size={18} aria-hidden />
      </Button>
      <Button variant="subtle" onClick={() => go(undefined)}>
        {t('onCall.calendar.thisMonth')}
      </Button>
    </Group>
  );
}
