import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Ticket } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import { attempt } from '../parts/problem.tsx';

/** A ticket without a call: somebody came by, or wrote. */
export function NewTicketButton() {
  const { t } = useTranslation();
  const { http } = useConsole();
  const navigate = useNavigate();
  const [opened, { open, close }] = useDisclosure(false);
  const form = useForm({
    initialValues: { subject: '', name: '', site: '', comment: '' },
    validate: { subject: (value) => (value.trim() === '' ? t('ticket.subjectMissing') : null) },
  });
  const create = (values: typeof form.values) =>
    attempt(async () => {
      const { subject, name, site, comment } = values;
      const body = { subject, requester: { name, site }, ...(comment.trim() && { comment }) };
      const ticket = await http.send('POST', '/api/tickets', { body, schema: Ticket });
      await navigate(`/tickets/${ticket.ticketId}`);
    }, t);
  return (
    <>
      <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={open}>
        {t('tickets.new')}
      </Button>
      <Dialog opened={opened} onClose={close} title={t('tickets.new')}>
        <form onSubmit={form.onSubmit((values) => void create(values))}>
          <Stack>
            <TextInput label={t('ticket.subject')} data-autofocus {...form.getInputProps('subject')} />
            <Group grow>
              <TextInput label={t('ticket.requester')} {...form.getInputProps('name')} />
              <TextInput label={t('ticket.site')} {...form.getInputProps('site')} />
            </Group>
            <Textarea label={t('tickets.comment')} autosize minRows={3} {...form.getInputProps('comment')} />
            <Button type="submit">{t('tickets.create')}</Button>
          </Stack>
        </form>
      </Dialog>
    </>
  );
}
