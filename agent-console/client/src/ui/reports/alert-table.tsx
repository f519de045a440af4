import { Anchor, Paper, Table, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { OnCallReport } from '@decroche/protocol';
import { dateTime, duration } from '../format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { useLocale } from '../parts/use-locale.ts';

type Row = OnCallReport['alerts'][number];

/** A time that was promised: how long, and whether it was kept. */
function Kept({ ms, within }: { ms: number | undefined; within: boolean | undefined }) {
  const { t } = useTranslation();
  const Shape = within ? IconCircleCheck : IconCircleX;
  if (ms === undefined && within === undefined) return '—';
  return (
    <span style={{ whiteSpace: 'nowrap' }}>
      {ms === undefined ? t('onCallReport.notYet') : duration(ms)}{' '}
      {within !== undefined && (
        <Shape
          size={17}
          role="img"
          aria-label={t(within ? 'reports.reached' : 'reports.missed')}
          style={{ verticalAlign: '-3px', color: `var(--tone-${within ? 'good' : 'bad'})` }}
        />
      )}
    </span>
  );
}

function AlertRow({ alert }: { alert: Row }) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <Table.Tr>
      <Table.Td>{dateTime(alert.openedAt, locale)}</Table.Td>
      <Table.Td miw={180}>
        <Anchor component={Link} to={`/on-call/alerts/${alert.alertId}`} underline="always" fw={600}>
          {alert.title}
        </Anchor>
        <Text size="sm" c="dimmed">
          {t(`onCallReport.source.${alert.source}`)}
          {alert.callId !== undefined && (
            <>
              {' · '}
              <Anchor component={Link} to={`/calls/${alert.callId}`} underline="always" size="sm">
                {t('onCallReport.call')}
              </Anchor>
            </>
          )}
        </Text>
      </Table.Td>
      <Table.Td>
        {alert.acceptedMs === undefined ? '—' : duration(alert.acceptedMs)}
        {alert.exhausted && (
          <Text size="sm" c="var(--tone-bad)" fw={600}>
            {t('onCallReport.nobody')}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Kept ms={alert.remoteMs} within={alert.withinRemote} />
      </Table.Td>
      <Table.Td>
        <Kept ms={alert.onSiteMs} within={alert.withinOnSite} />
      </Table.Td>
      <Table.Td>{alert.pages}</Table.Td>
      <Table.Td>{alert.people}</Table.Td>
      <Table.Td>
        {duration(alert.mobilisedMs)}{' '}
        <Text span size="sm" c="dimmed">
          {t('onCallReport.hours', { count: alert.mobilisedHours })}
        </Text>
      </Table.Td>
      <Table.Td>{alert.closedAt === undefined ? t('onCallReport.open') : dateTime(alert.closedAt, locale)}</Table.Td>
    </Table.Tr>
  );
}

/** Every alert of the period: all the sums are made of (K5). */
export function AlertTable({ alerts }: { alerts: readonly Row[] }) {
  const { t } = useTranslation();
  const columns = [
    'opened',
    'about',
    'acceptedAfter',
    'remoteAfter',
    'onSiteAfter',
    'pages',
    'people',
    'time',
    'closed',
  ];
  return (
    <Paper p="md" bg="var(--surface)">
      <Title order={2} size="h4" mb="xs">
        {t('onCallReport.each')}
      </Title>
      <ListTable
        label={t('onCallReport.each')}
        minWidth={980}
        columns={columns.map((column) => t(`onCallReport.column.${column as 'opened'}`))}
      >
        {alerts.map((alert) => (
          <AlertRow key={alert.alertId} alert={alert} />
        ))}
      </ListTable>
    </Paper>
  );
}
