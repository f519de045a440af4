import { Text } from '@mantine/core';
import {
  IconAlertOctagon,
  IconBellRinging,
  IconCircleCheck,
  IconClockPause,
  IconUserCheck,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AlertGlance, AlertStatus } from '@decroche/protocol';
import { Elapsed } from '../parts/elapsed.tsx';
import classes from './on-call.module.css';

/** Shape, tone and word of each state. */
const LOOK: Record<AlertStatus, { readonly icon: Icon; readonly tone: string }> = {
  deferred: { icon: IconClockPause, tone: 'off' },
  escalating: { icon: IconBellRinging, tone: 'warn' },
  exhausted: { icon: IconAlertOctagon, tone: 'bad' },
  accepted: { icon: IconUserCheck, tone: 'busy' },
  closed: { icon: IconCircleCheck, tone: 'good' },
};

/** How far an alert is: shape and word. */
export function AlertStatusMark({ status, size = 18 }: { status: AlertStatus; size?: number }) {
  const { t } = useTranslation();
  const { icon: Shape, tone } = LOOK[status];
  return (
    <span className={classes.mark}>
      <Shape size={size} aria-hidden style={{ color: `var(--tone-${tone})`, flexShrink: 0 }} />
      <span>{t(`onCall.alert.status.${status}`)}</span>
    </span>
  );
}

/** Who has it, or who is being asked and how long already. */
export function AlertWho({ alert, offsetMs = 0 }: { alert: AlertGlance; offsetMs?: number }) {
  const { t } = useTranslation();
  const { acceptedBy, asking } = alert;
  if (asking !== undefined) {
    return (
      <Text span size="sm">
        {t(asking.rings ? 'onCall.alert.rings' : 'onCall.alert.asks', {
          name: asking.name,
          means: t(`onCall.alert.means.${asking.means}`),
        })}{' '}
        <Elapsed since={asking.since} offsetMs={offsetMs} />
      </Text>
    );
  }
  if (acceptedBy === undefined) return null;
  return (
    <Text span size="sm">
      {t('onCall.alert.takenBy', { name: acceptedBy })}
    </Text>
  );
}

/** What keeps the caller: told in words wherever the alert is. */
export function CallerWaits({ alert: { callerWaits } }: { alert: AlertGlance }) {
  const { t } = useTranslation();
  if (!callerWaits) return null;
  return (
    <Text span size="sm" fw={650} className={classes.mark}>
      <IconBellRinging size={16} aria-hidden color="var(--tone-bad)" />
      {t('onCall.alert.callerWaits')}
    </Text>
  );
}
