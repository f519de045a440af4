import { Button, Select, Stack, Switch, TextInput, Tooltip } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ServiceId } from '@decroche/protocol';
import { Dialog } from '../parts/dialog.tsx';
import { WhenField } from '../parts/when-field.tsx';
import { useDefinition } from '../queries.ts';
import { useAnswersCalls, useRingBack } from './use-ring-back.tsx';

/** A call-back to a number somebody gave: by whom, when, on behalf of which service. */
export function NewCallbackButton() {
  const { t } = useTranslation();
  const { ring } = useRingBack();
  const services = (useDefinition().data?.services ?? []).filter(
    ({ callback, childProtection }) => callback !== undefined && childProtection !== true,
  );
  const answers = useAnswersCalls();
  const [opened, { open, close }] = useDisclosure(false);
  const form = useForm({
    initialValues: { number: '', serviceId: null as string | null, at: undefined as number | undefined, mine: true },
    validate: { number: (value) => (value.trim().length < 2 ? t('form.needed') : null) },
  });
  const only = services[0]?.serviceId;
  const place = async ({ number, serviceId, at, mine }: typeof form.values) => {
    const service = (serviceId ?? only) as ServiceId | undefined;
    if (service === undefined) return form.setFieldError('serviceId', t('form.needed'));
    const whom = { kind: 'number', number: number.trim(), serviceId: service } as const;
    if (!(await ring(whom, number.trim(), at, answers && mine))) return;
    form.reset();
    close();
  };
  return (
    <>
      <Tooltip label={t('followUps.new.noService')} disabled={services.length > 0}>
        <Button
          leftSection={<IconPlus size={18} aria-hidden />}
          data-disabled={services.length === 0 || undefined}
          aria-disabled={services.length === 0}
          onClick={() => services.length > 0 && open()}
        >
          {t('followUps.callbacks.new')}
        </Button>
      </Tooltip>
      <Dialog opened={opened} onClose={close} title={t('followUps.new.title')}>
        <form onSubmit={form.onSubmit((values) => void place(values))}>
          <Stack>
            <TextInput
              label={t('followUps.new.number')}
              description={t('followUps.new.numberHint')}
              inputMode="tel"
              data-autofocus
              {...form.getInputProps('number')}
            />
            <Select
              label={t('followUps.new.service')}
              allowDeselect={false}
              data={services.map(({ serviceId, name }) => ({ value: serviceId as string, label: name }))}
              {...form.getInputProps('serviceId')}
              value={form.values.serviceId ?? only ?? null}
            />
            <WhenField
              label={t('followUps.new.at')}
              description={t('followUps.new.atHint')}
              clearable
              at={form.values.at}
              onChange={(at) => form.setFieldValue('at', at)}
            />
            {answers && (
              <Switch
                label={t('followUps.new.mine')}
                description={t('followUps.new.mineHint')}
                {...form.getInputProps('mine', { type: 'checkbox' })}
              />
            )}
            <Button type="submit">{t('followUps.new.create')}</Button>
          </Stack>
        </form>
      </Dialog>
    </>
  );
}
