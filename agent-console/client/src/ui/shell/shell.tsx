import { ActionIcon, AppShell, Avatar, Button, Group, Menu, NavLink, Tooltip, UnstyledButton } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconChevronDown, IconHelp, IconLogout } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, Outlet, useLocation } from 'react-router';
import type { SessionView } from '@decroche/protocol';
import { useConsole, useStore } from '../console-context.ts';
import { notify } from '../parts/notify.ts';
import { attempt } from '../parts/problem.tsx';
import { ConnectionNotice } from './connection-notice.tsx';
import { CurtainButton } from './curtain-button.tsx';
import { OfferBanner } from './offer-banner.tsx';
import { LanguageSwitch, Logo, ThemeSwitch } from './preferences.tsx';
import { useLiveNotices } from './live-notices.tsx';
import { mayOpen, ON_CALL_HOME, placesOf } from './places.ts';
import { useOpeningNotices } from './opening-notices.tsx';
import { ShortcutHelp } from './shortcut-help.tsx';
import { WelcomeHints } from './welcome-hints.tsx';
import classes from './shell.module.css';

function MainNavigation({ session }: { session: SessionView }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return (
    <Group component="nav" aria-label={t('nav.label')} gap={2} wrap="nowrap" className={classes.nav}>
      {placesOf(session).map(({ to, label, icon: Shape }) => {
        const here = pathname === to || pathname.startsWith(`${to}/`);
        return (
          <NavLink
            key={to}
            component={Link}
            to={to}
            active={here}
            aria-current={here ? 'page' : undefined}
            label={t(`nav.${label}`)}
            leftSection={<Shape size={18} aria-hidden />}
            className={classes.link}
            w="auto"
          />
        );
      })}
    </Group>
  );
}

function PersonMenu({ session }: { session: SessionView }) {
  const { t } = useTranslation();
  const { session: control, feeds } = useConsole();
  const desk = useStore(feeds.desk.live).view;
  const onCall = desk?.call !== undefined;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.person}>
          <span className={classes.hidden}>{t('nav.account')}</span>
          <Avatar size={28} name={session.identity.name} color="petrol" aria-hidden />
          <span className={classes.personName}>{session.identity.name}</span>
          <IconChevronDown size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {session.identity.login} · {t(`role.${session.identity.role}`)}
        </Menu.Label>
        <Menu.Item component={Link} to="/account">
          {t('nav.password')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          disabled={onCall}
          onClick={() => void attempt(control.signOut, t)}
        >
          {onCall ? t('nav.signOutOnCall') : t('nav.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The frame of every page: header, notices, an offer wherever one is. */
export function Shell() {
  const { t } = useTranslation();
  const { session, transfers } = useConsole();
  const state = useStore(session.state);
  const location = useLocation();
  useEffect(
    () =>
      transfers.onFailed(() => notify({ tone: 'bad', title: t('transfer.failed'), message: t('transfer.failedHint') })),
    [transfers, t],
  );
  useLiveNotices();
  useOpeningNotices();
  const [help, { open, close }] = useDisclosure(false);
  useHotkeys([
    ['shift+?', open],
    ['?', open],
  ]);
  if (!('session' in state)) return null;
  const wall = new URLSearchParams(location.search).has('wall');
  return (
    <AppShell header={{ height: wall ? 0 : 52 }} padding={0} className={classes.shell}>
      <a className="skip-link" href="#main">
        {t('nav.skip')}
      </a>
      {!wall && (
        <AppShell.Header className={`${classes.header} no-print`}>
          <Button
            component={Link}
            to="/"
            variant="transparent"
            c="var(--mantine-color-text)"
            px={6}
            leftSection={<Logo />}
            className={classes.brand}
          >
            <span className={classes.brandName}>Décroché</span>
          </Button>
          <MainNavigation session={state.session} />
          <Group gap={4} wrap="nowrap">
            <div className={classes.forKeyboards}>
              <Tooltip label={t('shortcuts.open')}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  c="var(--mantine-color-text)"
                  aria-label={t('shortcuts.open')}
                  onClick={open}
                >
                  <IconHelp size={18} aria-hidden />
                </ActionIcon>
              </Tooltip>
              <CurtainButton />
            </div>
            <LanguageSwitch />
            <ThemeSwitch />
            <PersonMenu session={state.session} />
          </Group>
        </AppShell.Header>
      )}
      <AppShell.Main id="main" className={classes.main} tabIndex={-1}>
        <ConnectionNotice session={state.session} />
        {location.pathname !== '/desk' && <OfferBanner />}
        <WelcomeHints session={state.session} />
        {mayOpen(state.session, location.pathname) ? <Outlet /> : <Navigate replace to={ON_CALL_HOME} />}
      </AppShell.Main>
      <ShortcutHelp opened={help} onClose={close} />
    </AppShell>
  );
}
