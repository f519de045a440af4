import { Button, List, Stack, Text } from '@mantine/core';
import { IconHeadset } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DeskView } from '@decroche/protocol';
import { HttpProblem } from '../../app/ports.ts';
import { useConsole, useStore } from '../console-context.ts';
import { ProblemAlert } from '../parts/problem.tsx';
import classes from './desk.module.css';

/** The click that starts a shift: it lets the browser ring, opens the microphone, registers and logs in. */
export function ShiftGate({ view, usesBrowser }: { view: DeskView; usesBrowser: boolean }) {
  const { t } = useTranslation();
  const { shift } = useConsole();
  const { status, problem } = useStore(shift.view);
  const resuming = view.agent.status !== 'loggedOut';
  return (
    <div className={classes.block}>
      <Stack gap="sm">
        <Text fw={650} size="lg">
          {t(resuming ? 'shift.resumeTitle' : 'shift.title')}
        </Text>
        {usesBrowser ? (
          <List size="sm" spacing={2} c="dimmed">
            <List.Item>{t('shift.headset')}</List.Item>
            <List.Item>{t('shift.microphone')}</List.Item>
            <List.Item>{t('shift.ring')}</List.Item>
          </List>
        ) : (
          <Text size="sm" c="dimmed">
            {t('shift.deskPhone')}
          </Text>
        )}
        {problem && <ProblemAlert error={new HttpProblem(problem)} />}
        <Button
          size="md"
          px="xs"
          loading={status === 'starting'}
          leftSection={<IconHeadset size={20} aria-hidden />}
          onClick={() => void shift.start('ifFree')}
        >
          {t(resuming ? 'shift.resume' : 'shift.start')}
        </Button>
      </Stack>
    </div>
  );
}
