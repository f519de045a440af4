import { Fieldset, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Definition } from '@decroche/protocol';
import { AddRow, RemoveRow } from '../parts/row-buttons.tsx';
import type { ServiceValues } from './service-values.ts';

type Form = UseFormReturnType<ServiceValues>;

const KEYS = [...'1234567890*#'];

/** Where a key may lead. */
export function targetChoices({ queues }: Definition, t: TFunction) {
  return [
    ...queues.map(({ queueId, name }) => ({ value: `queue:${queueId}`, label: t('definition.toQueue', { name }) })),
    ...(['voicemail', 'callback', 'stay'] as const).map((value) => ({ value, label: t(`definition.target.${value}`) })),
  ];
}

interface KeyTableProps {
  readonly form: Form;
  readonly field: 'waitingKeys' | 'menuKeys';
  readonly definition: Definition;
  readonly legend: string;
  readonly labelled?: boolean;
}

/** Which key leads where. */
export function KeyTable({ form, field, definition, legend, labelled = false }: KeyTableProps) {
  const { t } = useTranslation();
  const rows = form.values[field];
  const free = KEYS.find((key) => !rows.some((row) => row.key === key)) ?? '1';
  return (
    <Fieldset legend={legend}>
      <Stack gap="xs">
        {rows.map((row, index) => (
          <Group key={`${index}-${rows.length}`} align="end" wrap="nowrap">
            <Select
              w={90}
              label={t('definition.key')}
              allowDeselect={false}
              data={KEYS}
              {...form.getInputProps(`${field}.${index}.key`)}
            />
            {labelled && <TextInput label={t('definition.label')} {...form.getInputProps(`${field}.${index}.label`)} />}
            <Select
              style={{ flex: 1 }}
              label={t('definition.leadsTo')}
              allowDeselect={false}
              data={targetChoices(definition, t)}
              {...form.getInputProps(`${field}.${index}.target`)}
            />
            <RemoveRow what={`${t('definition.key')} ${row.key}`} onClick={() => form.removeListItem(field, index)} />
          </Group>
        ))}
        <AddRow
          label={t('definition.addKey')}
          onClick={() => form.insertListItem(field, { key: free, label: '', target: 'voicemail' })}
        />
      </Stack>
    </Fieldset>
  );
}

/** The expected wait in ranges: up to so many minutes, this is said. */
export function RangeTable({ form, prompts }: { form: Form; prompts: { value: string; label: string }[] }) {
  const { t } = useTranslation();
  const { ranges } = form.values;
  return (
    <Fieldset legend={t('definition.ranges')}>
      <Stack gap="xs">
        {ranges.map((_, index) => (
          <Group key={`${index}-${ranges.length}`} align="end" wrap="nowrap">
            <NumberInput
              w={120}
              label={t('definition.upTo')}
              suffix=" min"
              min={0.5}
              step={0.5}
              {...form.getInputProps(`ranges.${index}.upToMinutes`)}
            />
            <Select
              style={{ flex: 1 }}
              label={t('services.prompt')}
              searchable
              allowDeselect={false}
              data={prompts}
              {...form.getInputProps(`ranges.${index}.prompt`)}
            />
            <RemoveRow what={t('definition.ranges')} onClick={() => form.removeListItem('ranges', index)} />
          </Group>
        ))}
        <AddRow
          label={t('definition.addRange')}
          onClick={() => form.insertListItem('ranges', { upToMinutes: 5, prompt: prompts[0]?.value ?? '' })}
        />
      </Stack>
    </Fieldset>
  );
}

/** What the callers of a service need of an agent. */
export function NeedTable({ form, definition }: { form: Form; definition: Definition }) {
  const { t } = useTranslation();
  const { needs } = form.values;
  const [first] = definition.skills;
  if (!first) return null;
  return (
    <Fieldset legend={t('definition.needs')}>
      <Stack gap="xs">
        {needs.map((_, index) => (
          <Group key={`${index}-${needs.length}`} align="end">
            <Select
              label={t('definition.skill')}
              allowDeselect={false}
              data={definition.skills.map(({ skillId, name }) => ({ value: skillId as string, label: name }))}
              {...form.getInputProps(`needs.${index}.skillId`)}
            />
            <NumberInput
              label={t('definition.level')}
              min={1}
              max={5}
              {...form.getInputProps(`needs.${index}.level`)}
            />
            <RemoveRow what={t('definition.skill')} onClick={() => form.removeListItem('needs', index)} />
          </Group>
        ))}
        <AddRow
          label={t('definition.addNeed')}
          onClick={() => form.insertListItem('needs', { skillId: first.skillId, level: 1 })}
        />
      </Stack>
    </Fieldset>
  );
}
