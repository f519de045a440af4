import { Paper, Stack, Table } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AuditPage } from '@decroche/protocol';
import { dateTime } from '../format.ts';
import { Pager } from '../parts/pager.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { queryString, useRead } from '../queries.ts';

const LIMIT = 50;

/** Who did what, when, from where. */
export function AuditList() {
  const { t } = useTranslation();
  const locale = useLocale();
  const [offset, setOffset] = useState(0);
  const { data, error, refetch } = useRead(
    ['audit', offset],
    `/api/audit${queryString({ offset, limit: LIMIT })}`,
    AuditPage,
  );
  return (
    <Stack>
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      <Paper bg="var(--surface)">
        <Table.ScrollContainer minWidth={760}>
          <Table aria-label={t('admin.audit')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('table.at')}</Table.Th>
                <Table.Th>{t('audit.who')}</Table.Th>
                <Table.Th>{t('audit.action')}</Table.Th>
                <Table.Th>{t('audit.target')}</Table.Th>
                <Table.Th>{t('audit.address')}</Table.Th>
                <Table.Th>{t('audit.detail')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data?.items.map((entry, index) => (
                <Table.Tr key={`${entry.at}-${index}`}>
                  <Table.Td className="tabular">{dateTime(entry.at, locale)}</Table.Td>
                  <Table.Td>{entry.actorName}</Table.Td>
                  <Table.Td>{entry.action}</Table.Td>
                  <Table.Td>{entry.target}</Table.Td>
                  <Table.Td className="tabular">{entry.address}</Table.Td>
                  <Table.Td>{entry.detail ?? ''}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Paper>
      {data && <Pager offset={offset} limit={LIMIT} total={data.total} go={setOffset} />}
    </Stack>
  );
}
