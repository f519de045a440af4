import { CloseButton, Menu, Text, UnstyledButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconChevronDown, IconCircleCheckFilled, IconCoffee, IconDoorExit, IconTargetArrow } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DeskView } from '@decroche/protocol';
import { BUSY } from '../../app/console-app.ts';
import { useConsole, useServerNow } from '../console-context.ts';
import { percent, shortInstant, timeOfDay } from '../format.ts';
import { AgentStatusMark, toneOf, usePauseLabel } from '../parts/agent-status.tsx';
import { Elapsed } from '../parts/elapsed.tsx';
import { attempt } from '../parts/problem.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { useFigures, usePauseReasons } from '../queries.ts';
import classes from './desk.module.css';

interface Props {
  readonly view: DeskView;
  readonly offsetMs: number;
}

function useStateActions(view: DeskView) {
  const { t } = useTranslation();
  const { me, shift, pauses } = useConsole();
  const busy = BUSY.includes(view.agent.status);
  return {
    busy,
    ready: () => attempt(view.agent.status === 'wrapUp' ? me.endWrapUp : me.ready, t),
    pause: (reason: string) => attempt(() => pauses.ask(reason), t),
    leave: () => (busy ? attempt(() => me.nextState({ status: 'loggedOut' }), t) : shift.end()),
    cancelNext: () => attempt(() => me.nextState(), t),
  };
}

function StateMenu({ view, offsetMs }: Props) {
  const { t, i18n } = useTranslation();
  const { agent } = view;
  const actions = useStateActions(view);
  const reasons = usePauseReasons().data?.items ?? [];
  const canBeReady = agent.status === 'notReady' || agent.status === 'wrapUp';
  useHotkeys([['p', () => canBeReady && void actions.ready()]]);
  return (
    <Menu position="bottom-start" width={280} disabled={agent.status === 'loggedOut'}>
      <Menu.Target>
        <UnstyledButton className={classes.state} data-tone={toneOf(agent.status)}>
          <span className={classes.hidden}>{t('desk.state')} :</span>
          <AgentStatusMark status={agent.status} reason={agent.reason} />
          {agent.status !== 'loggedOut' && (
            <span className={classes.stateTime}>
              <Elapsed since={agent.since} offsetMs={offsetMs} />
            </span>
          )}
          <IconChevronDown size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconCircleCheckFilled size={18} aria-hidden color="var(--tone-good)" />}
          rightSection={<Text size="xs">P</Text>}
          disabled={!canBeReady}
          onClick={() => void actions.ready()}
        >
          {t('status.ready')}
        </Menu.Item>
        <Menu.Label>{actions.busy ? t('desk.pauseAfter') : t('desk.pause')}</Menu.Label>
        {reasons.map(({ reason, label, labelEn }) => (
          <Menu.Item
            key={reason}
            leftSection={<IconCoffee size={18} aria-hidden color="var(--tone-warn)" />}
            onClick={() => void actions.pause(reason)}
          >
            {i18n.language === 'en' ? labelEn : label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconDoorExit size={18} aria-hidden />} onClick={() => void actions.leave()}>
          {actions.busy ? t('desk.leaveAfter') : t('desk.leave')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function NextState({ view }: { view: DeskView }) {
  const { t } = useTranslation();
  const { cancelNext } = useStateActions(view);
  const pauseLabel = usePauseLabel();
  const { next } = view.agent;
  if (!next) return null;
  const label = next.status === 'loggedOut' ? t('desk.leave') : pauseLabel(next.reason, t);
  return (
    <div className={classes.figure} role="status">
      <span className={classes.figureName}>{t('desk.next')}</span>
      <span className={classes.figureValue}>
        {label}
        <CloseButton
          size="xs"
          ml={4}
          style={{ display: 'inline-flex', verticalAlign: 'middle' }}
          aria-label={t('desk.cancelNext')}
          onClick={() => void cancelNext()}
        />
      </span>
    </div>
  );
}

/** Today's pick-up against its target: reached or not is said by shape and word too. */
function PickUpToday() {
  const { t, i18n } = useTranslation();
  const figures = useFigures({}).data;
  if (!figures) return null;
  const { pickUpRate, pickUpTarget, thresholdMs } = figures;
  const reached = pickUpRate === undefined || pickUpRate >= pickUpTarget;
  return (
    <div className={classes.figure}>
      <span className={classes.figureName}>{t('desk.pickUp', { seconds: thresholdMs / 1000 })}</span>
      <span className={classes.figureValue}>
        <IconTargetArrow
          size={15}
          aria-hidden
          style={{ verticalAlign: '-2px', marginRight: 4, color: `var(--tone-${reached ? 'good' : 'bad'})` }}
        />
        {percent(pickUpRate, i18n.language)}{' '}
        <Text span c="dimmed" size="sm">
          {t('desk.target', { target: percent(pickUpTarget, i18n.language) })}
          {pickUpRate !== undefined && ` · ${t(reached ? 'desk.reached' : 'desk.notReached')}`}
        </Text>
      </span>
    </div>
  );
}

/** My shift, and the next break planned in it. */
function MyShift({ view, offsetMs }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const now = useServerNow(offsetMs);
  const { myShift } = view;
  if (!myShift) return null;
  const next = myShift.breaks.find(({ endsAt }) => endsAt > now);
  return (
    <div className={classes.figure}>
      <span className={classes.figureName}>{t(myShift.startsAt > now ? 'deskDay.nextShift' : 'deskDay.shift')}</span>
      <span className={classes.figureValue}>
        {shortInstant(myShift.startsAt, now, locale)}–{timeOfDay(myShift.endsAt, locale)}
        {next && (
          <Text span c="dimmed" size="sm">
            {' '}
            {t(`deskDay.break.${next.kind}`, { at: timeOfDay(next.startsAt, locale) })}
          </Text>
        )}
      </span>
    </div>
  );
}

/** The strip above the desk: my state, what follows, what waits, how the day goes. */
export function DeskBar({ view, offsetMs }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.bar}>
      <StateMenu view={view} offsetMs={offsetMs} />
      <NextState view={view} />
      <MyShift view={view} offsetMs={offsetMs} />
      <div className={classes.strip}>
        {view.queues.map((queue) => (
          <div key={queue.queueId} className={classes.figure}>
            <span className={classes.figureName}>{queue.name}</span>
            <span className={classes.figureValue}>
              {t('desk.waiting', { count: queue.waiting })}
              {queue.oldestQueuedAt !== undefined && (
                <>
                  {' · '}
                  {t('desk.oldest')} <Elapsed since={queue.oldestQueuedAt} offsetMs={offsetMs} />
                </>
              )}
            </span>
          </div>
        ))}
        <PickUpToday />
      </div>
    </div>
  );
}
