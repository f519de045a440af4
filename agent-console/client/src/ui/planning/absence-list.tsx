import { Button, Group, Paper, Select, Stack, Table, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useForm } from '@mantine/form';
import { IconBeach, IconPlus } from '@tabler/icons-react';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AbsencePage, AbsenceReason, type Absence } from '@decroche/protocol';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { queryString, useDefinition, useRead } from '../queries.ts';
import { useDay } from './use-day.ts';
import { useMay } from '../shell/session-role.ts';

/** Who is away, from this week on. Why is for supervisors only. */
export function AbsenceList() {
  const { t } = useTranslation();
  const { today } = useDay();
  const mayPlan = useMay('supervisor');
  const change = useChange(['roster']);
  const from = dayjs(today).subtract(7, 'day').format('YYYY-MM-DD');
  const to = dayjs(today).add(400, 'day').format('YYYY-MM-DD');
  const path = `/api/roster/absences${queryString({ from, to })}`;
  const { data, error, refetch } = useRead(['roster', 'absences', from], path, AbsencePage);
  const agents = useDefinition().data?.agents ?? [];
  const [edited, setEdited] = useState<Absence | 'new'>();
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  const name = (agentId: string) => agents.find((agent) => agent.agentId === agentId)?.name ?? agentId;
  return (
    <Paper p="md" bg="var(--surface)">
      {mayPlan && (
        <Group justify="flex-end" mb="sm">
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEdited('new')}>
            {t('planning.newAbsence')}
          </Button>
        </Group>
      )}
      {data?.items.length === 0 ? (
        <Nothing icon={IconBeach} title={t('planning.noAbsence')} hint={t('planning.noAbsenceHint')} />
      ) : (
        <Table aria-label={t('planning.absences')} className="tabular">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('table.agent')}</Table.Th>
              <Table.Th>{t('reports.dates')}</Table.Th>
              {mayPlan && <Table.Th>{t('planning.reason')}</Table.Th>}
              {mayPlan && <Table.Th>{t('table.action')}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data?.items.map((absence) => (
              <Table.Tr key={absence.absenceId}>
                <Table.Td>{name(absence.agentId)}</Table.Td>
                <Table.Td>
                  {dayjs(absence.from).format('DD/MM/YYYY')}
                  {absence.to !== absence.from && ` – ${dayjs(absence.to).format('DD/MM/YYYY')}`}
                </Table.Td>
                {mayPlan && (
                  <Table.Td>
                    {absence.reason && t(`planning.absence.${absence.reason}`)} {absence.note}
                  </Table.Td>
                )}
                {mayPlan && (
                  <Table.Td>
                    <Group gap={4}>
                      <Button size="compact-md" variant="default" onClick={() => setEdited(absence)}>
                        {t('common.edit')}
                      </Button>
                      <ConfirmButton
                        label={t('common.delete')}
                        question={t('planning.deleteAbsence', { name: name(absence.agentId) })}
                        onConfirm={() => void change('DELETE', `/api/roster/absences/${absence.absenceId}`)}
                      />
                    </Group>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {edited && <AbsenceDialog absence={edited} today={today} onClose={() => setEdited(undefined)} />}
    </Paper>
  );
}

function AbsenceDialog({ absence, today, onClose }: { absence: Absence | 'new'; today: string; onClose: () => void }) {
  const { t } = useTranslation();
  const change = useChange(['roster']);
  const agents = useDefinition().data?.agents ?? [];
  const known = absence === 'new' ? undefined : absence;
  const form = useForm({
    initialValues: {
      agentId: (known?.agentId ?? null) as string | null,
      range: [known?.from ?? today, known?.to ?? today] as [string | null, string | null],
      reason: (known?.reason ?? 'leave') as AbsenceReason,
      note: known?.note ?? '',
    },
    validate: { agentId: (value) => (value === null ? t('form.needed') : null) },
  });
  const save = async ({ agentId, range: [from, to], reason, note }: typeof form.values) => {
    const path = known ? `/api/roster/absences/${known.absenceId}` : '/api/roster/absences';
    const body = { agentId, from, to: to ?? from, reason, note };
    if (await change(known ? 'PUT' : 'POST', path, { body })) onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={t(known ? 'planning.editAbsence' : 'planning.newAbsence')}>
      <form onSubmit={form.onSubmit((values) => void save(values))}>
        <Stack>
          <Select
            label={t('table.agent')}
            searchable
            data={agents.map(({ agentId, name }) => ({ value: agentId, label: name }))}
            {...form.getInputProps('agentId')}
          />
          <DatePickerInput
            type="range"
            allowSingleDateInRange
            label={t('reports.dates')}
            valueFormat="DD/MM/YYYY"
            {...form.getInputProps('range')}
          />
          <Select
            label={t('planning.reason')}
            allowDeselect={false}
            data={AbsenceReason.options.map((value) => ({ value, label: t(`planning.absence.${value}`) }))}
            {...form.getInputProps('reason')}
          />
          <TextInput label={t('planning.note')} description={t('planning.noteHint')} {...form.getInputProps('note')} />
          <Button type="submit">{t('common.save')}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}
