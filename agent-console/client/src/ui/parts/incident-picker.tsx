import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTickets } from '../queries.ts';

interface Props {
  readonly label: string;
  readonly description?: string;
  readonly value: string | undefined;
  readonly onChange: (ticketId: string | undefined) => void;
  /** Not offered: the ticket itself. */
  readonly except?: string;
  readonly error?: string | undefined;
  /** Children of an incident too: a call may go onto any ticket, a child only onto a parent. */
  readonly withChildren?: boolean;
}

/** A ticket found by its number, its subject or its category; those still current. */
export function IncidentPicker({ label, description, value, onChange, except, error, withChildren = false }: Props) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const [q] = useDebouncedValue(words.trim(), 250);
  // What is shown after a choice is the whole line; it is not what to look for.
  const looked = q.includes(' · ') ? '' : q;
  const found = useTickets({ status: 'toComplete,open', q: looked || undefined, limit: 20 });
  const tickets = (found.data?.items ?? []).filter(
    ({ ticketId, parentId }) => ticketId !== except && (withChildren || parentId === undefined),
  );
  const options = tickets.map(({ ticketId, number, subject }) => ({
    value: ticketId as string,
    label: `${number} · ${subject || t('ticket.noSubject')}`,
  }));
  const known = value === undefined || options.some((option) => option.value === value);
  return (
    <Select
      label={label}
      description={description}
      placeholder={t('tickets.search')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('common.clear') }}
      filter={({ options: all }) => all}
      nothingFoundMessage={found.isPending ? t('common.loading') : t('common.nothingFound')}
      data={known ? options : [{ value, label: value }, ...options]}
      value={value ?? null}
      error={error}
      onSearchChange={setWords}
      onChange={(ticketId) => onChange(ticketId ?? undefined)}
    />
  );
}
