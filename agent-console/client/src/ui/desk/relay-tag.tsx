import { Button, Tooltip } from '@mantine/core';
import { IconEar } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DeskView } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { attempt } from '../parts/problem.tsx';

/** Says that the caller speaks through a relay: such a call is held against no handling-time target. */
export function RelayTag({ call }: { call: NonNullable<DeskView['call']> }) {
  const { t } = useTranslation();
  const { me } = useConsole();
  const on = call.pop.tags?.includes('relay') ?? false;
  return (
    <Tooltip label={t('child.relay.hint')} multiline maw={300}>
      <Button
        mt={8}
        size="compact-md"
        variant={on ? 'filled' : 'default'}
        aria-pressed={on}
        leftSection={<IconEar size={16} aria-hidden />}
        onClick={() => void attempt(() => me.tag(call.callId, 'relay', !on), t)}
      >
        {t(on ? 'child.relay.on' : 'child.relay.off')}
      </Button>
    </Tooltip>
  );
}
