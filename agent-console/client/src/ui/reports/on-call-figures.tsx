import { Alert, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OnCallReport } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { civilDate, count, duration } from '../format.ts';
import { ProblemAlert } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { queryString, useOnCallReport } from '../queries.ts';
import { AlertTable } from './alert-table.tsx';
import { AlertTimes } from './alert-times.tsx';
import { MeasureTable, type Measure } from './measure-table.tsx';
import { PeriodPicker, type Period } from './period-picker.tsx';
import { ReportActions, ReportDates } from './report-head.tsx';

type Sums = OnCallReport['sums'];

function useMeasures(): (sums: Sums) => readonly Measure[] {
  const { t, i18n } = useTranslation();
  const number = (value: number) => count(value, i18n.language);
  const kept = (name: string, { within, of }: Sums['withinRemote']): Measure => ({
    ...{ name, value: number(within), of: t('onCallReport.outOf', { count: of }), target: t('onCallReport.all') },
    reached: of === 0 ? undefined : within === of,
  });
  return (sums) => [
    { name: t('onCallReport.alerts'), value: number(sums.alerts) },
    {
      name: t('onCallReport.accepted'),
      value: number(sums.accepted),
      of: t('onCallReport.median', {
        time: sums.medianAcceptedMs === undefined ? '—' : duration(sums.medianAcceptedMs),
      }),
    },
    {
      ...{ name: t('onCallReport.exhausted'), value: number(sums.exhausted), target: '0' },
      reached: sums.alerts === 0 ? undefined : sums.exhausted === 0,
    },
    kept(t('onCallReport.remote'), sums.withinRemote),
    kept(t('onCallReport.onSite'), sums.withinOnSite),
    {
      ...{ name: t('onCallReport.mobilised'), value: duration(sums.mobilisedMs) },
      of: t('onCallReport.hours', { count: sums.mobilisedHours }),
    },
  ];
}

/** On-call: each alert with its times, how fast help came (O1), who was mobilised and how long (O3). */
export function OnCallFigures() {
  const { t } = useTranslation();
  const { timeZone } = useLocale();
  const { now } = useConsole();
  const today = civilDate(now(), timeZone);
  const [period, setPeriod] = useState<Period>({ from: `${today.slice(0, 8)}01`, to: today });
  const query = { from: period.from, to: period.to };
  const { data, error, refetch, isPending } = useOnCallReport(query);
  const measures = useMeasures();
  return (
    <Stack gap="md">
      <ReportActions
        files={[{ label: t('onCallReport.csv'), href: `/api/reports/on-call.csv${queryString(query)}` }]}
      />
      <PeriodPicker period={period} today={today} change={setPeriod} />
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      {isPending && <Loader aria-label={t('common.loading')} />}
      {data && (
        <>
          <ReportDates period={period} />
          <Paper p="md" bg="var(--surface)">
            <Title order={2} size="h4" mb="xs">
              {t('onCallReport.sums')}
            </Title>
            <MeasureTable label={t('onCallReport.sums')} measures={measures(data.sums)} />
            <Text size="sm" c="dimmed" mt="xs">
              {t('onCallReport.hint')}
            </Text>
          </Paper>
          {data.alerts.length === 0 ? (
            <Alert icon={<IconInfoCircle aria-hidden />} title={t('onCallReport.none')}>
              {t('onCallReport.noneHint')}
            </Alert>
          ) : (
            <>
              <AlertTable alerts={data.alerts} />
              <AlertTimes alerts={data.alerts} />
            </>
          )}
        </>
      )}
    </Stack>
  );
}
