import { Alert, Anchor, Button, Drawer, Menu, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCoffee, IconDoorExit, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BoardView } from '@decroche/protocol';
import { useConsole } from '../console-context.ts';
import { AgentStatusMark } from '../parts/agent-status.tsx';
import { Elapsed } from '../parts/elapsed.tsx';
import { attempt } from '../parts/problem.tsx';
import { usePauseReasons } from '../queries.ts';

type Agent = BoardView['agents'][number];

function Forcing({ agent }: { agent: Agent }) {
  const { t, i18n } = useTranslation();
  const app = useConsole();
  const actions = app.agent(agent.agentId);
  const reasons = usePauseReasons().data?.items ?? [];
  const busy = agent.status !== 'ready' && agent.status !== 'notReady';
  const away = agent.status === 'loggedOut';
  const pause = (reason: string) =>
    attempt(() => (busy ? actions.nextState({ status: 'notReady', reason }) : actions.pause(reason)), t);
  const leave = () => attempt(() => (busy ? actions.nextState({ status: 'loggedOut' }) : actions.logout()), t);
  return (
    <Stack gap="xs">
      <Text fw={650}>{t('board.force')}</Text>
      <Button
        variant="default"
        disabled={agent.status !== 'notReady'}
        leftSection={<IconCircleCheck size={18} aria-hidden />}
        onClick={() => void attempt(actions.ready, t)}
      >
        {t('board.forceReady')}
      </Button>
      <Menu width="target">
        <Menu.Target>
          <Button variant="default" disabled={away} leftSection={<IconCoffee size={18} aria-hidden />}>
            {t('board.forcePause')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {reasons.map(({ reason, label, labelEn }) => (
            <Menu.Item key={reason} onClick={() => void pause(reason)}>
              {i18n.language === 'en' ? labelEn : label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        variant="default"
        disabled={away}
        leftSection={<IconDoorExit size={18} aria-hidden />}
        onClick={() => void leave()}
      >
        {t('board.forceLogout')}
      </Button>
      <Alert color="gray" icon={<IconInfoCircle aria-hidden />}>
        {t('board.forceHint')}
      </Alert>
    </Stack>
  );
}

interface Props {
  readonly agent: Agent | undefined;
  readonly view: BoardView;
  readonly offsetMs: number;
  readonly onClose: () => void;
}

/** One agent: state, present call, and what a supervisor may do for them. */
export function AgentDrawer({ agent, view, offsetMs, onClose }: Props) {
  const { t } = useTranslation();
  const names = view.queues.filter((queue) => agent?.queueIds.includes(queue.queueId)).map((queue) => queue.name);
  return (
    <Drawer
      opened={agent !== undefined}
      onClose={onClose}
      position="right"
      title={agent && t('board.agentDetail', { name: agent.name })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {agent && (
        <Stack>
          <div>
            <AgentStatusMark status={agent.status} reason={agent.reason} />{' '}
            {agent.status !== 'loggedOut' && <Elapsed since={agent.since} offsetMs={offsetMs} />}
          </div>
          <Text size="sm">{t('board.queuesOf', { names: names.join(', ') || '—' })}</Text>
          {!agent.deviceReachable && <Text c="var(--tone-bad)">{t('board.deviceLost')}</Text>}
          {agent.callId !== undefined && (
            <Anchor component={Link} to={`/calls/${agent.callId}`} underline="always">
              {t('board.seeCall')} {agent.withCaller !== undefined && t('board.withCaller', { name: agent.withCaller })}
            </Anchor>
          )}
          <Forcing agent={agent} />
        </Stack>
      )}
    </Drawer>
  );
}
