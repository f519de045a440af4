import { Anchor, Table, Text } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useConsole } from '../console-context.ts';
import { clock, shortInstant, waited } from '../format.ts';
import { useCallerName } from '../parts/caller-name.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { outcomeWords } from '../parts/outcome.ts';
import { ProblemAlert } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { useMyCalls } from '../queries.ts';

/** The calls I took, latest first. */
export function MyCalls() {
  const { t, i18n } = useTranslation();
  const { now } = useConsole();
  const locale = useLocale();
  const nameOf = useCallerName();
  const { data, error, refetch } = useMyCalls();
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (data && data.items.length === 0) {
    return <Nothing icon={IconPhone} title={t('myCalls.none')} hint={t('myCalls.noneHint')} />;
  }
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table highlightOnHover stickyHeader aria-label={t('lists.calls')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('table.at')}</Table.Th>
            <Table.Th>{t('table.caller')}</Table.Th>
            <Table.Th>{t('table.service')}</Table.Th>
            <Table.Th>{t('table.waited')}</Table.Th>
            <Table.Th>{t('table.talked')}</Table.Th>
            <Table.Th>{t('table.outcome')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data?.items.map((call) => (
            <Table.Tr key={call.callId}>
              <Table.Td className="tabular">
                <Anchor component={Link} to={`/calls/${call.callId}`} underline="always">
                  {shortInstant(call.receivedAt, now(), locale)}
                </Anchor>
              </Table.Td>
              <Table.Td>{nameOf(call.caller)}</Table.Td>
              <Table.Td>{call.serviceName}</Table.Td>
              <Table.Td className="tabular">{waited(call, i18n.language)}</Table.Td>
              <Table.Td className="tabular">
                {call.answeredAt !== undefined && call.endedAt !== undefined
                  ? clock(call.endedAt - call.answeredAt)
                  : '—'}
              </Table.Td>
              <Table.Td>
                <Text size="sm">{outcomeWords(call.outcome, t)}</Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
