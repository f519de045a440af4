import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { DatePickerInput, TimeInput } from '@mantine/dates';
import { useForm } from '@mantine/form';
import { IconArrowUp, IconRefresh } from '@tabler/icons-react';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RotationInput, type OnCallSetup } from '@decroche/protocol';
import { idOf } from '../../admin/id-of.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { AddRow, RemoveRow } from '../../parts/row-buttons.tsx';
import { useDay } from '../../planning/use-day.ts';
import { useResponderName } from '../on-call-queries.ts';
import { SetupList } from './setup-list.tsx';
import { freeId, useSetupForm } from './use-setup-form.ts';

type Rotation = OnCallSetup['rotations'][number];

/** People who take turns. */
export function RotationSetup({ setup }: { setup: OnCallSetup }) {
  const [edited, setEdited] = useState<Rotation | 'new'>();
  return (
    <>
      <SetupList
        kind="rotations"
        icon={IconRefresh}
        items={setup.rotations.map((rotation) => ({
          ...{ id: rotation.rotationId, name: rotation.name, content: <RotationWords rotation={rotation} /> },
        }))}
        onEdit={(id) => setEdited(setup.rotations.find(({ rotationId }) => rotationId === id))}
        onNew={() => setEdited('new')}
      />
      {edited && <RotationForm {...{ setup, rotation: edited }} onClose={() => setEdited(undefined)} />}
    </>
  );
}

function RotationWords({ rotation: { participants, turn, startsOn, handOverAt } }: { rotation: Rotation }) {
  const { t } = useTranslation();
  const nameOf = useResponderName();
  return (
    <>
      <Text size="sm">{participants.map(nameOf).join(' → ')}</Text>
      <Text size="sm" c="dimmed" className="tabular">
        {t(`onCall.setup.rotations.every.${turn.unit}`, { count: turn.count })}{' '}
        {t('onCall.setup.rotations.since', { date: dayjs(startsOn).format('DD/MM/YYYY'), at: handOverAt })}
      </Text>
    </>
  );
}

interface FormProps {
  readonly setup: OnCallSetup;
  readonly rotation: Rotation | 'new';
  readonly onClose: () => void;
}

function RotationForm({ setup, rotation, onClose }: FormProps) {
  const { t } = useTranslation();
  const { today } = useDay();
  const known = rotation === 'new' ? undefined : rotation;
  const form = useForm<RotationValues>({
    initialValues: {
      name: known?.name ?? '',
      participants: known?.participants.map(String) ?? [],
      turn: known?.turn ?? { unit: 'week', count: 1 },
      startsOn: known?.startsOn ?? today,
      handOverAt: known?.handOverAt ?? '08:00',
    },
  });
  const ids = setup.rotations.map(({ rotationId }) => rotationId);
  const save = useSetupForm({
    form,
    onClose,
    parse: (values) => RotationInput.safeParse(values),
    path: ({ name }) => `/api/on-call/rotations/${encodeURIComponent(known?.rotationId ?? freeId(idOf(name), ids))}`,
  });
  return (
    <Dialog opened onClose={onClose} size="lg" title={known?.name ?? t('onCall.setup.rotations.new')}>
      <form onSubmit={form.onSubmit(() => void save())}>
        <Stack>
          <TextInput label={t('agents.name')} data-autofocus {...form.getInputProps('name')} />
          <Group grow align="flex-start">
            <NumberInput
              label={t('onCall.setup.rotations.turn')}
              min={1}
              max={52}
              {...form.getInputProps('turn.count')}
            />
            <Select
              label={t('onCall.setup.rotations.unit')}
              allowDeselect={false}
              data={[
                { value: 'day', label: t('onCall.setup.rotations.days') },
                { value: 'week', label: t('onCall.setup.rotations.weeks') },
              ]}
              {...form.getInputProps('turn.unit')}
            />
            <DatePickerInput
              label={t('onCall.setup.rotations.startsOn')}
              valueFormat="ddd DD/MM/YYYY"
              {...form.getInputProps('startsOn')}
            />
            <TimeInput label={t('onCall.setup.rotations.handOver')} {...form.getInputProps('handOverAt')} />
          </Group>
          <Turns form={form} setup={setup} />
          <Button type="submit">{t('common.save')}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}

interface RotationValues {
  name: string;
  participants: (string | null)[];
  turn: Rotation['turn'];
  startsOn: string;
  handOverAt: string;
}

/** The people in the order of their turns. */
function Turns({ form, setup }: { form: ReturnType<typeof useForm<RotationValues>>; setup: OnCallSetup }) {
  const { t } = useTranslation();
  const people = setup.responders.map(({ responderId, name }) => ({ value: responderId, label: name }));
  const { participants } = form.values;
  return (
    <Stack gap="xs" role="group" aria-label={t('onCall.setup.rotations.order')}>
      {participants.map((_, index) => (
        <Group key={`${index}-${participants.length}`} align="flex-end" wrap="nowrap" gap="xs">
          <Select
            label={t('onCall.setup.rotations.turnOf', { number: index + 1 })}
            style={{ flex: 1 }}
            searchable
            data={people}
            {...form.getInputProps(`participants.${index}`)}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            disabled={index === 0}
            aria-label={t('onCall.setup.earlier', { number: index + 1 })}
            onClick={() => form.reorderListItem('participants', { from: index, to: index - 1 })}
          >
            <IconArrowUp size={16} aria-hidden />
          </ActionIcon>
          <RemoveRow
            what={t('onCall.setup.rotations.turnOf', { number: index + 1 })}
            onClick={() => form.removeListItem('participants', index)}
          />
        </Group>
      ))}
      <AddRow label={t('onCall.setup.rotations.addTurn')} onClick={() => form.insertListItem('participants', null)} />
      {form.errors['participants'] !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)">
          {t('onCall.setup.rotations.needed')}
        </Text>
      )}
    </Stack>
  );
}
