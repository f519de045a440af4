import { Button, Group } from '@mantine/core';
import { IconDeviceMobile, IconSettings } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { AddressedTabs } from '../parts/addressed-tabs.tsx';
import { Page } from '../parts/page.tsx';
import { useMay } from '../shell/session-role.ts';
import { AlertList } from './alert-list.tsx';
import { AwayView } from './away-view.tsx';
import { CalendarView } from './calendar-view.tsx';
import { NowView } from './now-view.tsx';
import { SwapList } from './swap-list.tsx';

const TABS = { now: NowView, calendar: CalendarView, swaps: SwapList, away: AwayView, alerts: AlertList };

/** Who is on call, now and later; what keeps them busy (O1–O4). */
export default function OnCallPage() {
  const { t } = useTranslation();
  const admin = useMay('admin');
  return (
    <Page
      title={t('nav.onCall')}
      actions={
        <Group gap="xs">
          <Button
            component={Link}
            to="/me/on-call"
            variant="default"
            leftSection={<IconDeviceMobile size={18} aria-hidden />}
          >
            {t('onCall.mine.open')}
          </Button>
          {admin && (
            <Button
              component={Link}
              to="/on-call/setup/responders"
              variant="default"
              leftSection={<IconSettings size={18} aria-hidden />}
            >
              {t('onCall.setup.title')}
            </Button>
          )}
        </Group>
      }
    >
      <AddressedTabs tabs={TABS} base="/on-call" label={(name: keyof typeof TABS) => t(`onCall.tab.${name}`)} />
    </Page>
  );
}
