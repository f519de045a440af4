import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { Paper, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LineReport } from '@decroche/protocol';
import { dateTime, duration } from '../format.ts';
import { PictureOrTable } from '../parts/picture-or-table.tsx';
import { useLocale } from '../parts/use-locale.ts';

const inMinutes = (ms: number) => Math.round(ms / 6_000) / 10;

/** How long each outage lasted beside what was promised: as bars, or as their table twin. */
export function OutageTimes({ outages, targetMs }: Pick<LineReport, 'outages' | 'targetMs'>) {
  const { t } = useTranslation();
  const locale = useLocale();
  const over = outages.filter(({ restoredMs }) => restoredMs !== undefined);
  if (over.length === 0) return null;
  const name = t('lineReport.column.length');
  const chart = (
    <BarChart
      h={240}
      data={over.map(({ fromAt, restoredMs = 0 }) => ({
        label: dateTime(fromAt, locale),
        minutes: inMinutes(restoredMs),
      }))}
      dataKey="label"
      series={[{ name: 'minutes', label: name, color: 'petrol.7' }]}
      referenceLines={[
        { y: inMinutes(targetMs), color: 'red.8', label: t('lineReport.promised', { time: duration(targetMs) }) },
      ]}
      unit=" min"
      barProps={{ isAnimationActive: false, maxBarSize: 56 }}
      role="img"
      aria-label={t('lineReport.chartAlternative')}
    />
  );
  const table = (
    <Table aria-label={t('lineReport.chart')} className="tabular">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('lineReport.column.from')}</Table.Th>
          <Table.Th>{name}</Table.Th>
          <Table.Th>{t('reports.target')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {over.map(({ fromAt, restoredMs = 0 }) => (
          <Table.Tr key={fromAt}>
            <Table.Td>{dateTime(fromAt, locale)}</Table.Td>
            <Table.Td>{duration(restoredMs)}</Table.Td>
            <Table.Td>≤ {duration(targetMs)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
  return (
    <Paper p="md" bg="var(--surface)">
      <PictureOrTable title={t('lineReport.chart')} picture={t('halfHour.chart')} asPicture={chart} asTable={table} />
    </Paper>
  );
}
