import { Button, Code, CopyButton, Paper, Stack, Text, Title } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { OnCallFeed, type OnCallMine } from '@decroche/protocol';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { useChange } from '../parts/use-change.ts';
import classes from './my-page.module.css';
import { SHOWS_ON_CALL } from './on-call-queries.ts';

/** My hours in my own calendar: an address that it reads again and again. */
export function MyFeed({ mine: { feedUrl } }: { mine: OnCallMine }) {
  const { t } = useTranslation();
  const change = useChange(SHOWS_ON_CALL);
  const make = () => void change('POST', '/api/on-call/me/feed', { schema: OnCallFeed, done: t('onCall.feed.made') });
  return (
    <Paper component="section" aria-label={t('onCall.feed.title')} p="md" bg="var(--surface)">
      <Title order={2} size="h4" mb="xs">
        {t('onCall.feed.title')}
      </Title>
      <Text size="sm" mb="sm">
        {t('onCall.feed.hint')}
      </Text>
      {feedUrl === undefined ? (
        <Button size="lg" fullWidth variant="default" onClick={make}>
          {t('onCall.feed.make')}
        </Button>
      ) : (
        <Stack gap="xs">
          <Code className={classes.address}>{feedUrl}</Code>
          <CopyButton value={feedUrl}>
            {({ copied, copy }) => (
              <Button size="lg" leftSection={<IconCopy size={20} aria-hidden />} onClick={copy}>
                {t(copied ? 'tokens.copied' : 'tokens.copy')}
              </Button>
            )}
          </CopyButton>
          <Button variant="default" size="md" onClick={make}>
            {t('onCall.feed.renew')}
          </Button>
          <ConfirmButton
            label={t('onCall.feed.forget')}
            question={t('onCall.feed.forgetHint')}
            onConfirm={() => void change('DELETE', '/api/on-call/me/feed', { done: t('onCall.feed.forgotten') })}
          />
        </Stack>
      )}
    </Paper>
  );
}
