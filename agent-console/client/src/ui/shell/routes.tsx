import { Center, Loader } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { createBrowserRouter, Navigate, RouterProvider } from 'react-router';
import { useConsole, useStore } from '../console-context.ts';
import { DeskPage } from '../desk/desk-page.tsx';
import { ON_CALL_HOME } from './places.ts';
import { Shell } from './shell.tsx';

const AccountPage = lazy(() => import('./account-page.tsx'));
const AdminPage = lazy(() => import('../admin/admin-page.tsx'));
const BoardPage = lazy(() => import('../board/board-page.tsx'));
const CallPage = lazy(() => import('../calls/call-page.tsx'));
const DirectoryPage = lazy(() => import('../directory/directory-page.tsx'));
const PlanningPage = lazy(() => import('../planning/planning-page.tsx'));
const DissuasionPage = lazy(() => import('../dissuasion/dissuasion-page.tsx'));
const FollowUpsPage = lazy(() => import('../follow-ups/follow-ups-page.tsx'));
const AlertFilePage = lazy(() => import('../on-call/alert-page.tsx'));
const MessagePage = lazy(() => import('../dissuasion/message-page.tsx'));
const MyOnCallPage = lazy(() => import('../on-call/my-page.tsx'));
const OnCallPage = lazy(() => import('../on-call/on-call-page.tsx'));
const OnCallSetupPage = lazy(() => import('../on-call/setup/setup-page.tsx'));
const ReportsPage = lazy(() => import('../reports/reports-page.tsx'));
const TicketPage = lazy(() => import('../tickets/ticket-page.tsx'));
const TicketsPage = lazy(() => import('../tickets/tickets-page.tsx'));

function Waiting() {
  const { t } = useTranslation();
  return (
    <Center p="xl">
      <Loader aria-label={t('common.loading')} />
    </Center>
  );
}

/** Agents begin at their desk, those on call at their own page, the others at the wall. */
function Home() {
  const { session } = useConsole();
  const state = useStore(session.state);
  const view = 'session' in state ? state.session : undefined;
  if (view?.identity.role === 'engineer') return <Navigate replace to={ON_CALL_HOME} />;
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
      { path: '/calls/:callId', element: page(<CallPage />) },
      { path: '/dissuasion', element: page(<DissuasionPage />) },
      { path: '/dissuasion/new', element: page(<MessagePage />) },
      { path: '/dissuasion/:dissuasionId', element: page(<MessagePage />) },
      { path: '/follow-ups', element: page(<FollowUpsPage />) },
      { path: '/follow-ups/:tab', element: page(<FollowUpsPage />) },
      { path: '/tickets', element: page(<TicketsPage />) },
      { path: '/tickets/:ticketId', element: page(<TicketPage />) },
      { path: '/directory', element: page(<DirectoryPage />) },
      { path: '/planning', element: page(<PlanningPage />) },
      { path: '/planning/:tab', element: page(<PlanningPage />) },
      { path: '/on-call', element: page(<OnCallPage />) },
      { path: '/on-call/:tab', element: page(<OnCallPage />) },
      { path: '/on-call/alerts/:alertId', element: page(<AlertFilePage />) },
      { path: '/on-call/setup/:tab', element: page(<OnCallSetupPage />) },
      { path: ON_CALL_HOME, element: page(<MyOnCallPage />) },
      { path: '/reports', element: page(<ReportsPage />) },
      { path: '/reports/:tab', element: page(<ReportsPage />) },
      { path: '/admin', element: page(<AdminPage />) },
      { path: '/admin/:tab', element: page(<AdminPage />) },
      { path: '/account', element: page(<AccountPage />) },
      { path: '*', element: <Home /> },
    ],
  },
]);

/** Every screen; each but the desk is loaded when it is first opened. */
export function Routes() {
  return <RouterProvider router={router} />;
}
