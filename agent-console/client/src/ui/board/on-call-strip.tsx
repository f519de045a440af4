import { Anchor, Group, Paper, Title } from '@mantine/core';
import { IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BoardView } from '@decroche/protocol';
import { timeOfDay } from '../format.ts';
import { AlertStatusMark, AlertWho, CallerWaits } from '../on-call/alert-status.tsx';
import { Elapsed } from '../parts/elapsed.tsx';
import { useLocale } from '../parts/use-locale.ts';
import classes from './board.module.css';

/** Alerts that are not closed: each with who has it or who is being asked. */
export function OpenAlerts({ view: { openAlerts }, offsetMs }: { view: BoardView; offsetMs: number }) {
  const { t } = useTranslation();
  if (openAlerts.length === 0) return null;
  return (
    <Paper component="section" aria-label={t('onCall.wall.alerts')} p="sm" bg="var(--surface)">
      <Title order={2} size="h4" mb={4}>
        {t('onCall.wall.alerts')}
      </Title>
      {openAlerts.map((alert) => (
        <Group key={alert.alertId} gap="md" className={classes.openAlert} wrap="wrap">
          <AlertStatusMark status={alert.status} />
          <Anchor component={Link} to={`/on-call/alerts/${alert.alertId}`} underline="always" fw={650}>
            {alert.title}
          </Anchor>
          <Elapsed since={alert.openedAt} offsetMs={offsetMs} />
          <AlertWho alert={alert} offsetMs={offsetMs} />
          <CallerWaits alert={alert} />
        </Group>
      ))}
    </Paper>
  );
}

/** The ways to the public network: shape and word. Nothing is said where none is known. */
export function Trunks({ view: { trunks } }: { view: BoardView }) {
  const { t } = useTranslation();
  const locale = useLocale();
  if (trunks.length === 0) return null;
  return (
    <Group component="ul" gap="md" className={classes.trunks} aria-label={t('onCall.wall.trunks')}>
      {trunks.map(({ trunkId, gatewayId, up, since }) => {
        const Shape = up ? IconPlugConnected : IconPlugConnectedX;
        return (
          <li key={`${gatewayId} ${trunkId}`} className={classes.trunk} data-down={!up || undefined}>
            <Shape size={18} aria-hidden color={`var(--tone-${up ? 'good' : 'bad'})`} />
            {trunkId} · {t(up ? 'onCall.wall.up' : 'onCall.wall.down')}{' '}
            {t('onCall.wall.since', { at: timeOfDay(since, locale) })}
          </li>
        );
      })}
    </Group>
  );
}
