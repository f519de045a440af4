import { Button, Group, Loader, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconMaximize, IconMessage, IconMinimize } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { HttpProblem } from '../../app/ports.ts';
import { useConsole, useStore } from '../console-context.ts';
import { ProblemAlert } from '../parts/problem.tsx';
import { DissuasionBanner } from '../dissuasion/dissuasion-banner.tsx';
import { AgentDrawer } from './agent-drawer.tsx';
import { AgentGrid } from './agent-grid.tsx';
import { Alarms } from './alarms.tsx';
import { CallDrawer } from './call-drawer.tsx';
import { CallbacksDue } from './callbacks-due.tsx';
import { Elsewhere } from './elsewhere.tsx';
import { DayFigures } from './day-figures.tsx';
import { MessageDialog } from './message-dialog.tsx';
import { OpenAlerts, Trunks } from './on-call-strip.tsx';
import { Presence } from './presence.tsx';
import { QueueCard } from './queue-card.tsx';
import classes from './board.module.css';

/** The wall display: the page alone, on the whole screen. */
function useWall() {
  const [params, setParams] = useSearchParams();
  const wall = params.has('wall');
  const set = (on: boolean) => {
    setParams(on ? { wall: '1' } : {});
    // Refused without a gesture or in an embedded page: the wall display works without it.
    const done = on
      ? document.documentElement.requestFullscreen()
      : document.fullscreenElement && document.exitFullscreen();
    if (done) done.catch((error: unknown) => console.warn('no full screen', error));
  };
  return { wall, set };
}

/** The supervisor's live wall: alarms, the day against its targets, who waits, who does what. */
export default function BoardPage() {
  const { t } = useTranslation();
  const { feeds } = useConsole();
  useEffect(() => feeds.board.watch(), [feeds]);
  const live = useStore(feeds.board.live);
  const { wall, set } = useWall();
  const [chosen, setChosen] = useState<string>();
  const [callId, setCallId] = useState<string>();
  const [writing, setWriting] = useState(false);
  useDocumentTitle(`${t('board.title')} · Décroché`);
  if (live.refused !== undefined) {
    return <ProblemAlert error={new HttpProblem({ status: 403, title: live.refused })} />;
  }
  const { view } = live;
  if (!view) return <Loader m="xl" aria-label={t('common.loading')} />;
  const offsetMs = live.clockOffsetMs;
  const agent = view.agents.find((one) => one.agentId === chosen);
  return (
    <div className={classes.board} data-wall={wall || undefined}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={1} size="h3">
          {t('board.title')} · {view.organisation}
        </Title>
        <Group gap="xs" wrap="nowrap">
          {!wall && (
            <Button
              variant="default"
              leftSection={<IconMessage size={18} aria-hidden />}
              onClick={() => setWriting(true)}
            >
              {t('supervision.message.toAll')}
            </Button>
          )}
          <Button
            variant="default"
            leftSection={wall ? <IconMinimize size={18} aria-hidden /> : <IconMaximize size={18} aria-hidden />}
            onClick={() => set(!wall)}
          >
            {t(wall ? 'board.leaveWall' : 'board.wall')}
          </Button>
        </Group>
      </Group>
      <Alarms view={view} />
      <Trunks view={view} />
      <OpenAlerts view={view} offsetMs={offsetMs} />
      <DissuasionBanner messages={view.dissuasions} />
      <DayFigures />
      <Presence shifts={view.shifts} />
      <section aria-label={t('board.queues')} className={classes.queues}>
        {view.queues.map((queue) => (
          <QueueCard key={queue.queueId} queue={queue} offsetMs={offsetMs} choose={setCallId} />
        ))}
      </section>
      <CallbacksDue callbacks={view.callbacks} />
      <Elsewhere view={view} offsetMs={offsetMs} />
      <AgentGrid view={view} offsetMs={offsetMs} choose={setChosen} />
      <AgentDrawer agent={agent} view={view} offsetMs={offsetMs} onClose={() => setChosen(undefined)} />
      <CallDrawer callId={callId} view={view} offsetMs={offsetMs} onClose={() => setCallId(undefined)} />
      {writing && <MessageDialog to="all" onClose={() => setWriting(false)} />}
    </div>
  );
}
