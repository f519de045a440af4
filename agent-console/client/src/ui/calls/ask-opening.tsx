import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconShieldLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { SealedOpening } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { AskDialog } from '../parts/ask-dialog.tsx';
import { notify } from '../parts/notify.ts';
import { attempt } from '../parts/problem.tsx';
import { useLatestOpenings } from '../queries.ts';

/** As long as a reason is at the least: a word is none. */
const SHORTEST = 20;

/** The first of two people asks for the number of this call, and says why (C9). */
export function AskOpening({ callId }: { callId: string }) {
  const { t } = useTranslation();
  const { http } = useConsole();
  const [opened, { open, close }] = useDisclosure(false);
  const { data, refetch } = useLatestOpenings();
  const underWay = data?.items.some(
    (each) => each.callId === callId && (each.status === 'asked' || each.status === 'granted'),
  );
  const ask = async (reason: string) => {
    const body = { callId, reason };
    if (!(await attempt(() => http.send('POST', '/api/sealed-openings', { body, schema: SealedOpening }), t)))
      return false;
    notify({ tone: 'good', title: t('child.opening.asked') });
    await refetch();
    return true;
  };
  return (
    <Stack gap={4} align="start">
      <Text size="sm">{t('child.sealed')}</Text>
      {underWay ? (
        <Text size="sm">
          {t('child.opening.underWay')} ·{' '}
          <Anchor component={Link} to="/reports/openings" underline="always" size="sm">
            {t('child.opening.see')}
          </Anchor>
        </Text>
      ) : (
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconShieldLock size={16} aria-hidden />}
          onClick={open}
        >
          {t('child.opening.ask')}
        </Button>
      )}
      {opened && (
        <AskDialog
          title={t('child.opening.askTitle')}
          reason={t('child.opening.reason')}
          reasonHint={t('child.opening.reasonHint')}
          shortest={{ length: SHORTEST, words: (count) => t('child.opening.tooShort', { count }) }}
          longest={2000}
          confirm={t('child.opening.send')}
          onClose={close}
          onConfirm={ask}
        >
          {t('child.opening.askHint')}
        </AskDialog>
      )}
    </Stack>
  );
}
