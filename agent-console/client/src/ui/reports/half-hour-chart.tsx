import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { Paper, Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { HalfHour } from '@decroche/protocol';
import { dateTime, percent, timeOfDay } from '../format.ts';
import { PictureOrTable } from '../parts/picture-or-table.tsx';
import { useLocale } from '../parts/use-locale.ts';

interface Props {
  readonly halfHours: readonly HalfHour[];
  readonly oneDay: boolean;
}

/** From the first half hour with calls to the last: a night of zeros tells nothing. */
function busyPart(halfHours: readonly HalfHour[]): readonly HalfHour[] {
  const busy = ({ counts }: HalfHour) => Object.values(counts).some((count) => count > 0);
  const first = halfHours.findIndex(busy);
  return first === -1 ? [] : halfHours.slice(first, halfHours.findLastIndex(busy) + 1);
}

/** The day in half hours, as a chart or as its table twin (RGAA): the same numbers both times; print shows the table. */
export function HalfHourChart({ halfHours, oneDay }: Props) {
  const { t, i18n } = useTranslation();
  const locale = useLocale();
  const rows = busyPart(halfHours).map(({ from, counts, pickUpRate, abandonRate }) => ({
    from,
    label: oneDay ? timeOfDay(from, locale) : dateTime(from, locale),
    onTime: counts.answeredOnTime,
    late: counts.answeredLate,
    abandoned: counts.abandonedLate,
    early: counts.abandonedEarly,
    pickUpRate,
    abandonRate,
  }));
  const series = [
    { name: 'onTime', label: t('halfHour.onTime'), color: 'petrol.7' },
    { name: 'late', label: t('halfHour.late'), color: 'yellow.7' },
    { name: 'abandoned', label: t('halfHour.abandoned'), color: 'red.8' },
    { name: 'early', label: t('halfHour.early'), color: 'gray.5' },
  ];
  const chart = (
    <BarChart
      h={280}
      data={rows.map(({ label, onTime, late, abandoned, early }) => ({ label, onTime, late, abandoned, early }))}
      dataKey="label"
      type="stacked"
      series={series}
      withLegend
      barProps={{ isAnimationActive: false, maxBarSize: 56 }}
      role="img"
      aria-label={t('halfHour.alternative')}
    />
  );
  const table = (
    <Table.ScrollContainer minWidth={680}>
      <Table aria-label={t('halfHour.title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('halfHour.from')}</Table.Th>
            {series.map(({ name, label }) => (
              <Table.Th key={name}>{label}</Table.Th>
            ))}
            <Table.Th>{t('readings.pickUp')}</Table.Th>
            <Table.Th>{t('readings.abandon')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="tabular">
          {rows.map((row) => (
            <Table.Tr key={row.from}>
              <Table.Td>{row.label}</Table.Td>
              <Table.Td>{row.onTime}</Table.Td>
              <Table.Td>{row.late}</Table.Td>
              <Table.Td>{row.abandoned}</Table.Td>
              <Table.Td>{row.early}</Table.Td>
              <Table.Td>{percent(row.pickUpRate, i18n.language)}</Table.Td>
              <Table.Td>{percent(row.abandonRate, i18n.language)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
  return (
    <Paper p="md" bg="var(--surface)">
      <PictureOrTable title={t('halfHour.title')} picture={t('halfHour.chart')} asPicture={chart} asTable={table} />
    </Paper>
  );
}
