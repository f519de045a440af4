import { Button, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SentMessagePage, type AgentId } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { shortInstant } from '../format.ts';
import { Dialog } from '../parts/dialog.tsx';
import { notify } from '../parts/notify.ts';
import { attempt } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { useRead } from '../queries.ts';

const LATEST = 5;

/** What was sent before, and who has read it. */
function Latest() {
  const { t } = useTranslation();
  const { now } = useConsole();
  const locale = useLocale();
  const { data } = useRead(['messages'], '/api/supervision/messages', SentMessagePage);
  if (!data) return null;
  return (
    <section aria-labelledby="latest-messages">
      <Title order={3} size="h6" id="latest-messages">
        {t('supervision.message.latest')}
      </Title>
      {data.items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('supervision.message.none')}
        </Text>
      )}
      {data.items.slice(0, LATEST).map(({ messageId, at, text, from, to }) => (
        <Text key={messageId} size="sm" mt={6}>
          « {text} »{' '}
          <Text span c="dimmed" size="sm">
            {from} · {shortInstant(at, now(), locale)} ·{' '}
            {t('supervision.message.readBy', { read: to.filter((one) => one.readAt).length, total: to.length })}
          </Text>
        </Text>
      ))}
    </section>
  );
}

/** A word to one agent or to all: it stays on their desk until they have read it. */
export function MessageDialog({
  to,
  onClose,
}: {
  to: { agentId: AgentId; name: string } | 'all';
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { supervision } = useConsole();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    const done = await attempt(() => supervision.message(to === 'all' ? 'all' : [to.agentId], text.trim()), t);
    setBusy(false);
    if (!done) return;
    void client.invalidateQueries({ queryKey: ['messages'] });
    notify({ tone: 'good', title: t('supervision.message.sent') });
    onClose();
  };
  return (
    <Dialog
      opened
      onClose={onClose}
      title={to === 'all' ? t('supervision.message.titleAll') : t('supervision.message.title', { name: to.name })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') void send();
        }}
      >
        <Stack>
          <Textarea
            label={t('supervision.message.text')}
            description={t('supervision.message.hint')}
            autosize
            minRows={2}
            maxLength={500}
            data-autofocus
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button
              type="submit"
              loading={busy}
              disabled={text.trim() === ''}
              leftSection={<IconSend size={18} aria-hidden />}
            >
              {t('supervision.message.send')}
            </Button>
          </Group>
          <Latest />
        </Stack>
      </form>
    </Dialog>
  );
}
