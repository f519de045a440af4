import { Button, MultiSelect, Select, Stack, Text, TextInput, Group } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AccountPage, ResponderInput, type OnCallSetup } from '@decroche/protocol';
import { Dialog } from '../../parts/dialog.tsx';
import { AddRow, RemoveRow } from '../../parts/row-buttons.tsx';
import { useRead } from '../../queries.ts';
import { useResponderName } from '../on-call-queries.ts';
import { SetupList } from './setup-list.tsx';
import { useSetupForm } from './use-setup-form.ts';

type Responder = OnCallSetup['responders'][number];

/** Who can be on call: accounts, with their telephones in the order they are rung, and who stands in for them. */
export function ResponderSetup({ setup }: { setup: OnCallSetup }) {
  const nameOf = useResponderName();
  const [edited, setEdited] = useState<Responder | 'new'>();
  return (
    <>
      <SetupList
        kind="responders"
        icon={IconUsers}
        items={setup.responders.map((responder) => ({
          id: responder.responderId,
          name: responder.name,
          content: <Means responder={responder} nameOf={nameOf} />,
        }))}
        onEdit={(id) => setEdited(setup.responders.find(({ responderId }) => responderId === id))}
        onNew={() => setEdited('new')}
      />
      {edited && <ResponderForm {...{ setup, responder: edited }} onClose={() => setEdited(undefined)} />}
    </>
  );
}

function Means({ responder, nameOf }: { responder: Responder; nameOf: (id: string) => string }) {
  const { t } = useTranslation();
  const { phones, phoneCount, hasMail, backups } = responder;
  const means = [
    ...(phones ?? (phoneCount > 0 ? [t('onCall.setup.responders.phones', { count: phoneCount })] : [])),
    ...(hasMail ? [t('onCall.setup.responders.mail')] : []),
  ];
  return (
    <>
      <Text size="sm" className="tabular">
        {means.length === 0 ? t('onCall.setup.responders.noMeans') : means.join(', ')}
      </Text>
      {backups.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('onCall.absence.backups', { names: backups.map(nameOf).join(', ') })}
        </Text>
      )}
    </>
  );
}

interface FormProps {
  readonly setup: OnCallSetup;
  readonly responder: Responder | 'new';
  readonly onClose: () => void;
}

function ResponderForm({ setup, responder, onClose }: FormProps) {
  const { t } = useTranslation();
  const known = responder === 'new' ? undefined : responder;
  const accounts = useRead(['accounts'], '/api/accounts?limit=500', AccountPage).data?.items ?? [];
  const form = useForm({
    initialValues: {
      responderId: (known?.responderId ?? null) as string | null,
      phones: [...(known?.phones ?? [])],
      backups: known?.backups.map(String) ?? [],
    },
  });
  const save = useSetupForm({
    form,
    onClose,
    parse: (values) => ResponderInput.safeParse(values),
    path: ({ responderId }) => `/api/on-call/responders/${encodeURIComponent(responderId ?? '')}`,
  });
  const taken = new Set(setup.responders.map(({ responderId }) => String(responderId)));
  const title = known?.name ?? t('onCall.setup.responders.new');
  return (
    <Dialog opened onClose={onClose} title={title}>
      <form onSubmit={form.onSubmit(() => void save())}>
        <Stack>
          {known === undefined && (
            <Select
              label={t('onCall.setup.responders.account')}
              description={t('onCall.setup.responders.accountHint')}
              searchable
              data-autofocus
              openOnFocus={false}
              data={accounts
                .filter(({ accountId, disabled }) => !disabled && !taken.has(accountId))
                .map(({ accountId, name, login }) => ({ value: accountId, label: `${name} (${login})` }))}
              {...form.getInputProps('responderId')}
            />
          )}
          {form.values.phones.map((_, index) => (
            <Group key={`${index}-${form.values.phones.length}`} align="flex-end" wrap="nowrap">
              <TextInput
                label={t('onCall.setup.responders.phone', { number: index + 1 })}
                type="tel"
                style={{ flex: 1 }}
                {...form.getInputProps(`phones.${index}`)}
              />
              <RemoveRow
                what={t('onCall.setup.responders.phone', { number: index + 1 })}
                onClick={() => form.removeListItem('phones', index)}
              />
            </Group>
          ))}
          {form.values.phones.length < 4 && (
            <AddRow label={t('onCall.setup.responders.addPhone')} onClick={() => form.insertListItem('phones', '')} />
          )}
          {form.values.phones.length === 0 && <Text size="sm">{t('onCall.setup.responders.mailOnly')}</Text>}
          <MultiSelect
            label={t('onCall.setup.responders.backups')}
            description={t('onCall.setup.responders.backupsHint')}
            searchable
            data={setup.responders
              .filter(({ responderId }) => responderId !== form.values.responderId)
              .map(({ responderId, name }) => ({ value: responderId, label: name }))}
            {...form.getInputProps('backups')}
          />
          <Button type="submit">{t('common.save')}</Button>
        </Stack>
      </form>
    </Dialog>
  );
}
