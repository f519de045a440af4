import { Anchor, Button, Paper, Table, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LineReport } from '@decroche/protocol';
import { dateTime, duration, exactTime } from '../format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { Verdict } from './figures-table.tsx';

type Outage = LineReport['outages'][number];

/** Every probe that speaks of the outage, as it was measured. */
function Evidence({ evidence, label }: { evidence: Outage['evidence']; label: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <Table aria-label={label} className="tabular" withTableBorder>
      <Table.Thead>
        <Table.Tr>
          {(['at', 'trunk', 'result', 'why'] as const).map((column) => (
            <Table.Th key={column}>{t(`lineReport.evidence.${column}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {evidence.map(({ at, trunkId, ok, why, roundTripMs }) => (
          <Table.Tr key={`${at} ${trunkId}`}>
            <Table.Td>
              {dateTime(at, locale).slice(0, -5)}
              {exactTime(at, locale)}
            </Table.Td>
            <Table.Td>{trunkId}</Table.Td>
            <Table.Td fw={600} c={`var(--tone-${ok ? 'good' : 'bad'})`}>
              {t(ok ? 'lineReport.evidence.good' : 'lineReport.evidence.bad')}
            </Table.Td>
            <Table.Td>{why ?? (roundTripMs === undefined ? '—' : `${roundTripMs} ms`)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function OutageRows({ outage }: { outage: Outage }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [opened, { toggle }] = useDisclosure(false);
  const id = useId();
  const { fromAt, toAt, restoredMs, within, trunks, alertId, evidence } = outage;
  const label = t('lineReport.evidence.of', { at: dateTime(fromAt, locale) });
  const trials = t('lineReport.evidence.count', { count: evidence.length });
  const Shape = opened ? IconChevronDown : IconChevronRight;
  return (
    <>
      <Table.Tr>
        <Table.Td>{dateTime(fromAt, locale)}</Table.Td>
        <Table.Td>
          {toAt === undefined ? (
            <Text size="sm" fw={600} c="var(--tone-bad)">
              {t('lineReport.lasting')}
            </Text>
          ) : (
            dateTime(toAt, locale)
          )}
        </Table.Td>
        <Table.Td fw={600}>{restoredMs === undefined ? '—' : duration(restoredMs)}</Table.Td>
        <Table.Td>{within === undefined ? '—' : <Verdict reached={within} />}</Table.Td>
        <Table.Td>{trunks.join(', ')}</Table.Td>
        <Table.Td>
          {alertId === undefined ? (
            '—'
          ) : (
            <Anchor component={Link} to={`/on-call/alerts/${alertId}`} underline="always">
              {t('lineReport.alert')}
            </Anchor>
          )}
        </Table.Td>
        <Table.Td className="no-print">
          <Button
            variant="default"
            size="compact-md"
            aria-expanded={opened}
            aria-controls={id}
            aria-label={`${trials} · ${label}`}
            leftSection={<Shape size={16} aria-hidden />}
            onClick={toggle}
          >
            {trials}
          </Button>
        </Table.Td>
      </Table.Tr>
      {/* On paper the evidence is always there: the figure is delivered with it. */}
      <Table.Tr id={id} hidden={!opened} className="print-shown-row">
        <Table.Td colSpan={7}>
          <Evidence evidence={evidence} label={label} />
        </Table.Td>
      </Table.Tr>
    </>
  );
}

/** Each outage: when, how long, which trunks, and what was measured. */
export function OutageTable({ outages }: { outages: readonly Outage[] }) {
  const { t } = useTranslation();
  const columns = ['from', 'to', 'length', 'verdict', 'trunks', 'alert', 'evidence'] as const;
  return (
    <Paper p="md" bg="var(--surface)">
      <Title order={2} size="h4" mb="xs">
        {t('lineReport.outages')}
      </Title>
      <ListTable
        label={t('lineReport.outages')}
        minWidth={860}
        columns={columns.map((column) => t(`lineReport.column.${column}`))}
      >
        {outages.map((outage) => (
          <OutageRows key={outage.fromAt} outage={outage} />
        ))}
      </ListTable>
    </Paper>
  );
}
