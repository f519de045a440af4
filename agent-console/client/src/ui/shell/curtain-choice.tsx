import { Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CURTAIN_KEYS, type CurtainKey } from '../../app/curtain.ts';
import { useConsole, useStore } from '../console-context.ts';
import { KEY_CAPS } from './curtain.tsx';

/** Which key covers the page on this machine. */
export function CurtainChoice() {
  const { t } = useTranslation();
  const { curtain } = useConsole();
  const key = useStore(curtain.key);
  return (
    <Paper p="lg" maw={460} bg="var(--surface)">
      <Stack gap="xs">
        <Title order={2} size="h4">
          {t('child.curtain.choice')}
        </Title>
        <Text size="sm">{t('child.curtain.choiceHint')}</Text>
        <SegmentedControl
          aria-label={t('child.curtain.key')}
          value={key}
          onChange={(value) => curtain.choose(value as CurtainKey)}
          data={CURTAIN_KEYS.map((value) => ({ value, label: KEY_CAPS[value] }))}
        />
        <Text size="sm" c="dimmed">
          {t('child.curtain.noEscape')}
        </Text>
      </Stack>
    </Paper>
  );
}
