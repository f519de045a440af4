import { Group, Text } from '@mantine/core';
import { IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { SoftphoneReport } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import classes from './desk.module.css';

const EVERY_MS = 100;

/** Shows that the microphone hears; moved without rendering, so it costs nothing over eight hours. */
export function MicrophoneMeter({ state }: { state: SoftphoneReport['microphone'] }) {
  const { t } = useTranslation();
  const { softphone } = useConsole();
  const fill = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      if (fill.current && !document.hidden) fill.current.style.transform = `scaleX(${softphone.level().toFixed(2)})`;
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [softphone]);
  const good = state === 'granted';
  const Shape = good ? IconMicrophone : IconMicrophoneOff;
  return (
    <div>
      <Group gap={6} mb={4} wrap="nowrap">
        <Shape size={16} aria-hidden color={`var(--tone-${good ? 'good' : 'bad'})`} />
        <Text size="sm">{t(`microphone.${state}`)}</Text>
      </Group>
      <div className={classes.meter} aria-hidden>
        <div ref={fill} className={classes.meterFill} />
      </div>
    </div>
  );
}
