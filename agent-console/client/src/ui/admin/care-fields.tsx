import {
  Alert,
  Fieldset,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { OnCallSetup } from '@decroche/protocol';
import { AddRow, RemoveRow } from '../parts/row-buttons.tsx';
import { useRead } from '../queries.ts';
import { promptChoices, type Part } from './service-parts.ts';

const KEYS = [...'1234567890*#'];

/** Whom the service protects, and how those who can not speak are understood (C9). */
export function Protection({ form, definition }: Part) {
  const { t } = useTranslation();
  const { values } = form;
  return (
    <Stack>
      <Switch
        label={t('definition.childProtection')}
        description={t('definition.childProtectionHint')}
        {...form.getInputProps('childProtection', { type: 'checkbox' })}
      />
      {values.childProtection && (
        <Alert variant="light" color="petrol" icon={<IconShieldLock aria-hidden />}>
          {t('definition.childProtectionMeans')}
        </Alert>
      )}
      <MultiSelect
        label={t('definition.relayNumbers')}
        description={t('definition.relayNumbersHint')}
        data={[...new Set([...values.numbers, ...values.relayNumbers])]}
        {...form.getInputProps('relayNumbers')}
      />
      <Switch
        label={t('definition.asksSilent')}
        description={t('definition.asksSilentHint')}
        {...form.getInputProps('asksSilent', { type: 'checkbox' })}
      />
      {values.asksSilent && (
        <>
          <Select
            w={220}
            label={t('definition.silentKey')}
            allowDeselect={false}
            data={KEYS}
            {...form.getInputProps('silentKey')}
          />
          <Questions form={form} definition={definition} />
        </>
      )}
    </Stack>
  );
}

function Questions({ form, definition }: Part) {
  const { t } = useTranslation();
  const { questions } = form.values;
  return (
    <Fieldset legend={t('definition.questions')}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t('definition.questionsHint')}
        </Text>
        {questions.map((question, index) => (
          <Group key={`${index}-${questions.length}`} align="end" wrap="nowrap">
            <TextInput
              style={{ flex: 1 }}
              label={t('definition.question')}
              maxLength={120}
              {...form.getInputProps(`questions.${index}.label`)}
            />
            <Select
              style={{ flex: 1 }}
              label={t('services.prompt')}
              searchable
              data={promptChoices(definition)}
              {...form.getInputProps(`questions.${index}.prompt`)}
            />
            <RemoveRow
              what={`${t('definition.question')} ${question.label}`}
              onClick={() => form.removeListItem('questions', index)}
            />
          </Group>
        ))}
        <AddRow
          label={t('definition.addQuestion')}
          onClick={() => form.insertListItem('questions', { questionId: '', label: '', prompt: null })}
        />
      </Stack>
    </Fieldset>
  );
}

/** Whom the service asks out of hours (O1, O2). */
export function Night({ form, definition }: Part) {
  const { t } = useTranslation();
  const setup = useRead(['onCall', 'setup'], '/api/on-call/setup', OnCallSetup).data;
  const { values } = form;
  const policies = (setup?.policies ?? []).map(({ policyId, name }) => ({ value: policyId, label: name }));
  const known = policies.some(({ value }) => value === values.onCallPolicy) || values.onCallPolicy === null;
  return (
    <Stack>
      <Switch
        label={t('definition.hasOnCall')}
        description={t('definition.hasOnCallHint')}
        {...form.getInputProps('hasOnCall', { type: 'checkbox' })}
      />
      {values.hasOnCall && (
        <>
          <Select
            label={t('definition.onCallPolicy')}
            description={setup?.policies.length === 0 ? t('definition.noPolicy') : undefined}
            allowDeselect={false}
            data={
              known ? policies : [...policies, { value: values.onCallPolicy ?? '', label: values.onCallPolicy ?? '' }]
            }
            {...form.getInputProps('onCallPolicy')}
          />
          <Select
            label={t('definition.onCallPrompt')}
            searchable
            allowDeselect={false}
            data={promptChoices(definition)}
            {...form.getInputProps('onCallPrompt')}
          />
          <Group grow align="end">
            <NumberInput label={t('definition.every')} suffix=" s" min={5} {...form.getInputProps('onCallSeconds')} />
            <Select
              label={t('definition.messageKey')}
              allowDeselect={false}
              data={KEYS}
              {...form.getInputProps('messageKey')}
            />
          </Group>
        </>
      )}
    </Stack>
  );
}
