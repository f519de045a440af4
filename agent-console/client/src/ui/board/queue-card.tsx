import { Badge, Button, Text, Title, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertHexagonFilled, IconClock, IconClockExclamation, IconPhoneOutgoing } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { BoardView } from '@decroche/protocol';
import { useServerNow } from '../console-context.ts';
import { clock, timeOfDay } from '../format.ts';
import { useLocale } from '../parts/use-locale.ts';
import { useDefinition } from '../queries.ts';
import classes from './board.module.css';
import { waitingName } from './waiting-name.ts';

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

interface CallerProps {
  readonly caller: Queue['waiting'][number];
  readonly thresholdMs: number;
  readonly offsetMs: number;
  readonly choose: (callId: string) => void;
}

/** What makes this caller different from the next one: a call-back, a priority, a need, someone they wait for. */
function Marks({ caller }: { caller: CallerProps['caller'] }) {
  const { t } = useTranslation();
  const skills = useDefinition().data?.skills ?? [];
  const needs = caller.needs.map(
    ({ skillId, level }) => `${skills.find((skill) => skill.skillId === skillId)?.name ?? skillId} ${level}`,
  );
  const marks = [
    ...(caller.kind === 'callback' ? [t('supervision.kind.callback')] : []),
    ...(caller.priority === 0 ? [] : [t('supervision.priority', { value: caller.priority })]),
    ...(needs.length === 0 ? [] : [t('supervision.needs', { names: needs.join(', ') })]),
    ...(caller.preferred ? [t('supervision.preferred', { name: caller.preferred.name })] : []),
    ...(caller.tier > 0 ? [t('supervision.tier', { tier: caller.tier })] : []),
  ];
  if (marks.length === 0) return null;
  return (
    <span className={classes.marks}>
      {marks.map((mark) => (
        <Badge key={mark} variant="default" tt="none" size="sm">
          {mark}
        </Badge>
      ))}
    </span>
  );
}

function WaitingCaller({ caller, thresholdMs, offsetMs, choose }: CallerProps) {
  const { t } = useTranslation();
  const now = useServerNow(offsetMs);
  const waitedMs = now - caller.queuedAt;
  const urgency = urgencyOf(waitedMs, thresholdMs);
  const Shape = caller.kind === 'callback' ? IconPhoneOutgoing : SHAPE[urgency];
  return (
    <li>
      <UnstyledButton className={classes.caller} data-urgency={urgency} onClick={() => choose(caller.callId)}>
        <Shape size={20} aria-hidden color={`var(--tone-${TONE[urgency]})`} />
        <span>
          <Text fw={600} component="span">
            {waitingName(caller, t)}
          </Text>{' '}
          <Text size="sm" component="span">
            {caller.serviceName}
            {caller.offeredTo !== undefined && ` · ${t('board.ringsAt', { name: caller.offeredTo })}`}
          </Text>
          <Marks caller={caller} />
        </span>
        <span className={classes.row}>
          <Text size="sm" fw={600} component="span">
            {t(`board.${urgency}`)}
          </Text>
          <span className={classes.callerClock}>{clock(waitedMs)}</span>
        </span>
      </UnstyledButton>
    </li>
  );
}

/** One queue: how many wait, who they are, and who could take them. */
export function QueueCard({
  queue,
  offsetMs,
  choose,
}: {
  queue: Queue;
  offsetMs: number;
  choose: (callId: string) => void;
}) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [all, { toggle }] = useDisclosure(false);
  const shown = all ? queue.waiting : queue.waiting.slice(0, LONGEST);
  const counts = [
    ['waiting', queue.waiting.length],
    ['ready', queue.agentsReady],
    ['talking', queue.talking],
    ['loggedIn', queue.agentsLoggedIn],
  ] as const;
  return (
    <article className={classes.card} data-alarm={queue.alarms.length > 0 || undefined}>
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
            <WaitingCaller
              key={caller.callId}
              caller={caller}
              thresholdMs={queue.thresholdMs}
              offsetMs={offsetMs}
              choose={choose}
            />
          ))}
        </ol>
      )}
      {queue.nextReinforcement && (
        <Text size="sm" c="dimmed" mt={6}>
          {t('supervision.shifts.reinforcement', {
            at: timeOfDay(queue.nextReinforcement.at, locale),
            names: queue.nextReinforcement.agents.map(({ name }) => name).join(', '),
          })}
        </Text>
      )}
      {queue.waiting.length > LONGEST && (
        <Button variant="default" size="compact-md" mt="xs" aria-expanded={all} onClick={toggle}>
          {all ? t('board.fewer') : t('board.more', { count: queue.waiting.length - LONGEST })}
        </Button>
      )}
    </article>
  );
}
