import { Button, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconHandGrab } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskView } from '@decroche/protocol';
import { handOver } from '../../app/hand-over.ts';
import type { TicketEditor } from '../../app/ticket-editor.ts';
import { useConsole } from '../console-context.ts';
import { notify } from '../parts/notify.ts';
import { attempt } from '../parts/problem.tsx';
import classes from './desk.module.css';

interface Props {
  readonly call: NonNullable<DeskView['call']>;
  readonly editor: TicketEditor | undefined;
}

/** First reception gives the caller, and what it has put down, to the listeners in one gesture (C9). */
export function HandOverButton({ call, editor }: Props) {
  const { t } = useTranslation();
  const { transfers } = useConsole();
  const [busy, setBusy] = useState(false);
  const to = call.pop.handOverTo;
  const steady = call.status === 'talking' || call.status === 'held';
  const give = async () => {
    if (!to || !steady || busy) return;
    setBusy(true);
    await attempt(async () => {
      const done = await handOver({ editor, transfers }, { callId: call.callId, queueId: to.queueId });
      notify(
        done
          ? { tone: 'good', title: t('child.handOver.done', { name: to.name }) }
          : { tone: 'bad', title: t('child.handOver.notKept') },
      );
    }, t);
    setBusy(false);
  };
  useHotkeys([['e', () => void give()]]);
  if (!to) return null;
  return (
    <>
      <Button
        mt={8}
        fullWidth
        size="md"
        disabled={!steady}
        loading={busy}
        leftSection={<IconHandGrab size={18} aria-hidden />}
        aria-keyshortcuts="E"
        classNames={{ root: classes.wrapping, label: classes.wrappingLabel }}
        onClick={() => void give()}
      >
        {t('child.handOver.button', { name: to.name })}
      </Button>
      <Text size="xs" c="dimmed" mt={4}>
        {t('child.handOver.hint')}
      </Text>
    </>
  );
}
