import { Button, Fieldset, Group, MultiSelect, NumberInput, Stack, TextInput } from '@mantine/core';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { OnCallSetup } from '@decroche/protocol';
import { idOf } from '../../admin/id-of.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { AddRow, RemoveRow } from '../../parts/row-buttons.tsx';
import { newStep, policyInputs, policyOf, policyValues, type PolicyValues } from './policy-values.ts';
import { freeId, useSetupForm } from './use-setup-form.ts';

interface Props {
  readonly setup: OnCallSetup;
  readonly policy: OnCallSetup['policies'][number] | 'new';
  readonly onClose: () => void;
}

/** The steps of an escalation, and its times. */
export function PolicyForm({ setup, policy, onClose }: Props) {
  const { t } = useTranslation();
  const known = policy === 'new' ? undefined : policy;
  const form = useForm<PolicyValues>({ initialValues: policyValues(known) });
  const ids = setup.policies.map(({ policyId }) => policyId);
  const save = useSetupForm({
    ...{ form, onClose, parse: policyOf, inputs: policyInputs },
    path: ({ name }) => `/api/on-call/policies/${encodeURIComponent(known?.policyId ?? freeId(idOf(name), ids))}`,
  });
  return (
    <Dialog opened onClose={onClose} size="xl" title={known?.name ?? t('onCall.setup.policies.new')}>
      <form onSubmit={form.onSubmit(() => void save())}>
        <Stack>
          <TextInput label={t('agents.name')} data-autofocus {...form.getInputProps('name')} />
          <Steps form={form} setup={setup} />
          <Times form={form} />
          <Button type="submit">{t('common.save')}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}

function Steps({ form, setup }: { form: UseFormReturnType<PolicyValues>; setup: OnCallSetup }) {
  const { t } = useTranslation();
  const { steps } = form.values;
  const targets = [
    {
      group: t('onCall.setup.tab.schedules'),
      items: setup.schedules.map(({ scheduleId, name }) => ({ value: `schedule:${scheduleId}`, label: name })),
    },
    {
      group: t('onCall.setup.tab.responders'),
      items: setup.responders.map(({ responderId, name }) => ({ value: `responder:${responderId}`, label: name })),
    },
  ];
  return (
    <Fieldset legend={t('onCall.setup.policies.steps')}>
      <Stack gap="xs">
        {steps.map((_, index) => (
          <Group key={`${index}-${steps.length}`} align="flex-end" wrap="nowrap" gap="xs">
            <MultiSelect
              label={t('onCall.setup.policies.step', { number: index + 1 })}
              description={index === 0 ? t('onCall.setup.policies.stepHint') : undefined}
              style={{ flex: 1 }}
              searchable
              data={targets}
              {...form.getInputProps(`steps.${index}.targets`)}
            />
            <NumberInput
              label={t('onCall.setup.policies.afterLabel')}
              suffix=" min"
              min={0}
              w={160}
              {...form.getInputProps(`steps.${index}.afterMinutes`)}
            />
            <RemoveRow
              what={t('onCall.setup.policies.step', { number: index + 1 })}
              onClick={() => form.removeListItem('steps', index)}
            />
          </Group>
        ))}
        <AddRow
          label={t('onCall.setup.policies.addStep')}
          onClick={() => form.insertListItem('steps', newStep(steps.length === 0))}
        />
      </Stack>
    </Fieldset>
  );
}

function Times({ form }: { form: UseFormReturnType<PolicyValues> }) {
  const { t } = useTranslation();
  return (
    <Fieldset legend={t('onCall.setup.policies.timesLegend')}>
      <Stack gap="xs">
        <Group grow align="flex-end">
          <NumberInput
            label={t('onCall.setup.policies.ring')}
            suffix=" s"
            min={5}
            {...form.getInputProps('ringSeconds')}
          />
          <NumberInput
            label={t('onCall.setup.policies.key')}
            suffix=" s"
            min={5}
            {...form.getInputProps('keySeconds')}
          />
          <NumberInput
            label={t('onCall.setup.policies.mail')}
            suffix=" min"
            min={1}
            {...form.getInputProps('mailMinutes')}
          />
          <NumberInput label={t('onCall.setup.policies.loops')} min={1} max={9} {...form.getInputProps('loops')} />
        </Group>
        <Group grow align="flex-end">
          <NumberInput
            label={t('onCall.setup.policies.remote')}
            suffix=" min"
            min={1}
            {...form.getInputProps('remoteMinutes')}
          />
          <NumberInput
            label={t('onCall.setup.policies.onSite')}
            suffix=" min"
            min={1}
            {...form.getInputProps('onSiteMinutes')}
          />
        </Group>
      </Stack>
    </Fieldset>
  );
}
