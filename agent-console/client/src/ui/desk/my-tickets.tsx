import { IconTicket } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Nothing } from '../parts/nothing.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { TicketTable } from '../parts/ticket-table.tsx';
import { useTickets } from '../queries.ts';

/** Tickets of my calls that still want something of me. */
export function MyTickets() {
  const { t } = useTranslation();
  const { data, error, refetch } = useTickets({ agentId: 'me', status: 'toComplete,open', limit: 50 });
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  if (data && data.items.length === 0) {
    return <Nothing icon={IconTicket} title={t('myTickets.none')} hint={t('myTickets.noneHint')} />;
  }
  return <TicketTable tickets={data?.items ?? []} label={t('lists.tickets')} />;
}
