import { Button, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertHexagonFilled, IconClock, IconClockExclamation } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BoardView } from '@decroche/protocol';
import { useServerNow } from '../console-context.ts';
import { clock } from '../format.ts';
import classes from './board.module.css';

type Queue = BoardView['queues'][number];
type Urgency = 'onTime' | 'soon' | 'late';

/** Callers shown at once, longest wait first: the agents below must stay in sight. */
const LONGEST = 6;

/** Two thirds of the promise gone: 10 s of 15 s. */
const SOON_SHARE = 2 / 3;

function urgencyOf(waitedMs: number, thresholdMs: number): Urgency {
  if (waitedMs >= thresholdMs) return 'late';
  return waitedMs >= thresholdMs * SOON_SHARE ? 'soon' : 'onTime';
}

const SHAPE = { onTime: IconClock, soon: IconClockExclamation, late: IconAlertHexagonFilled };
const TONE = { onTime: 'off', soon: 'warn', late: 'bad' };

function WaitingCaller({
  caller,
  thresholdMs,
  offsetMs,
}: {
  caller: Queue['waiting'][number];
  thresholdMs: number;
  offsetMs: number;
}) {
  const { t } = useTranslation();
  const now = useServerNow(offsetMs);
  const waitedMs = now - caller.queuedAt;
  const urgency = urgencyOf(waitedMs, thresholdMs);
  const Shape = SHAPE[urgency];
  return (
    <li>
      <Link to={`/calls/${caller.callId}`} className={classes.caller} data-urgency={urgency}>
        <Shape size={20} aria-hidden color={`var(--tone-${TONE[urgency]})`} />
        <span>
          <Text fw={600} component="span">
            {caller.name ?? caller.number ?? t('caller.withheld')}
          </Text>{' '}
          <Text size="sm" component="span">
            {caller.serviceName}
            {caller.offeredTo !== undefined && ` · ${t('board.ringsAt', { name: caller.offeredTo })}`}
          </Text>
        </span>
        <span className={classes.row}>
          <Text size="sm" fw={600} component="span">
            {t(`board.${urgency}`)}
          </Text>
          <span className={classes.callerClock}>{clock(waitedMs)}</span>
        </span>
      </Link>
    </li>
  );
}

/** One queue: how many wait, who they are, and who could take them. */
export function QueueCard({ queue, offsetMs }: { queue: Queue; offsetMs: number }) {
  const { t } = useTranslation();
  const [all, { toggle }] = useDisclosure(false);
  const shown = all ? queue.waiting : queue.waiting.slice(0, LONGEST);
  const counts = [
    ['waiting', queue.waiting.length],
    ['ready', queue.agentsReady],
    ['talking', queue.talking],
    ['loggedIn', queue.agentsLoggedIn],
  ] as const;
  return (
    <article className={classes.card}>
      <Title order={2} size="h4">
        {queue.name}
      </Title>
      <div className={classes.counts}>
        {counts.map(([name, value]) => (
          <span key={name} className={classes.count}>
            <span className={classes.countValue}>{value}</span>
            <span className={classes.countName}>{t(`board.${name}`)}</span>
          </span>
        ))}
      </div>
      {queue.waiting.length === 0 ? (
        <Text c="dimmed">{t('board.nobodyWaiting')}</Text>
      ) : (
        <ol className={classes.waiting} aria-label={t('board.waitingCallers')}>
          {shown.map((caller) => (
            <WaitingCaller key={caller.callId} caller={caller} thresholdMs={queue.thresholdMs} offsetMs={offsetMs} />
          ))}
        </ol>
      )}
      {queue.waiting.length > LONGEST && (
        <Button variant="default" size="compact-md" mt="xs" aria-expanded={all} onClick={toggle}>
          {all ? t('board.fewer') : t('board.more', { count: queue.waiting.length - LONGEST })}
        </Button>
      )}
    </article>
  );
}
