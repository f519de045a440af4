import '@mantine/dates/styles.css';
import { Anchor, Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { OnCallSetup } from '@decroche/protocol';
import type { ComponentType } from 'react';
import { AddressedTabs } from '../../parts/addressed-tabs.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemAlert } from '../../parts/problem.tsx';
import { useOnCallSetup } from '../on-call-queries.ts';
import { EquipmentSetup } from './equipment.tsx';
import { PolicySetup } from './policies.tsx';
import { ResponderSetup } from './responders.tsx';
import { RotationSetup } from './rotations.tsx';
import { ScheduleSetup } from './schedules.tsx';
import { SettingsSetup } from './settings.tsx';

/** A tab that is shown once there is something to show. */
const withSetup =
  (Content: ComponentType<{ setup: OnCallSetup }>): ComponentType =>
  () => <Loaded content={Content} />;

function Loaded({ content: Content }: { content: ComponentType<{ setup: OnCallSetup }> }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useOnCallSetup();
  if (error) return <ProblemAlert error={error} retry={() => void refetch()} />;
  return data ? <Content setup={data} /> : <Skeleton h={320} aria-label={t('common.loading')} />;
}

const TABS = {
  responders: withSetup(ResponderSetup),
  rotations: withSetup(RotationSetup),
  schedules: withSetup(ScheduleSetup),
  policies: withSetup(PolicySetup),
  equipment: withSetup(EquipmentSetup),
  settings: withSetup(SettingsSetup),
};

/** How on-call is organised (administrators): people, turns, telephones, who is asked in which order, what is watched. */
export default function OnCallSetupPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('onCall.setup.pageTitle')}>
      <Anchor component={Link} to="/on-call" underline="always" w="fit-content">
        {t('onCall.setup.back')}
      </Anchor>
      <AddressedTabs
        tabs={TABS}
        base="/on-call/setup"
        label={(name: keyof typeof TABS) => t(`onCall.setup.tab.${name}`)}
      />
    </Page>
  );
}
