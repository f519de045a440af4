import { Alert, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LineReport } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { civilDate, count, duration, percent } from '../format.ts';
import { ProblemAlert } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { queryString, useLineReport } from '../queries.ts';
import { MeasureTable, type Measure } from './measure-table.tsx';
import { OutageTable } from './outage-table.tsx';
import { OutageTimes } from './outage-times.tsx';
import { PeriodPicker, type Period } from './period-picker.tsx';
import { ReportActions, ReportDates } from './report-head.tsx';

function useMeasures(): (report: LineReport) => readonly Measure[] {
  const { t, i18n } = useTranslation();
  const number = (value: number) => count(value, i18n.language);
  return ({ outages, targetMs, probes, failed, availability }) => {
    const within = outages.filter((outage) => outage.within).length;
    const judged = outages.filter((outage) => outage.within !== undefined).length;
    return [
      {
        ...{
          name: t('lineReport.restored'),
          value: number(within),
          of: t('lineReport.outOf', { count: outages.length }),
        },
        target: `≤ ${duration(targetMs)}`,
        reached: judged === 0 ? undefined : within === judged,
      },
      { name: t('lineReport.availability'), value: percent(availability, i18n.language), of: t('lineReport.measured') },
      { name: t('lineReport.probes'), value: number(probes), of: t('lineReport.failed', { count: failed }) },
    ];
  };
}

/** Time in which nobody measured is said before anything is concluded. */
function Unmeasured({ report }: { report: LineReport }) {
  const { t } = useTranslation();
  if (report.probes === 0)
    return (
      <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title={t('lineReport.nothing')}>
        {t('lineReport.nothingHint')}
      </Alert>
    );
  if (report.unmeasuredMs === 0) return null;
  return (
    <Alert
      color="orange"
      icon={<IconInfoCircle aria-hidden />}
      title={t('lineReport.unmeasured', { time: duration(report.unmeasuredMs) })}
    >
      {t('lineReport.unmeasuredHint')}
    </Alert>
  );
}

/** IC6: were the telephone lines restored in time, and what proves it (K5). */
export function LinesReport() {
  const { t } = useTranslation();
  const { timeZone } = useLocale();
  const { now } = useConsole();
  const today = civilDate(now(), timeZone);
  const [period, setPeriod] = useState<Period>({ from: `${today.slice(0, 8)}01`, to: today });
  const query = { from: period.from, to: period.to };
  const { data, error, refetch, isPending } = useLineReport(query);
  const measures = useMeasures();
  return (
    <Stack gap="md">
      <ReportActions files={[{ label: t('lineReport.csv'), href: `/api/reports/lines.csv${queryString(query)}` }]} />
      <PeriodPicker period={period} today={today} change={setPeriod} />
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      {isPending && <Loader aria-label={t('common.loading')} />}
      {data && (
        <>
          <ReportDates period={period} />
          <Unmeasured report={data} />
          <Paper p="md" bg="var(--surface)">
            <Title order={2} size="h4" mb="xs">
              {t('lineReport.sums')}
            </Title>
            <MeasureTable label={t('lineReport.sums')} measures={measures(data)} />
            <Text size="sm" c="dimmed" mt="xs">
              {t('lineReport.hint')}
            </Text>
          </Paper>
          {data.outages.length === 0 ? (
            <Alert color="green" icon={<IconCircleCheck aria-hidden />} title={t('lineReport.none')}>
              {t('lineReport.noneHint')}
            </Alert>
          ) : (
            <>
              <OutageTable outages={data.outages} />
              <OutageTimes outages={data.outages} targetMs={data.targetMs} />
            </>
          )}
        </>
      )}
    </Stack>
  );
}
