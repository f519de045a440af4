import { Anchor, Button, Group, Paper, SegmentedControl, Skeleton, Stack, Table, Text } from '@mantine/core';
import { IconBellPlus, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AlertGlance } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { shortInstant } from '../format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { Pager } from '../parts/pager.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useMay } from '../shell/session-role.ts';
import { AlertStatusMark, AlertWho, CallerWaits } from './alert-status.tsx';
import { NewAlert } from './new-alert.tsx';
import { useAlerts, useOnCallLocale } from './on-call-queries.ts';

const LIMIT = 50;

/** Alerts under way, or all there were; each leads to its file. */
export function AlertList() {
  const { t } = useTranslation();
  const [status, setStatus] = useState<'open' | 'all'>('open');
  const [offset, setOffset] = useState(0);
  const [opening, setOpening] = useState(false);
  const mayOpen = useMay('agent');
  const { data, error, refetch } = useAlerts(status, offset, LIMIT);
  return (
    <Stack>
      <Group justify="space-between">
        <SegmentedControl
          aria-label={t('onCall.alert.which')}
          value={status}
          onChange={(value) => {
            setStatus(value as typeof status);
            setOffset(0);
          }}
          data={[
            { value: 'open', label: t('onCall.alert.open') },
            { value: 'all', label: t('onCall.alert.all') },
          ]}
        />
        {mayOpen && (
          <Button leftSection={<IconBellPlus size={18} aria-hidden />} onClick={() => setOpening(true)}>
            {t('onCall.alert.new')}
          </Button>
        )}
      </Group>
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      {!error && !data && <Skeleton h={200} aria-label={t('common.loading')} />}
      {data && (
        <Paper p="md" bg="var(--surface)">
          {data.items.length === 0 ? (
            <Nothing
              icon={IconCircleCheck}
              title={t(status === 'open' ? 'onCall.alert.noneOpen' : 'onCall.alert.none')}
              hint={t('onCall.alert.noneHint')}
            />
          ) : (
            <AlertTable alerts={data.items} />
          )}
          <Pager offset={offset} limit={LIMIT} total={data.total} go={setOffset} />
        </Paper>
      )}
      {opening && <NewAlert onClose={() => setOpening(false)} />}
    </Stack>
  );
}

function AlertTable({ alerts }: { alerts: readonly AlertGlance[] }) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const locale = useOnCallLocale();
  return (
    <ListTable
      label={t('onCall.tab.alerts')}
      minWidth={720}
      columns={[
        t('onCall.alert.opened'),
        t('onCall.alert.title'),
        t('onCall.alert.source'),
        t('table.status'),
        t('onCall.who'),
      ]}
    >
      {alerts.map((alert) => (
        <Table.Tr key={alert.alertId}>
          <Table.Td>{shortInstant(alert.openedAt, now(), locale)}</Table.Td>
          <Table.Td>
            <Anchor component={Link} to={`/on-call/alerts/${alert.alertId}`} underline="always" fw={600}>
              {alert.title}
            </Anchor>
            {alert.times > 1 && (
              <Text span size="sm" c="dimmed">
                {' '}
                {t('onCall.alert.times', { count: alert.times })}
              </Text>
            )}
            {alert.equipmentName !== undefined && (
              <Text size="sm" c="dimmed">
                {alert.equipmentName}
              </Text>
            )}
          </Table.Td>
          <Table.Td>{t(`onCall.alert.from.${alert.source}`)}</Table.Td>
          <Table.Td>
            <AlertStatusMark status={alert.status} />
          </Table.Td>
          <Table.Td>
            <Stack gap={0}>
              <AlertWho alert={alert} />
              <CallerWaits alert={alert} />
            </Stack>
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}
