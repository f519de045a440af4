import { Anchor, Button, Group, Loader, Table } from '@mantine/core';
import { IconCheck, IconSpeakerphone } from '@tabler/icons-react';
import { Ticket, type TicketSummary } from '@decroche/protocol';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useConsole } from '../console-context.ts';
import { shortInstant } from '../format.ts';
import { CallerCell } from '../parts/caller-cell.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useCallerName } from '../parts/caller-name.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { useParty, useTickets } from '../queries.ts';
import { RingBackButtons } from './ring-back-buttons.tsx';

function InformRow({ ticket }: { ticket: TicketSummary }) {
  const { t } = useTranslation();
  const { now } = useConsole();
  const locale = useLocale();
  const change = useChange(['tickets']);
  const nameOf = useCallerName();
  const { partyRef } = ticket.requester;
  const party = useParty(partyRef).data;
  const name = ticket.requester.name || (party ? nameOf(party) : '—');
  const informed = () =>
    change('POST', `/api/tickets/${encodeURIComponent(ticket.ticketId)}/informed`, {
      body: { revision: ticket.revision, by: 'call' },
      schema: Ticket,
      done: t('followUps.inform.informedToast', { name }),
    });
  const { serviceId } = ticket;
  return (
    <Table.Tr>
      <Table.Td className="tabular">
        <Anchor component={Link} to={`/tickets/${ticket.ticketId}`} underline="always" fw={600}>
          {ticket.number}
        </Anchor>
      </Table.Td>
      <CallerCell name={name} number={party?.number ?? t('followUps.inform.noNumber')} />
      <Table.Td>
        {ticket.parentId !== undefined && (
          <Anchor component={Link} to={`/tickets/${ticket.parentId}`} underline="always" className="tabular">
            {ticket.parentId}
          </Anchor>
        )}{' '}
        {ticket.subject}
      </Table.Td>
      <Table.Td className="tabular">
        {ticket.resolvedAt === undefined ? '—' : shortInstant(ticket.resolvedAt, now(), locale)}
      </Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          {partyRef !== undefined && serviceId !== undefined && party?.number !== undefined && (
            <RingBackButtons whom={{ kind: 'party', partyRef, serviceId }} name={name} />
          )}
          <Button
            size="compact-md"
            variant="default"
            leftSection={<IconCheck size={16} aria-hidden />}
            onClick={() => void informed()}
          >
            {t('followUps.inform.informed')}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

/** Callers of a major incident that is solved, who are to be told in person. */
export function InformList() {
  const { t } = useTranslation();
  const { data, error, refetch, isPending } = useTickets({ informing: 'due', limit: 100 });
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (isPending) return <Loader m="md" aria-label={t('common.loading')} />;
  if (data.items.length === 0) {
    return <Nothing icon={IconSpeakerphone} title={t('followUps.inform.none')} hint={t('followUps.inform.noneHint')} />;
  }
  const columns = [
    ...[t('followUps.inform.ticket'), t('table.caller'), t('followUps.inform.parent')],
    ...[t('followUps.inform.solved'), t('table.action')],
  ];
  return (
    <ListTable label={t('followUps.tabs.inform')} columns={columns} minWidth={780}>
      {data.items.map((ticket) => (
        <InformRow key={ticket.ticketId} ticket={ticket} />
      ))}
    </ListTable>
  );
}
