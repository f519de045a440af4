import { Alert, Button, Loader, Stack, Text } from '@mantine/core';
import '@mantine/dates/styles.css';
import { IconDownload, IconInfoCircle, IconPrinter } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallClass } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { civilDate, exactTime, longDate } from '../format.ts';
import { Page } from '../parts/page.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { queryString, useFigures, useHalfHours } from '../queries.ts';
import { CallsDrawer } from './calls-drawer.tsx';
import { FiguresTable } from './figures-table.tsx';
import { HalfHourChart } from './half-hour-chart.tsx';
import { PeriodPicker, type Period } from './period-picker.tsx';
import { ReadingsTable } from './readings-table.tsx';

/** The telephone indicators of a period: the table first, then the chart; each figure opens its calls. */
export default function ReportsPage() {
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
    <Page
      title={t('reports.title')}
      actions={
        <>
          <Button variant="default" leftSection={<IconPrinter size={18} aria-hidden />} onClick={() => window.print()}>
            {t('common.print')}
          </Button>
          <Button
            component="a"
            href={`/api/reports/telephone.csv${queryString(query)}`}
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
          >
            {t('reports.figuresCsv')}
          </Button>
          <Button
            component="a"
            href={`/api/reports/calls.csv${queryString(query)}`}
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
          >
            {t('reports.callsCsv')}
          </Button>
        </>
      }
    >
      <PeriodPicker period={period} today={today} change={setPeriod} />
      {figures.error && <ProblemAlert error={figures.error} retry={() => void figures.refetch()} />}
      {figures.isPending && <Loader aria-label={t('common.loading')} />}
      {data && (
        <Stack gap="md">
          <Text>
            {period.from === period.to
              ? longDate(data.from, locale)
              : t('reports.period', { from: longDate(data.from, locale), to: longDate(data.to - 1, locale) })}
          </Text>
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
    </Page>
  );
}
