import { Text, Title, UnstyledButton } from '@mantine/core';
import { IconClockExclamation, IconPlugConnectedX, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { AgentStatus, BoardView } from '@decroche/protocol';
import { timeOfDay } from '../format.ts';
import { AgentStatusMark, toneOf } from '../parts/agent-status.tsx';
import { Elapsed } from '../parts/elapsed.tsx';
import { Nothing } from '../parts/nothing.tsx';
import { useLocale } from '../parts/use-locale.ts';
import classes from './board.module.css';

/** Those who can take a call first, those who are away last. */
const ORDER: readonly AgentStatus[] = ['ready', 'offered', 'connecting', 'talking', 'wrapUp', 'notReady', 'loggedOut'];

interface Props {
  readonly view: BoardView;
  readonly offsetMs: number;
  readonly choose: (agentId: string) => void;
}

/** Every agent, by state, with the time in it. */
export function AgentGrid({ view, offsetMs, choose }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const agents = [...view.agents].sort(
    (a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || a.since - b.since,
  );
  return (
    <section aria-labelledby="board-agents">
      <Title order={2} size="h4" mb={8} id="board-agents">
        {t('board.agents')}
      </Title>
      {agents.length === 0 && <Nothing icon={IconUsers} title={t('board.empty')} hint={t('board.emptyHint')} />}
      <div className={classes.agents}>
        {agents.map((agent) => (
          <UnstyledButton
            key={agent.agentId}
            className={classes.agent}
            data-tone={toneOf(agent.status)}
            onClick={() => choose(agent.agentId)}
          >
            <span className={classes.row}>
              <Text fw={650} truncate component="span">
                {agent.name}
              </Text>
              {!agent.deviceReachable && agent.status !== 'loggedOut' && (
                <IconPlugConnectedX size={18} color="var(--tone-bad)" aria-label={t('board.deviceLost')} role="img" />
              )}
            </span>
            <span className={classes.row}>
              <AgentStatusMark status={agent.status} reason={agent.reason} size={16} />
              {agent.status !== 'loggedOut' && <Elapsed since={agent.since} offsetMs={offsetMs} />}
            </span>
            {agent.late && (
              <span className={classes.fact}>
                <IconClockExclamation size={16} aria-hidden color="var(--tone-bad)" />
                <Text size="sm" fw={600} component="span">
                  {t('supervision.shifts.agentLate')}
                </Text>
              </span>
            )}
            {agent.shift && !agent.late && (
              <Text size="sm" c="dimmed" component="span">
                {t('supervision.shifts.until', { at: timeOfDay(agent.shift.endsAt, locale) })}
              </Text>
            )}
            {agent.withCaller !== undefined && (
              <Text size="sm" c="dimmed" truncate component="span">
                {t('board.withCaller', { name: agent.withCaller })}
              </Text>
            )}
          </UnstyledButton>
        ))}
      </div>
    </section>
  );
}
