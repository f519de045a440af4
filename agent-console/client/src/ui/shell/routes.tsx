import { Center, Loader } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { createBrowserRouter, Navigate, RouterProvider } from 'react-router';
import type { SessionView } from '@decroche/protocol';
import { useConsole, useStore } from '../console-context.ts';
import { DeskPage } from '../desk/desk-page.tsx';
import { Shell } from './shell.tsx';

const BoardPage = lazy(() => import('../board/board-page.tsx'));

function Waiting() {
  const { t } = useTranslation();
  return (
    <Center p="xl">
      <Loader aria-label={t('common.loading')} />
    </Center>
  );
}

/** Agents begin at their desk, the others at the wall. */
function Home() {
  const { session } = useConsole();
  const state = useStore(session.state);
  const view = 'session' in state ? state.session : undefined;
  return <Navigate replace to={view?.agent ? '/desk' : '/board'} />;
}

const page = (element: React.ReactNode) => <Suspense fallback={<Waiting />}>{element}</Suspense>;

const router = createBrowserRouter([
  {
    element: <Shell />,
    children: [
      { path: '/', element: <Home /> },
      { path: '/desk', element: <DeskPage /> },
      { path: '/board', element: page(<BoardPage />) },
      { path: '*', element: <Home /> },
    ],
  },
]);

/** Every screen; each but the desk is loaded when it is first opened. */
export function Routes({ session: _ }: { session: SessionView }) {
  return <RouterProvider router={router} />;
}
