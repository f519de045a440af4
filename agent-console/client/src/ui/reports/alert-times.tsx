import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { Paper, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OnCallReport } from '@decroche/protocol';
import { dateTime, duration } from '../format.ts';
import { PictureOrTable } from '../parts/picture-or-table.tsx';
import { useLocale } from '../parts/use-locale.ts';

const TIMES = ['acceptedMs', 'remoteMs', 'onSiteMs'] as const;
const COLOR = { acceptedMs: 'petrol.7', remoteMs: 'yellow.7', onSiteMs: 'violet.6' } as const;
const inMinutes = (ms: number | undefined) => (ms === undefined ? undefined : Math.round(ms / 6_000) / 10);

/** How long each alert waited for somebody, and for help: as bars, or as their table twin. */
export function AlertTimes({ alerts }: { alerts: OnCallReport['alerts'] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const rows = alerts.toSorted((a, b) => a.openedAt - b.openedAt);
  const series = TIMES.map((name) => ({ name, label: t(`onCallReport.times.${name}`), color: COLOR[name] }));
  const chart = (
    <BarChart
      h={280}
      data={rows.map((alert) => ({
        label: dateTime(alert.openedAt, locale),
        ...Object.fromEntries(TIMES.map((name) => [name, inMinutes(alert[name])])),
      }))}
      dataKey="label"
      series={series}
      withLegend
      unit=" min"
      barProps={{ isAnimationActive: false, maxBarSize: 40 }}
      role="img"
      aria-label={t('onCallReport.chartAlternative')}
    />
  );
  const table = (
    <Table aria-label={t('onCallReport.chart')} className="tabular">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('onCallReport.column.opened')}</Table.Th>
          {series.map(({ name, label }) => (
            <Table.Th key={name}>{label}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((alert) => (
          <Table.Tr key={alert.alertId}>
            <Table.Td>{dateTime(alert.openedAt, locale)}</Table.Td>
            {TIMES.map((name) => (
              <Table.Td key={name}>{alert[name] === undefined ? '—' : duration(alert[name])}</Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
  return (
    <Paper p="md" bg="var(--surface)">
      <PictureOrTable title={t('onCallReport.chart')} picture={t('halfHour.chart')} asPicture={chart} asTable={table} />
    </Paper>
  );
}
