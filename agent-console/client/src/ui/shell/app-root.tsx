import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import 'dayjs/locale/fr.js';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HttpProblem } from '../../app/ports.ts';
import type { ConsoleApp } from '../../app/console-app.ts';
import { ConsoleContext } from '../console-context.ts';
import { refreshStale } from '../queries.ts';
import { cssVariables, theme } from '../theme.ts';
import { Curtain } from './curtain.tsx';
import { Gate } from './gate.tsx';

/** A refusal will not become a yes by asking again; a fault may. */
const retry = (failures: number, error: unknown) =>
  failures < 2 && !(error instanceof HttpProblem && error.problem.status >= 400 && error.problem.status < 500);

/** Everything around the screens: look, words, cache, the application. */
export function AppRoot({ app }: { app: ConsoleApp }) {
  const { t, i18n } = useTranslation();
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry, staleTime: 15_000 } } }));
  useEffect(() => app.feeds.onStale((what) => refreshStale(client, what)), [app, client]);
  return (
    <ConsoleContext.Provider value={app}>
      <QueryClientProvider client={client}>
        <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
          <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>
            <aside aria-label={t('common.messages')}>
              <Notifications position="bottom-left" limit={4} withinPortal={false} />
            </aside>
            <Gate />
            <Curtain />
          </DatesProvider>
        </MantineProvider>
      </QueryClientProvider>
    </ConsoleContext.Provider>
  );
}
