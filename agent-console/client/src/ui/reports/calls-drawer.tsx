import { Anchor, Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconDownload, IconPhone } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CallClass } from '@decroche/protocol';
import { clock, dateTime, seconds } from '../format.ts';
import { SideDialog } from '../parts/dialog.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { outcomeWords } from '../parts/outcome.ts';
import { Pager } from '../parts/pager.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { queryString, useDefinition, useReportCalls } from '../queries.ts';

const LIMIT = 50;

interface Props {
  readonly period: { readonly from?: string; readonly to?: string; readonly serviceId?: string };
  readonly classes: readonly CallClass[] | undefined;
  readonly onClose: () => void;
}

function CallsTable({ period, classes }: { period: Props['period']; classes: readonly CallClass[] }) {
  const { t, i18n } = useTranslation();
  const locale = useLocale();
  const [offset, setOffset] = useState(0);
  const definition = useDefinition().data;
  const filter = { ...period, class: classes.join(',') };
  const { data, error, refetch } = useReportCalls({ ...filter, offset, limit: LIMIT }, true);
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (data?.total === 0) return <Nothing icon={IconPhone} title={t('reports.noCall')} />;
  const nameOf = (agentId: string | undefined) =>
    definition?.agents.find((agent) => agent.agentId === agentId)?.name ?? agentId ?? '—';
  const serviceOf = (serviceId: string) =>
    definition?.services.find((service) => service.serviceId === serviceId)?.name ?? serviceId;
  return (
    <Stack>
      <Group justify="flex-end">
        <Button
          component="a"
          href={`/api/reports/calls.csv${queryString(filter)}`}
          variant="default"
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          {t('common.csv')}
        </Button>
      </Group>
      <Table.ScrollContainer minWidth={680}>
        <Table aria-label={t('reports.callList')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('table.at')}</Table.Th>
              <Table.Th>{t('table.service')}</Table.Th>
              <Table.Th>{t('table.waited')}</Table.Th>
              <Table.Th>{t('table.talked')}</Table.Th>
              <Table.Th>{t('table.agent')}</Table.Th>
              <Table.Th>{t('table.outcome')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data?.records.map((call) => (
              <Table.Tr key={call.callId}>
                <Table.Td className="tabular">
                  <Anchor component={Link} to={`/calls/${call.callId}`} underline="always">
                    {dateTime(call.receivedAt, locale)}
                  </Anchor>
                </Table.Td>
                <Table.Td>{serviceOf(call.serviceId)}</Table.Td>
                <Table.Td className="tabular">{seconds(call.waitMs, i18n.language)}</Table.Td>
                <Table.Td className="tabular">{call.talkMs > 0 ? clock(call.talkMs) : '—'}</Table.Td>
                <Table.Td>{nameOf(call.agentId)}</Table.Td>
                <Table.Td>{outcomeWords(call.outcome, t)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {data && <Pager offset={offset} limit={LIMIT} total={data.total} go={setOffset} />}
    </Stack>
  );
}

/** The calls behind a figure. */
export function CallsDrawer({ period, classes, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <SideDialog
      opened={classes !== undefined}
      onClose={onClose}
      size="xl"
      title={
        <Text fw={650}>
          {t('reports.callList')} : {classes?.map((name) => t(`callClass.${name}`, { seconds: 15 })).join(', ')}
        </Text>
      }
    >
      {classes && <CallsTable period={period} classes={classes} />}
    </SideDialog>
  );
}
