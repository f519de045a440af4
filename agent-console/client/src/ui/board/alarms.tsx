import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardView } from '@decroche/protocol';
import { clock, timeOfDay } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';
import classes from './board.module.css';

interface ShownAlarm {
  readonly id: string;
  readonly at: number;
  readonly critical: boolean;
  readonly text: string;
}

/** Thresholds passed by queues, and defects the watchdog found, as sentences; the latest first. */
function useAlarms(view: BoardView): readonly ShownAlarm[] {
  const { t } = useTranslation();
  const thresholds = view.queues.flatMap(({ name, alarms }) =>
    alarms.map(({ alarmId, kind, since, value, threshold }) => {
      const words = (amount: number) => (kind === 'longestWait' ? clock(amount) : String(amount));
      return {
        ...{ id: alarmId, at: since, critical: kind !== 'waiting' },
        text: t(`supervision.alarm.${kind}`, { queue: name, value: words(value), threshold: words(threshold) }),
      };
    }),
  );
  const defects = view.alarms.map(({ id, at, text, severity }) => ({
    id,
    at,
    text,
    critical: severity === 'critical',
  }));
  return [...defects, ...thresholds].sort((a, b) => b.at - a.at);
}

/** Alarms above everything. One that was seen steps back on this screen only, until it is over or rings anew. */
export function Alarms({ view }: { view: BoardView }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const alarms = useAlarms(view);
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const key = ({ id, at }: ShownAlarm) => `${id} ${at}`;
  const ringing = alarms.filter((alarm) => !seen.has(key(alarm)));
  const quiet = alarms.length - ringing.length;
  return (
    <section aria-label={t('board.alarms')} className={classes.alarms}>
      {alarms.length === 0 && (
        <Group gap={6} className={classes.calm} role="status">
          <IconCircleCheck size={18} aria-hidden color="var(--tone-good)" />
          {t('board.noAlarm')}
        </Group>
      )}
      {ringing.map((alarm) => (
        <Alert
          key={key(alarm)}
          role="alert"
          py={8}
          color={alarm.critical ? 'red' : 'orange'}
          icon={<IconAlertTriangle aria-hidden />}
          classNames={{ body: classes.alarmBody }}
        >
          <Group justify="space-between" gap="sm">
            <Text fw={650}>
              {alarm.text}{' '}
              <Text span size="sm" fw={400}>
                {t('supervision.alarmSince', { at: timeOfDay(alarm.at, locale) })}
              </Text>
            </Text>
            <Button
              variant="default"
              size="compact-md"
              leftSection={<IconCheck size={16} aria-hidden />}
              onClick={() => setSeen(new Set([...seen, key(alarm)]))}
            >
              {t('supervision.acknowledge')}
            </Button>
          </Group>
        </Alert>
      ))}
      {quiet > 0 && (
        <Group gap="xs" className={classes.calm} role="status">
          <IconAlertTriangle size={18} aria-hidden color="var(--tone-warn)" />
          {t('supervision.acknowledged', { count: quiet })}
          <Button variant="default" size="compact-sm" onClick={() => setSeen(new Set())}>
            {t('supervision.showAgain')}
          </Button>
        </Group>
      )}
    </section>
  );
}
