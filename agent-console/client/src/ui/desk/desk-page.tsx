import { Center, Loader } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { HttpProblem } from '../../app/ports.ts';
import { useConsole, useStore } from '../console-context.ts';
import { ProblemAlert } from '../parts/problem.tsx';
import { CallColumn } from './call-column.tsx';
import { DeskBar } from './desk-bar.tsx';
import { DeskLists } from './desk-lists.tsx';
import { DeskNotices } from './desk-notices.tsx';
import { SoftphoneColumn } from './softphone-column.tsx';
import { TicketColumn } from './ticket-column.tsx';
import { useCallerSuggestion, useTicketEditor } from './use-ticket-editor.ts';
import classes from './desk.module.css';

/** The page an agent lives in: state above; telephone, call and ticket side by side; lists below. Nothing moves. */
export function DeskPage() {
  const { t } = useTranslation();
  const { feeds, session } = useConsole();
  const live = useStore(feeds.desk.live);
  const state = useStore(session.state);
  useDocumentTitle(`${t('nav.desk')} · Décroché`);
  const { view } = live;
  const callId = view?.call?.callId ?? view?.wrapUp?.callId ?? view?.ticket?.callId;
  const editor = useTicketEditor(callId);
  useCallerSuggestion(editor, view?.call?.pop.caller);
  if ('session' in state && !state.session.agent) return <Navigate replace to="/" />;
  if (live.refused !== undefined) {
    return <ProblemAlert error={new HttpProblem({ status: 403, title: live.refused, detail: live.refused })} />;
  }
  if (!view) {
    return (
      <Center p="xl">
        <Loader aria-label={t('common.loading')} />
      </Center>
    );
  }
  const offsetMs = live.clockOffsetMs;
  return (
    <div className={classes.desk}>
      <h1 className={classes.hidden}>{t('nav.desk')}</h1>
      <div className={classes.top}>
        <DeskBar view={view} offsetMs={offsetMs} />
        <DeskNotices view={view} offsetMs={offsetMs} />
      </div>
      <section aria-label={t('desk.phone')} className={`${classes.column} ${classes.phoneArea}`}>
        <SoftphoneColumn view={view} offsetMs={offsetMs} editor={editor} />
      </section>
      <section aria-label={t('desk.call')} className={`${classes.column} ${classes.callArea}`}>
        <CallColumn view={view} offsetMs={offsetMs} editor={editor} />
      </section>
      <section aria-label={t('desk.ticket')} className={`${classes.column} ${classes.ticketArea}`}>
        <TicketColumn editor={editor} callId={callId} />
      </section>
      <section aria-label={t('desk.lists')} className={classes.lists}>
        <DeskLists />
      </section>
    </div>
  );
}
