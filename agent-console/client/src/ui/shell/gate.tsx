import { Center, Loader, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { HttpProblem } from '../../app/ports.ts';
import { useConsole, useStore } from '../console-context.ts';
import { ProblemAlert } from '../parts/problem.tsx';
import { Routes } from './routes.tsx';
import { SessionExpired, SignInPage } from './sign-in.tsx';

/** Who may pass: sign-in first; a session that ends later leaves the page as it is under a dialog. */
export function Gate() {
  const { t } = useTranslation();
  const { session } = useConsole();
  const client = useQueryClient();
  const state = useStore(session.state);
  useEffect(() => {
    if (state.status === 'out') client.clear();
    if (state.status === 'in') void client.invalidateQueries();
  }, [state.status, client]);

  switch (state.status) {
    case 'unknown':
      return (
        <Center h="100%">
          <Loader aria-label={t('common.loading')} />
        </Center>
      );
    case 'unreachable':
      return (
        <Center h="100%" p="md">
          <Stack maw={520}>
            <ProblemAlert error={new HttpProblem(state.problem)} retry={() => void session.find()} />
          </Stack>
        </Center>
      );
    case 'out':
      return <SignInPage />;
    case 'in':
    case 'expired':
      return (
        <>
          <Routes />
          {state.status === 'expired' && <SessionExpired login={state.session.identity.login} />}
        </>
      );
  }
}
