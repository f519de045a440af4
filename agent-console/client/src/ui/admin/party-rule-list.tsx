import { Alert, Badge, Button, Group, NumberInput, Paper, Select, Stack, Table, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconInfoCircle, IconUserStar } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { PartyRulePage, type PartyTreatment } from '@decroche/protocol';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { useDefinition, useRead, SHOWS_DEFINITION } from '../queries.ts';

const KINDS = ['vip', 'preferredAgent', 'blocked'] as const;

/** Callers with a rule of their own: served before others, sent to their agent, or turned away. */
export function PartyRuleList() {
  const { t } = useTranslation();
  const change = useChange(SHOWS_DEFINITION);
  const { data, error, refetch } = useRead(['partyRules'], '/api/party-rules?limit=500', PartyRulePage);
  const agents = useDefinition().data?.agents ?? [];
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  const words = (treatment: PartyTreatment): string => {
    if (treatment.kind === 'vip') return t('definition.vipAt', { priority: treatment.priority });
    if (treatment.kind === 'blocked') return t('definition.rule.blocked');
    const agent = agents.find(({ agentId }) => agentId === treatment.agentId);
    return t('definition.preferredOf', { name: agent?.name ?? treatment.agentId });
  };
  return (
    <Stack>
      <Paper p="md" bg="var(--surface)">
        <NewRule />
      </Paper>
      <Alert icon={<IconInfoCircle aria-hidden />} color="gray">
        {t('definition.rulesHint')}
      </Alert>
      <Paper p="md" bg="var(--surface)">
        {data?.items.length === 0 ? (
          <Nothing icon={IconUserStar} title={t('definition.noRule')} hint={t('definition.noRuleHint')} />
        ) : (
          <Table aria-label={t('admin.callers')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('table.number')}</Table.Th>
                <Table.Th>{t('agents.name')}</Table.Th>
                <Table.Th>{t('definition.treatment')}</Table.Th>
                <Table.Th>{t('table.action')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data?.items.map(({ partyRef, number, name, treatment }) => (
                <Table.Tr key={partyRef}>
                  <Table.Td className="tabular">{number ?? t('definition.forgotten')}</Table.Td>
                  <Table.Td>{name ?? '—'}</Table.Td>
                  <Table.Td>
                    <Badge variant="light" color={treatment.kind === 'blocked' ? 'red' : 'petrol'}>
                      {words(treatment)}
                    </Badge>
                  </Table.Td>
                  <Table.Td>
                    <ConfirmButton
                      label={t('common.delete')}
                      question={t('definition.deleteRule', { number: number ?? '' })}
                      onConfirm={() => void change('DELETE', `/api/party-rules/${encodeURIComponent(partyRef)}`)}
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Paper>
    </Stack>
  );
}

function NewRule() {
  const { t } = useTranslation();
  const change = useChange(SHOWS_DEFINITION);
  const agents = useDefinition().data?.agents ?? [];
  const form = useForm({
    initialValues: { number: '', kind: 'vip' as (typeof KINDS)[number], priority: 10, agentId: null as string | null },
    validate: { number: (value) => (value.trim() === '' ? t('form.needed') : null) },
  });
  const add = async ({ number, kind, priority, agentId }: typeof form.values) => {
    const treatment = {
      vip: { kind, priority },
      blocked: { kind },
      preferredAgent: { kind, agentId },
    }[kind];
    if (await change('POST', '/api/party-rules', { body: { number, treatment } })) form.reset();
  };
  return (
    <form onSubmit={form.onSubmit((values) => void add(values))}>
      <Group align="end">
        <TextInput label={t('table.number')} placeholder="02 61 91 00 11" {...form.getInputProps('number')} />
        <Select
          label={t('definition.treatment')}
          allowDeselect={false}
          data={KINDS.map((value) => ({ value, label: t(`definition.rule.${value}`) }))}
          {...form.getInputProps('kind')}
        />
        {form.values.kind === 'vip' && (
          <NumberInput label={t('table.priority')} min={1} max={100} {...form.getInputProps('priority')} />
        )}
        {form.values.kind === 'preferredAgent' && (
          <Select
            label={t('table.agent')}
            searchable
            data={agents.map(({ agentId, name }) => ({ value: agentId, label: name }))}
            {...form.getInputProps('agentId')}
          />
        )}
        <Button type="submit">{t('common.add')}</Button>
      </Group>
    </form>
  );
}
