import { Fieldset, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { QueueStrategy, type QueueDefinition } from '@decroche/protocol';
import { Dialog } from '../parts/dialog.tsx';
import { AddRow, RemoveRow } from '../parts/row-buttons.tsx';
import { DefinitionFormEnd, useDefinitionForm } from './definition-form.tsx';
import { queueInputs, queueOf, queueValues, type QueueValues } from './queue-values.ts';

interface Props {
  readonly queue: QueueDefinition | 'new';
  readonly queues: readonly QueueDefinition[];
  readonly onClose: () => void;
}

type Form = UseFormReturnType<QueueValues>;

/** One queue, new or changed; the change can be tried on the last calls before it is published. */
export function QueueForm({ queue, queues, onClose }: Props) {
  const { t } = useTranslation();
  const isNew = queue === 'new';
  const form = useForm<QueueValues>({ initialValues: queueValues(isNew ? undefined : queue) });
  const { tried, save } = useDefinitionForm({
    ...{ form, parse: queueOf, inputs: queueInputs, onClose },
    ...(isNew && {
      taken: { input: 'queueId', by: (made: QueueDefinition) => queues.some((one) => one.queueId === made.queueId) },
    }),
    part: (made) => ({ queues: [made] }),
    to: ({ queueId }) => ['PUT', `/api/queues/${encodeURIComponent(queueId)}`],
  });
  return (
    <Dialog opened onClose={onClose} size="lg" title={isNew ? t('definition.newQueue') : queue.name}>
      <form onSubmit={form.onSubmit(() => void save())}>
        <Stack>
          <Group grow>
            <TextInput label={t('agents.name')} data-autofocus {...form.getInputProps('name')} />
            <TextInput label={t('agents.id')} disabled={!isNew} {...form.getInputProps('queueId')} />
          </Group>
          <HandOut form={form} />
          <Tiers form={form} />
          <Overflow form={form} queues={queues} />
          <HandOver form={form} queues={queues} />
          <Alarms form={form} />
          <DefinitionFormEnd tried={tried} />
        </Stack>
      </form>
    </Dialog>
  );
}

function HandOut({ form }: { form: Form }) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('definition.handOut')}>
      <Stack gap="xs">
        <Select
          label={t('definition.strategyLabel')}
          description={t(`definition.strategyHint.${form.values.strategy}`)}
          allowDeselect={false}
          data={QueueStrategy.options.map((value) => ({ value, label: t(`definition.strategy.${value}`) }))}
          {...form.getInputProps('strategy')}
        />
        <Group grow align="end">
          {form.values.strategy === 'ringAll' && (
            <NumberInput label={t('definition.ringAtOnce')} min={1} max={20} {...form.getInputProps('ringAtOnce')} />
          )}
          <NumberInput label={t('definition.ring')} suffix=" s" min={3} {...form.getInputProps('ringSeconds')} />
          <NumberInput label={t('definition.missLimit')} min={1} {...form.getInputProps('missLimit')} />
          <NumberInput
            label={t('definition.missRest')}
            suffix=" s"
            min={0}
            {...form.getInputProps('missRestSeconds')}
          />
        </Group>
        <NumberInput
          label={t('definition.minimumPresent')}
          description={t('definition.minimumPresentHint')}
          min={0}
          {...form.getInputProps('minimumPresent')}
        />
      </Stack>
    </Fieldset>
  );
}

function Tiers({ form }: { form: Form }) {
  const { t } = useTranslation();
  const next = Math.max(0, ...form.values.tiers.map(({ tier }) => tier)) + 1;
  return (
    <Fieldset legend={t('definition.tiers')}>
      <Stack gap="xs">
        {form.values.tiers.map(({ tier }, index) => (
          <Group key={`${index}-${form.values.tiers.length}`} gap="xs" align="end">
            <NumberInput label={t('definition.tier')} min={1} max={9} {...form.getInputProps(`tiers.${index}.tier`)} />
            <NumberInput
              label={t('definition.askedAfter')}
              suffix=" s"
              min={0}
              {...form.getInputProps(`tiers.${index}.afterSeconds`)}
            />
            <RemoveRow what={`${t('definition.tier')} ${tier}`} onClick={() => form.removeListItem('tiers', index)} />
          </Group>
        ))}
        <AddRow
          label={t('definition.addTier')}
          onClick={() => form.insertListItem('tiers', { tier: next, afterSeconds: 20 * next })}
        />
      </Stack>
    </Fieldset>
  );
}

function Overflow({ form, queues }: { form: Form; queues: readonly QueueDefinition[] }) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('definition.overflow')}>
      <Group grow align="end">
        <Select
          label={t('definition.overflowTo')}
          placeholder={t('definition.noOverflow')}
          clearable
          data={queues
            .filter(({ queueId }) => queueId !== form.values.queueId)
            .map(({ queueId, name }) => ({ value: queueId, label: name }))}
          clearButtonProps={{ 'aria-label': t('definition.noOverflow') }}
          {...form.getInputProps('overflowQueueId')}
        />
        {form.values.overflowQueueId !== null && (
          <NumberInput
            label={t('definition.overflowAfter')}
            suffix=" s"
            min={0}
            {...form.getInputProps('overflowSeconds')}
          />
        )}
      </Group>
    </Fieldset>
  );
}

/** First reception: where its agents hand their callers over to (C9). */
function HandOver({ form, queues }: { form: Form; queues: readonly QueueDefinition[] }) {
  const { t } = useTranslation();
  return (
    <Select
      label={t('definition.handOverTo')}
      description={t('definition.handOverToHint')}
      placeholder={t('definition.noHandOver')}
      clearable
      data={queues
        .filter(({ queueId }) => queueId !== form.values.queueId)
        .map(({ queueId, name }) => ({ value: queueId, label: name }))}
      clearButtonProps={{ 'aria-label': t('definition.noHandOver') }}
      {...form.getInputProps('handOverTo')}
    />
  );
}

function Alarms({ form }: { form: Form }) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('definition.alarms')}>
      <Group grow align="end">
        <NumberInput label={t('definition.alarmWaiting')} min={1} {...form.getInputProps('alarmWaiting')} />
        <NumberInput
          label={t('definition.alarmWait')}
          suffix=" s"
          min={1}
          {...form.getInputProps('alarmWaitSeconds')}
        />
        <NumberInput label={t('definition.alarmPresent')} min={1} {...form.getInputProps('alarmPresent')} />
      </Group>
    </Fieldset>
  );
}
