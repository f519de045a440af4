import { Button, Group, Paper, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconDownload, IconSearch, IconTicket } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Nothing } from '../parts/nothing.tsx';
import { Page } from '../parts/page.tsx';
import { Pager } from '../parts/pager.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { TicketTable } from '../parts/ticket-table.tsx';
import { queryString, useTickets } from '../queries.ts';
import { NewTicketButton } from './new-ticket.tsx';

const LIMIT = 50;
/** What the list may be narrowed to, and the statuses behind each choice. */
const VIEWS = {
  current: 'toComplete,open',
  toComplete: 'toComplete',
  resolved: 'resolved',
  closed: 'closed',
  all: undefined,
};
type View = keyof typeof VIEWS;

/** Every ticket, found by words, state and owner. */
export default function TicketsPage() {
  const { t } = useTranslation();
  const [view, setView] = useState<View>('current');
  const [whose, setWhose] = useState<'mine' | 'everyone'>('everyone');
  const [words, setWords] = useState('');
  const [offset, setOffset] = useState(0);
  const [q] = useDebouncedValue(words.trim(), 250);
  const filter = { status: VIEWS[view], agentId: whose === 'mine' ? 'me' : undefined, q: q || undefined };
  const { data, error, refetch } = useTickets({ ...filter, offset, limit: LIMIT });
  const narrow =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      setOffset(0);
    };
  return (
    <Page
      title={t('nav.tickets')}
      actions={
        <>
          <Button
            component="a"
            href={`/api/tickets/export.csv${queryString(filter)}`}
            variant="default"
            leftSection={<IconDownload size={18} aria-hidden />}
          >
            {t('common.csv')}
          </Button>
          <NewTicketButton />
        </>
      }
    >
      <Group>
        <TextInput
          aria-label={t('tickets.search')}
          placeholder={t('tickets.search')}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={words}
          onChange={(event) => narrow(setWords)(event.currentTarget.value)}
          w={320}
        />
        <SegmentedControl
          aria-label={t('tickets.whose')}
          value={whose}
          onChange={narrow((value: string) => setWhose(value as typeof whose))}
          data={(['everyone', 'mine'] as const).map((value) => ({ value, label: t(`tickets.${value}`) }))}
        />
        <SegmentedControl
          aria-label={t('table.status')}
          value={view}
          onChange={narrow((value: string) => setView(value as View))}
          data={(Object.keys(VIEWS) as View[]).map((value) => ({ value, label: t(`tickets.${value}`) }))}
        />
      </Group>
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      <Paper bg="var(--surface)">
        {data && data.items.length > 0 && <TicketTable tickets={data.items} label={t('nav.tickets')} />}
        {data?.items.length === 0 && (
          <Nothing icon={IconTicket} title={t('tickets.none')} hint={t('tickets.noneHint')} />
        )}
      </Paper>
      {data && <Pager offset={offset} limit={LIMIT} total={data.total} go={setOffset} />}
    </Page>
  );
}
