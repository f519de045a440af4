import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconMicrophoneOff, IconBrowser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { HttpProblem } from '../../app/ports.ts';
import type { PhoneTrouble } from '../../app/softphone.ts';
import { useConsole } from '../console-context.ts';
import { ProblemAlert } from '../parts/problem.tsx';

/** Why the telephone does not work, and what to do about it. */
export function PhoneTroubleAlert({ trouble }: { trouble: PhoneTrouble }) {
  const { t } = useTranslation();
  const { softphone, shift } = useConsole();
  if (trouble.kind === 'server') return <ProblemAlert error={new HttpProblem(trouble.problem)} />;
  if (trouble.kind === 'otherTab') {
    return (
      <Alert m="sm" color="orange" icon={<IconBrowser aria-hidden />} title={t('trouble.otherTab.title')} role="alert">
        <Stack gap="xs">
          <Text size="sm">{t('trouble.otherTab.hint')}</Text>
          <Button variant="default" onClick={() => void shift.start('take')}>
            {t('trouble.otherTab.take')}
          </Button>
        </Stack>
      </Alert>
    );
  }
  return (
    <Alert
      m="sm"
      color="red"
      icon={trouble.why === 'insecureOrigin' ? <IconAlertTriangle aria-hidden /> : <IconMicrophoneOff aria-hidden />}
      title={t(`trouble.${trouble.why}.title`)}
      role="alert"
    >
      <Stack gap="xs">
        <Text size="sm">{t(`trouble.${trouble.why}.hint`, { host: window.location.hostname })}</Text>
        {trouble.why === 'lost' && (
          <Button variant="default" onClick={() => void softphone.reopenMicrophone()}>
            {t('common.retry')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
