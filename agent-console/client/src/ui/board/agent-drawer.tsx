import { Anchor, Button, Group, Menu, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCoffee, IconDoorExit, IconMessage } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BoardView, ForceAgent } from '@decroche/protocol';
import { timeOfDay } from '../format.ts';
import { AgentStatusMark, usePauseLabel } from '../parts/agent-status.tsx';
import { AskDialog } from '../parts/ask-dialog.tsx';
import { SideDialog } from '../parts/dialog.tsx';
import { Elapsed } from '../parts/elapsed.tsx';
import { useLocale } from '../parts/use-locale.ts';
import { usePauseReasons } from '../queries.ts';
import { MessageDialog } from './message-dialog.tsx';
import { useSupervision } from './use-supervision.tsx';

type Agent = BoardView['agents'][number];
type When = 'now' | 'afterCall';

const isBusy = ({ status }: Agent) => status !== 'ready' && status !== 'notReady' && status !== 'loggedOut';

function Forcing({ agent }: { agent: Agent }) {
  const { t, i18n } = useTranslation();
  const { force } = useSupervision();
  const reasons = usePauseReasons().data?.items ?? [];
  const [when, setWhen] = useState<When>('afterCall');
  const [asking, setAsking] = useState<ForceAgent['to']>();
  const busy = isBusy(agent);
  const away = agent.status === 'loggedOut';
  const order = (to: ForceAgent['to']) => {
    // A call that is cut short hurts somebody: that alone is asked before.
    if (busy && when === 'now') setAsking(to);
    else void force(agent, to, busy ? when : 'now', busy);
  };
  return (
    <Stack gap="xs">
      <Text fw={650}>{t('board.force')}</Text>
      {busy && (
        <SegmentedControl
          aria-label={t('supervision.agent.when')}
          value={when}
          onChange={(value) => setWhen(value as When)}
          data={(['afterCall', 'now'] as const).map((value) => ({ value, label: t(`supervision.agent.${value}`) }))}
        />
      )}
      <Button
        variant="default"
        disabled={agent.status !== 'notReady' && agent.status !== 'wrapUp'}
        leftSection={<IconCircleCheck size={18} aria-hidden />}
        onClick={() => void force(agent, { status: 'ready' }, 'now', busy)}
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
            <Menu.Item key={reason} onClick={() => order({ status: 'notReady', reason })}>
              {i18n.language === 'en' ? labelEn : label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        variant="default"
        disabled={away}
        leftSection={<IconDoorExit size={18} aria-hidden />}
        onClick={() => order({ status: 'loggedOut' })}
      >
        {t('board.forceLogout')}
      </Button>
      <Text size="sm" c="dimmed">
        {t('supervision.agent.hint')}
      </Text>
      {asking && (
        <AskDialog
          title={t('supervision.agent.nowTitle', { name: agent.name })}
          confirm={t('supervision.agent.nowConfirm')}
          tone="danger"
          onClose={() => setAsking(undefined)}
          onConfirm={() => force(agent, asking, 'now', busy)}
        >
          {t('supervision.agent.nowQuestion', { name: agent.name, state: t(`status.${agent.status}`) })}
        </AskDialog>
      )}
    </Stack>
  );
}

interface DetailProps {
  readonly agent: Agent;
  readonly view: BoardView;
  readonly offsetMs: number;
}

function Detail({ agent, view, offsetMs }: DetailProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const pauseLabel = usePauseLabel();
  const names = view.queues.filter((queue) => agent.queueIds.includes(queue.queueId)).map((queue) => queue.name);
  const next = agent.next && (agent.next.status === 'loggedOut' ? t('desk.leave') : pauseLabel(agent.next.reason, t));
  return (
    <>
      <div>
        <Group gap="xs">
          <AgentStatusMark status={agent.status} reason={agent.reason} />
          {agent.status !== 'loggedOut' && <Elapsed since={agent.since} offsetMs={offsetMs} />}
        </Group>
        {next !== undefined && <Text size="sm">{t('board.next', { state: next })}</Text>}
      </div>
      {agent.shift && (
        <Text size="sm" fw={agent.late ? 600 : undefined}>
          {timeOfDay(agent.shift.startsAt, locale)}–{timeOfDay(agent.shift.endsAt, locale)}
          {agent.late && ` · ${t('supervision.shifts.agentLate')}`}
        </Text>
      )}
      <Text size="sm">{t('board.queuesOf', { names: names.join(', ') || '—' })}</Text>
      {!agent.deviceReachable && agent.status !== 'loggedOut' && (
        <Text c="var(--tone-bad)">{t('board.deviceLost')}</Text>
      )}
      {agent.callId !== undefined && (
        <Anchor component={Link} to={`/calls/${agent.callId}`} underline="always">
          {t('board.seeCall')} {agent.withCaller !== undefined && t('board.withCaller', { name: agent.withCaller })}
        </Anchor>
      )}
    </>
  );
}

interface Props extends Omit<DetailProps, 'agent'> {
  readonly agent: Agent | undefined;
  readonly onClose: () => void;
}

/** One agent: state, shift, present call, and what a supervisor may do for them. */
export function AgentDrawer({ agent, view, offsetMs, onClose }: Props) {
  const { t } = useTranslation();
  const [writing, setWriting] = useState(false);
  return (
    <SideDialog
      opened={agent !== undefined}
      onClose={onClose}
      title={agent && t('board.agentDetail', { name: agent.name })}
    >
      {agent && (
        <Stack>
          <Detail agent={agent} view={view} offsetMs={offsetMs} />
          <Button leftSection={<IconMessage size={18} aria-hidden />} onClick={() => setWriting(true)}>
            {t('supervision.agent.message')}
          </Button>
          <Forcing agent={agent} />
          {writing && <MessageDialog to={agent} onClose={() => setWriting(false)} />}
        </Stack>
      )}
    </SideDialog>
  );
}
