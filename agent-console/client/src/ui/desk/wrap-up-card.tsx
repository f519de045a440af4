import { Button, Progress, Stack, Text } from '@mantine/core';
import { IconClockPlus, IconPlayerTrackNext } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DeskView, NextState } from '@decroche/protocol';
import { useConsole, useServerNow } from '../console-context.ts';
import { usePauseLabel } from '../parts/agent-status.tsx';
import { Remaining } from '../parts/elapsed.tsx';
import { attempt } from '../parts/problem.tsx';
import classes from './desk.module.css';

const EXTENSION_MS = 60_000;

interface Props {
  readonly wrapUp: NonNullable<DeskView['wrapUp']>;
  readonly next: NextState | undefined;
  readonly offsetMs: number;
}

/** Time to finish the ticket: how much is left, more of it, or none needed. */
export function WrapUpCard({ wrapUp, next, offsetMs }: Props) {
  const { t } = useTranslation();
  const { me } = useConsole();
  const now = useServerNow(offsetMs);
  const pauseLabel = usePauseLabel();
  const nextWords = next?.status === 'notReady' ? pauseLabel(next.reason, t) : t('desk.leave');
  const share = (wrapUp.endsAt - now) / Math.max(1, wrapUp.endsAt - wrapUp.startedAt);
  return (
    <div className={classes.block}>
      <Stack gap="sm">
        <Text fw={650}>{t('wrapUp.title')}</Text>
        <span className={classes.bigClock}>
          <Remaining until={wrapUp.endsAt} offsetMs={offsetMs} />
        </span>
        <Progress value={Math.max(0, Math.min(100, share * 100))} color="violet.8" aria-label={t('wrapUp.title')} />
        <Text size="sm" c="dimmed">
          {next === undefined ? t('wrapUp.hint') : t('wrapUp.then', { state: nextWords })}
        </Text>
        <Button
          leftSection={<IconPlayerTrackNext size={18} aria-hidden />}
          onClick={() => void attempt(me.endWrapUp, t)}
        >
          {t(next === undefined ? 'wrapUp.ready' : 'wrapUp.finish')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconClockPlus size={18} aria-hidden />}
          onClick={() => void attempt(() => me.extendWrapUp(EXTENSION_MS), t)}
        >
          {t('wrapUp.extend')}
        </Button>
      </Stack>
    </div>
  );
}
