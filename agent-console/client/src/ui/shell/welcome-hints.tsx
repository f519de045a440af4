import { Alert, Anchor, List } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SessionView } from '@decroche/protocol';

/** What to do first, while the account still has the password the system made for it. */
export function WelcomeHints({ session }: { session: SessionView }) {
  const { t } = useTranslation();
  const [closed, setClosed] = useState(false);
  if (!session.firstRun || closed) return null;
  const admin = session.identity.role === 'admin';
  return (
    <Alert
      className="no-print"
      icon={<IconSparkles aria-hidden />}
      title={t('welcome.title', { name: session.identity.name })}
      m="sm"
      mb={0}
      withCloseButton
      closeButtonLabel={t('common.close')}
      onClose={() => setClosed(true)}
    >
      <List size="sm">
        <List.Item>
          <Anchor component={Link} to="/account" underline="always">
            {t('welcome.password')}
          </Anchor>
        </List.Item>
        {admin && <List.Item>{t('welcome.agents')}</List.Item>}
        {admin && <List.Item>{t('welcome.directory')}</List.Item>}
        {session.agent && <List.Item>{t('welcome.shift')}</List.Item>}
      </List>
    </Alert>
  );
}
