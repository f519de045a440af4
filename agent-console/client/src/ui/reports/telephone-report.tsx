import { Alert, Loader, Stack, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallClass } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { civilDate, exactTime } from '../format.ts';
import { ProblemAlert } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { queryString, useFigures, useHalfHours } from '../queries.ts';
import { CallsDrawer } from './calls-drawer.tsx';
import { FiguresTable } from './figures-table.tsx';
import { HalfHourChart } from './half-hour-chart.tsx';
import { PeriodPicker, type Period } from './period-picker.tsx';
import { ReadingsTable } from './readings-table.tsx';
import { ReportActions, ReportDates } from './report-head.tsx';

/** The telephone indicators of a period: the table first, then the chart; each figure opens its calls. */
export function TelephoneReport() {
  const { t } = useTranslation();
  const locale = useLocale();
  const { now } = useConsole();
  const today = civilDate(now(), locale.timeZone);
  const [period, setPeriod] = useState<Period>({ from: today, to: today });
  const [classes, setClasses] = useState<readonly CallClass[]>();
  const query = { from: period.from, to: period.to, serviceId: period.serviceId };
  const figures = useFigures(query);
  const halfHours = useHalfHours(query);
  const { data } = figures;
  return (
    <Stack gap="md">
      <ReportActions
        files={[
          { label: t('reports.figuresCsv'), href: `/api/reports/telephone.csv${queryString(query)}` },
          { label: t('reports.callsCsv'), href: `/api/reports/calls.csv${queryString(query)}` },
        ]}
      />
      <PeriodPicker period={period} today={today} change={setPeriod} byService />
      {figures.error && <ProblemAlert error={figures.error} retry={() => void figures.refetch()} />}
      {figures.isPending && <Loader aria-label={t('common.loading')} />}
      {data && (
        <Stack gap="md">
          <ReportDates period={period} />
          {data.calls === 0 && (
            <Alert icon={<IconInfoCircle aria-hidden />} title={t('reports.noCall')}>
              {t('reports.noCallHint')}
            </Alert>
          )}
          <FiguresTable figures={data} open={setClasses} />
          <ReadingsTable figures={data} />
          {halfHours.data && <HalfHourChart halfHours={halfHours.data} oneDay={period.from === period.to} />}
          <Text size="sm" c="dimmed">
            {t('reports.source', {
              seq: data.journalSeq,
              version: data.definitionVersion,
              at: exactTime(figures.dataUpdatedAt, locale),
            })}
          </Text>
        </Stack>
      )}
      <CallsDrawer period={query} classes={classes} onClose={() => setClasses(undefined)} />
    </Stack>
  );
}
