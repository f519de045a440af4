import { Group, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../parts/problem.tsx';
import { GapAlert } from './gap-alert.tsx';
import type { useTrial } from './use-trial.ts';

/** What a change would leave open, or that it leaves nothing. */
export function TrialReport({ trial }: { trial: ReturnType<typeof useTrial> }) {
  const { t } = useTranslation();
  if (trial === undefined) return null;
  if ('problem' in trial) return <ProblemAlert error={trial.problem} />;
  if (trial.gaps.length > 0) {
    return <GapAlert gaps={trial.gaps} title={t('onCall.gap.wouldLeave', { count: trial.gaps.length })} />;
  }
  return (
    <Group gap={6} role="status">
      <IconCircleCheck size={18} aria-hidden color="var(--tone-good)" />
      <Text size="sm">{t('onCall.gap.leavesNone')}</Text>
    </Group>
  );
}
