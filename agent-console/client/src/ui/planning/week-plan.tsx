import { Button, Group, Paper, Skeleton, Stack, Switch, Table, Text, Anchor } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { WeekPlan } from '@decroche/protocol';
import { count } from '../format.ts';
import { CsvImport } from '../parts/csv-import.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { useRead } from '../queries.ts';
import { DayPicker } from './day-picker.tsx';
import { PlanReportAlert, usePlan } from './plan-report.tsx';
import { useDay } from './use-day.ts';
import { useMay } from '../shell/session-role.ts';
import classes from './week-plan.module.css';

/** One week as a table, agents by days; each day leads to its picture. */
export function WeekPlanView() {
  const { t } = useTranslation();
  const { day } = useDay();
  const mayPlan = useMay('supervisor');
  const { data: week, error, refetch } = useRead(['roster', 'week', day], `/api/roster/weeks/${day}`, WeekPlan);
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  return (
    <Stack>
      <Group justify="space-between">
        <DayPicker stepDays={7} />
        {mayPlan && week && <Tools week={week} />}
      </Group>
      {week ? <WeekTable week={week} /> : <Skeleton h={320} aria-label={t('common.loading')} />}
    </Stack>
  );
}

function Tools({ week }: { week: WeekPlan }) {
  const { t } = useTranslation();
  const [copying, setCopying] = useState(false);
  const [first, last] = [week.days[0]?.date, week.days[6]?.date];
  return (
    <Group gap="xs" className="no-print">
      <Button variant="default" leftSection={<IconCopy size={18} aria-hidden />} onClick={() => setCopying(true)}>
        {t('planning.copyWeek')}
      </Button>
      <Button
        variant="default"
        component="a"
        href={`/api/roster/export.csv?from=${first}&to=${last}`}
        leftSection={<IconDownload size={18} aria-hidden />}
      >
        {t('common.csv')}
      </Button>
      <CsvImport
        title={t('planning.import')}
        path="/api/roster/import"
        columns="agentId;date;from;to;lunchFrom;lunchTo"
        refresh={['roster']}
      />
      {copying && first !== undefined && <CopyWeek from={first} onClose={() => setCopying(false)} />}
    </Group>
  );
}

function CopyWeek({ from, onClose }: { from: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { go } = useDay();
  const [to, setTo] = useState<string | null>(dayjs(from).add(7, 'day').format('YYYY-MM-DD'));
  const [replace, setReplace] = useState(false);
  const { report, take } = usePlan(`/api/roster/weeks/${from}/copy`, { to, replace });
  const copy = async () => {
    const taken = await take();
    if (!taken || to === null) return;
    go(to);
    // What was left out is read before it is closed.
    if (taken.skipped.length === 0) onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={t('planning.copyWeek')}>
      <Stack>
        <DatePickerInput label={t('planning.copyTo')} valueFormat="dddd DD/MM/YYYY" value={to} onChange={setTo} />
        <Switch
          label={t('planning.replace')}
          checked={replace}
          onChange={({ currentTarget }) => setReplace(currentTarget.checked)}
        />
        {report && <PlanReportAlert report={report} />}
        <Group justify="flex-end">
          {report && (
            <Button variant="default" onClick={onClose}>
              {t('common.close')}
            </Button>
          )}
          <Button disabled={to === null || report !== undefined} onClick={() => void copy()}>
            {t('planning.copy')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function WeekTable({ week }: { week: WeekPlan }) {
  const { t } = useTranslation();
  const { language } = useLocale();
  const heading = (date: string): string =>
    new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
      new Date(date),
    );
  return (
    <Paper p="md" bg="var(--surface)">
      <Table.ScrollContainer minWidth={900}>
        <Table aria-label={t('planning.week')} className="tabular" horizontalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('table.agent')}</Table.Th>
              {week.days.map(({ date, holiday }) => (
                <Table.Th key={date}>
                  <Anchor component={Link} to={`/planning/day?day=${date}`} size="sm">
                    {heading(date)}
                  </Anchor>
                  {holiday !== undefined && (
                    <Text size="xs" c="dimmed">
                      {holiday}
                    </Text>
                  )}
                </Table.Th>
              ))}
              <Table.Th>{t('planning.total')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {week.rows.map((row) => (
              <Table.Tr key={row.agentId}>
                <Table.Th scope="row">{row.name}</Table.Th>
                {week.days.map(({ date }) => (
                  <Table.Td key={date}>
                    {row.absences.some(({ from, to }) => from <= date && date <= to) ? (
                      <Text size="sm" c="dimmed">
                        {t('planning.away')}
                      </Text>
                    ) : (
                      row.shifts
                        .filter((shift) => shift.date === date)
                        .map(({ shiftId, from, to }) => (
                          <div key={shiftId} className={classes.oneLine}>
                            {from} – {to}
                          </div>
                        ))
                    )}
                  </Table.Td>
                ))}
                <Table.Td className={classes.oneLine}>
                  {t('planning.hoursOf', { hours: count(Math.round(row.plannedMs / 360_000) / 10, language) })}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
