import { Badge, Button, Group, Paper, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus, IconSearch, IconServer } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EquipmentInput, SupportClass, type OnCallSetup } from '@decroche/protocol';
import { idOf } from '../../admin/id-of.ts';
import { ConfirmButton } from '../../parts/confirm-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ListTable } from '../../parts/list-table.tsx';
import { Nothing } from '../../parts/nothing.tsx';
import { useChange } from '../../parts/use-change.ts';
import { SHOWS_ON_CALL } from '../on-call-queries.ts';
import { freeId, useSetupForm } from './use-setup-form.ts';

type Equipment = OnCallSetup['equipment'][number];

/** What is watched, and how fast somebody must be told (O2). */
export function EquipmentSetup({ setup }: { setup: OnCallSetup }) {
  const { t } = useTranslation();
  const [edited, setEdited] = useState<Equipment | 'new'>();
  const [q, setQ] = useState('');
  const wanted = q.trim().toLowerCase();
  const found = setup.equipment.filter(({ name, description }) =>
    `${name} ${description}`.toLowerCase().includes(wanted),
  );
  const none = setup.equipment.length === 0;
  return (
    <Stack>
      <Group justify="space-between">
        <TextInput
          aria-label={t('common.search')}
          placeholder={t('common.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={q}
          onChange={({ currentTarget }) => setQ(currentTarget.value)}
        />
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEdited('new')}>
          {t('onCall.setup.equipment.new')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t('onCall.setup.equipment.classes')}
      </Text>
      <Paper p="md" bg="var(--surface)">
        {found.length === 0 ? (
          <Nothing
            icon={IconServer}
            title={none ? t('onCall.setup.equipment.none') : t('common.nothingFound')}
            {...(none && { hint: t('onCall.setup.equipment.noneHint') })}
          />
        ) : (
          <EquipmentTable {...{ equipment: found, setup, setEdited }} />
        )}
      </Paper>
      {edited && <EquipmentForm {...{ setup, equipment: edited }} onClose={() => setEdited(undefined)} />}
    </Stack>
  );
}

interface TableProps {
  readonly equipment: readonly Equipment[];
  readonly setup: OnCallSetup;
  readonly setEdited: (equipment: Equipment) => void;
}

function EquipmentTable({ equipment, setup, setEdited }: TableProps) {
  const { t } = useTranslation();
  const change = useChange(SHOWS_ON_CALL);
  const policyName = (id: string) => setup.policies.find(({ policyId }) => policyId === id)?.name ?? id;
  return (
    <ListTable
      label={t('onCall.setup.tab.equipment')}
      minWidth={720}
      columns={[
        ...[t('agents.name'), t('onCall.setup.equipment.description'), t('onCall.setup.equipment.class')],
        ...[t('onCall.alert.policy'), t('table.action')],
      ]}
    >
      {equipment.map((each) => (
        <Table.Tr key={each.equipmentId}>
          <Table.Td fw={600}>{each.name}</Table.Td>
          <Table.Td>{each.description}</Table.Td>
          <Table.Td>
            <Badge variant={each.supportClass === 'HNO' ? 'filled' : 'default'} tt="none" miw="max-content">
              {each.supportClass}
            </Badge>
          </Table.Td>
          <Table.Td>{policyName(each.policyId)}</Table.Td>
          <Table.Td>
            <Group gap={4} wrap="nowrap">
              <Button size="compact-md" variant="default" onClick={() => setEdited(each)}>
                {t('common.edit')}
              </Button>
              <ConfirmButton
                label={t('common.delete')}
                question={t('onCall.setup.delete', each)}
                onConfirm={() =>
                  void change('DELETE', `/api/on-call/equipment/${encodeURIComponent(each.equipmentId)}`)
                }
              />
            </Group>
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}

interface FormProps {
  readonly setup: OnCallSetup;
  readonly equipment: Equipment | 'new';
  readonly onClose: () => void;
}

function EquipmentForm({ setup, equipment, onClose }: FormProps) {
  const { t } = useTranslation();
  const known = equipment === 'new' ? undefined : equipment;
  const form = useForm({
    initialValues: {
      name: known?.name ?? '',
      description: known?.description ?? '',
      supportClass: known?.supportClass ?? 'HNO',
      policyId: (known?.policyId ?? setup.policies[0]?.policyId ?? null) as string | null,
    },
  });
  const ids = setup.equipment.map(({ equipmentId }) => equipmentId);
  const save = useSetupForm({
    form,
    onClose,
    parse: (values) => EquipmentInput.safeParse(values),
    path: ({ name }) => `/api/on-call/equipment/${encodeURIComponent(known?.equipmentId ?? freeId(idOf(name), ids))}`,
  });
  return (
    <Dialog opened onClose={onClose} title={known?.name ?? t('onCall.setup.equipment.new')}>
      <form onSubmit={form.onSubmit(() => void save())}>
        <Stack>
          <TextInput
            label={t('agents.name')}
            description={t('onCall.setup.equipment.nameHint')}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput label={t('onCall.setup.equipment.description')} {...form.getInputProps('description')} />
          <Select
            label={t('onCall.setup.equipment.class')}
            allowDeselect={false}
            data={SupportClass.options.map((value) => ({ value, label: t(`onCall.setup.equipment.of.${value}`) }))}
            {...form.getInputProps('supportClass')}
          />
          <Select
            label={t('onCall.alert.policy')}
            allowDeselect={false}
            data={setup.policies.map(({ policyId, name }) => ({ value: policyId, label: name }))}
            {...form.getInputProps('policyId')}
          />
          <Button type="submit">{t('common.save')}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}
