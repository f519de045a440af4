import { Button, Checkbox, Group, Stack, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Contact } from '@decroche/protocol';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { useChange } from '../parts/use-change.ts';

const blank = { name: '', site: '', service: '', numbers: [] as string[], email: '', vip: false };

/** One directory entry, new or changed. */
export function ContactForm({ contact, onClose }: { contact: Contact | 'new'; onClose: () => void }) {
  const { t } = useTranslation();
  const change = useChange(['contacts']);
  const isNew = contact === 'new';
  const form = useForm({
    initialValues: isNew ? blank : { ...blank, ...contact },
    validate: { name: (value) => (value.trim() === '' ? t('form.needed') : null) },
  });
  const path = isNew ? '/api/contacts' : `/api/contacts/${encodeURIComponent(contact.contactId)}`;
  const save = async ({ name, site, service, numbers, email, vip }: typeof blank) => {
    const body = { name, site, service, numbers, email, vip };
    if (await change(isNew ? 'POST' : 'PUT', path, { body })) onClose();
  };
  const remove = async () => {
    if (await change('DELETE', path)) onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={isNew ? t('directory.new') : contact.name}>
      <form onSubmit={form.onSubmit((values) => void save(values))}>
        <Stack>
          <TextInput label={t('directory.name')} data-autofocus {...form.getInputProps('name')} />
          <Group grow>
            <TextInput label={t('ticket.site')} {...form.getInputProps('site')} />
            <TextInput label={t('table.service')} {...form.getInputProps('service')} />
          </Group>
          <TagsInput
            label={t('directory.numbers')}
            description={t('directory.numbersHint')}
            {...form.getInputProps('numbers')}
          />
          <TextInput label={t('directory.email')} type="email" {...form.getInputProps('email')} />
          <Checkbox label={t('directory.vip')} {...form.getInputProps('vip', { type: 'checkbox' })} />
          <Group justify="space-between">
            {isNew ? (
              <span />
            ) : (
              <ConfirmButton
                label={t('common.delete')}
                question={t('directory.deleteHint')}
                onConfirm={() => void remove()}
              />
            )}
            <Button type="submit">{t('common.save')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
