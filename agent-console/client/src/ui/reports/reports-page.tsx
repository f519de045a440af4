import '@mantine/dates/styles.css';
import { useTranslation } from 'react-i18next';
import { AddressedTabs } from '../parts/addressed-tabs.tsx';
import { Page } from '../parts/page.tsx';
import { LinesReport } from './lines-report.tsx';
import { OnCallFigures } from './on-call-figures.tsx';
import { OpeningRegister } from './opening-register.tsx';
import { OpeningsWaiting } from './openings-waiting.tsx';
import { TelephoneReport } from './telephone-report.tsx';

const TABS = {
  telephone: TelephoneReport,
  'on-call': OnCallFigures,
  lines: LinesReport,
  openings: OpeningRegister,
};

/** What is delivered and proved: each report a table first, a picture second, all it was computed from (K5). */
export default function ReportsPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('reportTabs.title')}>
      <AddressedTabs
        tabs={TABS}
        base="/reports"
        label={(name) => t(`reportTabs.${name}`)}
        mark={(name) => name === 'openings' && <OpeningsWaiting />}
      />
    </Page>
  );
}
