import { Button, Group, Paper, Stack, Table, Title } from '@mantine/core';
import { IconBeach, IconCalendarEvent, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { ListTable } from '../parts/list-table.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useMay } from '../shell/session-role.ts';
import { AwayForm } from './away-form.tsx';
import { fromTo } from './on-call-format.ts';
import { SHOWS_ON_CALL, useOnCallLocale, useOnCallSetup, useResponderName } from './on-call-queries.ts';

/** What departs from the rules and is to come: who is away, temporary schedules, overrides; each can be taken back. */
export function AwayView() {
  const { t } = useTranslation();
  const { data: setup, error, refetch } = useOnCallSetup();
  const [away, setAway] = useState(false);
  const mayChange = useMay('supervisor');
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  return (
    <Stack>
      <Group justify="flex-end">
        {mayChange && (
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAway(true)}>
            {t('onCall.absence.new')}
          </Button>
        )}
      </Group>
      <Paper p="md" bg="var(--surface)">
        <Title order={2} size="h4" mb="xs">
          {t('onCall.absence.title')}
        </Title>
        {setup?.absences.length === 0 ? (
          <Nothing icon={IconBeach} title={t('onCall.absence.none')} hint={t('onCall.absence.noneHint')} />
        ) : (
          <AbsenceTable absences={setup?.absences ?? []} />
        )}
      </Paper>
      <Paper p="md" bg="var(--surface)">
        <Title order={2} size="h4" mb="xs">
          {t('onCall.entries.title')}
        </Title>
        {setup && setup.overrides.length + setup.temporaries.length === 0 ? (
          <Nothing icon={IconCalendarEvent} title={t('onCall.entries.none')} hint={t('onCall.entries.noneHint')} />
        ) : (
          <EntryTable />
        )}
      </Paper>
      {away && <AwayForm onClose={() => setAway(false)} />}
    </Stack>
  );
}

type Setup = NonNullable<ReturnType<typeof useOnCallSetup>['data']>;

function AbsenceTable({ absences }: { absences: Setup['absences'] }) {
  const { t } = useTranslation();
  const locale = useOnCallLocale();
  const nameOf = useResponderName();
  const mayChange = useMay('supervisor');
  const change = useChange(SHOWS_ON_CALL);
  return (
    <ListTable
      label={t('onCall.absence.title')}
      minWidth={520}
      columns={[t('onCall.who'), t('onCall.when'), ...(mayChange ? [t('table.action')] : [])]}
    >
      {absences.map(({ absenceId, responderId, fromAt, toAt }) => (
        <Table.Tr key={absenceId}>
          <Table.Td fw={600}>{nameOf(responderId)}</Table.Td>
          <Table.Td>{fromTo(fromAt, toAt, locale)}</Table.Td>
          {mayChange && (
            <Table.Td>
              <ConfirmButton
                label={t('common.delete')}
                question={t('onCall.absence.delete', { name: nameOf(responderId) })}
                onConfirm={() => void change('DELETE', `/api/on-call/absences/${encodeURIComponent(absenceId)}`)}
              />
            </Table.Td>
          )}
        </Table.Tr>
      ))}
    </ListTable>
  );
}

/** Overrides and temporary schedules as lines of one list, earliest first. */
function entriesOf(setup: Setup, nameOf: (id: string) => string) {
  const overrides = setup.overrides.map(({ overrideId, responderId, why, ...rest }) => ({
    ...rest,
    ...{ id: overrideId, list: 'overrides', mark: why, who: nameOf(responderId) },
  }));
  const temporaries = setup.temporaries.map(({ temporaryId, shifts, name, ...rest }) => ({
    ...rest,
    ...{ id: temporaryId, list: 'temporaries', mark: 'temporary' as const },
    who: `${name} : ${[...new Set(shifts.map(({ responderId }) => nameOf(responderId)))].join(', ')}`,
  }));
  return [...overrides, ...temporaries].toSorted((a, b) => a.fromAt - b.fromAt);
}

function EntryTable() {
  const { t } = useTranslation();
  const { data: setup } = useOnCallSetup();
  const locale = useOnCallLocale();
  const nameOf = useResponderName();
  const mayChange = useMay('supervisor');
  const change = useChange(SHOWS_ON_CALL);
  if (!setup) return null;
  const scheduleName = (id: string) => setup.schedules.find(({ scheduleId }) => scheduleId === id)?.name ?? id;
  return (
    <ListTable
      label={t('onCall.entries.title')}
      minWidth={680}
      columns={[
        ...[t('onCall.schedule'), t('onCall.who'), t('onCall.when'), t('onCall.why')],
        ...(mayChange ? [t('table.action')] : []),
      ]}
    >
      {entriesOf(setup, nameOf).map(({ id, list, mark, who, scheduleId, fromAt, toAt }) => (
        <Table.Tr key={id}>
          <Table.Td>{scheduleName(scheduleId)}</Table.Td>
          <Table.Td fw={600}>{who}</Table.Td>
          <Table.Td>{fromTo(fromAt, toAt, locale)}</Table.Td>
          <Table.Td>{t(`onCall.mark.${mark}`)}</Table.Td>
          {mayChange && (
            <Table.Td>
              <ConfirmButton
                label={t('common.delete')}
                question={t('onCall.entries.delete')}
                onConfirm={() => void change('DELETE', `/api/on-call/${list}/${encodeURIComponent(id)}`)}
              />
            </Table.Td>
          )}
        </Table.Tr>
      ))}
    </ListTable>
  );
}
