import { Button, Group, Select, Skeleton, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { AlertOpened, type OnCallSetup } from '@decroche/protocol';
import { Dialog } from '../parts/dialog.tsx';
import { ProblemAlert } from '../parts/problem.tsx';
import { useChange } from '../parts/use-change.ts';
import { SHOWS_ALERTS, useOnCallSetup } from './on-call-queries.ts';

/** Somebody mobilises people by hand (O3): what it is about, and whom it asks. */
export function NewAlert({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { data: setup, error, refetch } = useOnCallSetup();
  return (
    <Dialog opened onClose={onClose} title={t('onCall.alert.new')}>
      {error && <ProblemAlert error={error} retry={() => void refetch()} />}
      {!setup && !error && <Skeleton h={320} aria-label={t('common.loading')} />}
      {setup && <AlertForm setup={setup} onClose={onClose} />}
    </Dialog>
  );
}

function AlertForm({ setup, onClose }: { setup: OnCallSetup; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const change = useChange(SHOWS_ALERTS);
  const [first] = setup.policies;
  const form = useForm({
    initialValues: { title: '', detail: '', host: null as string | null, policyId: first?.policyId ?? null },
    validate: {
      title: (value) => (value.trim() === '' ? t('form.needed') : null),
      policyId: (value, { host }) => (value === null && host === null ? t('onCall.alert.policyNeeded') : null),
    },
  });
  const save = async ({ title, detail, host, policyId }: typeof form.values) => {
    const body = {
      ...{ title: title.trim(), detail },
      ...(host !== null && { host }),
      ...(policyId !== null && { policyId }),
    };
    const opened = await change('POST', '/api/on-call/alerts', {
      ...{ body, schema: AlertOpened, done: t('onCall.alert.opening') },
    });
    if (!opened) return;
    onClose();
    void navigate(`/on-call/alerts/${opened.alertId}`);
  };
  return (
    <form onSubmit={form.onSubmit((values) => void save(values))}>
      <Stack>
        <Text size="sm">{t('onCall.alert.newHint')}</Text>
        <TextInput
          label={t('onCall.alert.title')}
          description={t('onCall.alert.titleHint')}
          maxLength={200}
          data-autofocus
          {...form.getInputProps('title')}
        />
        <Textarea
          label={t('onCall.alert.detail')}
          autosize
          minRows={3}
          maxLength={4000}
          {...form.getInputProps('detail')}
        />
        <Select
          label={t('onCall.alert.policy')}
          data={setup.policies.map(({ policyId, name }) => ({ value: policyId, label: name }))}
          {...form.getInputProps('policyId')}
        />
        <Select
          label={t('onCall.alert.equipment')}
          description={t('onCall.alert.equipmentHint')}
          clearable
          searchable
          clearButtonProps={{ 'aria-label': t('common.clear') }}
          data={setup.equipment.map(({ name, description }) => ({
            value: name,
            label: description === '' ? name : `${name} · ${description}`,
          }))}
          {...form.getInputProps('host')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" color="red.9">
            {t('onCall.alert.raise')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
