import { ActionIcon, Tooltip } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useConsole, useStore } from '../console-context.ts';
import { KEY_CAPS } from './curtain.tsx';

/** Covers the page for whoever has a mouse in their hand. */
export function CurtainButton() {
  const { t } = useTranslation();
  const { curtain } = useConsole();
  const label = t('child.curtain.hide', { key: KEY_CAPS[useStore(curtain.key)] });
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        c="var(--mantine-color-text)"
        aria-label={label}
        onClick={curtain.toggle}
      >
        <IconEyeOff size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
