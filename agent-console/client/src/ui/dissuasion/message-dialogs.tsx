import { Blockquote, List, Stack, Text } from '@mantine/core';
import type { Dissuasion } from '@decroche/protocol';
import { useTranslation } from 'react-i18next';
import { AskDialog } from '../parts/ask-dialog.tsx';
import { useMessageActions } from './use-message-actions.ts';
import { useMessageWords } from './message-words.ts';

/** What is being asked for a message. */
export type Asking = 'publish' | 'discard' | 'withdrawal' | 'grant' | 'refuse';

interface Props {
  readonly message: Dissuasion;
  readonly onClose: () => void;
}

function PublishDialog({ message, onClose }: Props) {
  const { t } = useTranslation();
  const { publish } = useMessageActions(message);
  const { audience } = useMessageWords();
  const { title, text, scope, mode } = message.content;
  return (
    <AskDialog
      title={t('dissuasion.publishTitle', { title })}
      confirm={t('dissuasion.publishConfirm')}
      onClose={onClose}
      onConfirm={publish}
    >
      <Stack gap="sm">
        <Blockquote p="sm" iconSize={0} m={0}>
          {text}
        </Blockquote>
        <Text size="sm" fw={600}>
          {t(`dissuasion.mode.${mode}`)}
        </Text>
        <List size="sm" spacing={4}>
          <List.Item>{t('dissuasion.publishWho', { scope: audience(scope) })}</List.Item>
          <List.Item>{t('dissuasion.publishTold')}</List.Item>
          <List.Item>{t('dissuasion.publishAudit')}</List.Item>
        </List>
      </Stack>
    </AskDialog>
  );
}

/** The question before each step of a message's life that others will hear or be told of. */
export function MessageDialog({ message, asking, onClose }: Props & { asking: Asking }) {
  const { t } = useTranslation();
  const actions = useMessageActions(message);
  const { title } = message.content;
  switch (asking) {
    case 'publish':
      return <PublishDialog message={message} onClose={onClose} />;
    case 'discard':
      return (
        <AskDialog
          title={t('dissuasion.discardTitle', { title })}
          confirm={t('dissuasion.discardConfirm')}
          tone="danger"
          onClose={onClose}
          onConfirm={actions.discard}
        >
          {t('dissuasion.discardHint')}
        </AskDialog>
      );
    case 'withdrawal':
      return (
        <AskDialog
          title={t('dissuasion.withdrawalTitle', { title })}
          reason={t('dissuasion.withdrawalReason')}
          confirm={t('dissuasion.withdrawalSend')}
          onClose={onClose}
          onConfirm={actions.askWithdrawal}
        >
          {t('dissuasion.withdrawalHint')}
        </AskDialog>
      );
    case 'grant':
      return (
        <AskDialog
          title={t('dissuasion.grantTitle', { title })}
          confirm={t('dissuasion.grant')}
          onClose={onClose}
          onConfirm={() => actions.decide(true)}
        >
          {t('dissuasion.grantHint')}
        </AskDialog>
      );
    case 'refuse':
      return (
        <AskDialog
          title={t('dissuasion.refuseTitle', { title })}
          reason={t('dissuasion.refuseReason')}
          confirm={t('dissuasion.refuse')}
          onClose={onClose}
          onConfirm={(reason) => actions.decide(false, reason)}
        />
      );
  }
}
