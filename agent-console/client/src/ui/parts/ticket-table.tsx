import { Anchor, Badge, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { TicketSummary } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { shortInstant } from '../format.ts';
import { useLocale } from './use-locale.ts';

/** Tickets in lines. */
export function TicketTable({ tickets, label }: { tickets: readonly TicketSummary[]; label: string }) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const locale = useLocale();
  return (
    <Table.ScrollContainer minWidth={620}>
      <Table highlightOnHover stickyHeader horizontalSpacing={8} aria-label={label}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('table.number')}</Table.Th>
            <Table.Th>{t('table.subject')}</Table.Th>
            <Table.Th>{t('table.requester')}</Table.Th>
            <Table.Th>{t('table.status')}</Table.Th>
            <Table.Th>{t('table.priority')}</Table.Th>
            <Table.Th>{t('table.assignee')}</Table.Th>
            <Table.Th>{t('table.opened')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tickets.map((ticket) => (
            <Table.Tr key={ticket.ticketId}>
              <Table.Td className="tabular">
                <Anchor
                  component={Link}
                  to={`/tickets/${ticket.ticketId}`}
                  underline="always"
                  fw={600}
                  style={{ whiteSpace: 'nowrap' }}
                >
                  {ticket.number}
                </Anchor>
              </Table.Td>
              <Table.Td>
                <Text size="sm" lineClamp={1}>
                  {ticket.subject || t('ticket.noSubject')}
                </Text>
              </Table.Td>
              <Table.Td>{[ticket.requester.name, ticket.requester.site].filter(Boolean).join(' · ') || '—'}</Table.Td>
              <Table.Td>
                <Badge variant="default" tt="none" miw="max-content">
                  {t(`ticketStatus.${ticket.status}`)}
                </Badge>
              </Table.Td>
              <Table.Td>{ticket.priority}</Table.Td>
              <Table.Td>{ticket.assignee ?? '—'}</Table.Td>
              <Table.Td className="tabular">{shortInstant(ticket.openedAt, now(), locale)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
