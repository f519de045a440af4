import '@mantine/dates/styles.css';
import { useTranslation } from 'react-i18next';
import { AddressedTabs } from '../parts/addressed-tabs.tsx';
import { Page } from '../parts/page.tsx';
import { AbsenceList } from './absence-list.tsx';
import { DayPlanView } from './day-plan.tsx';
import { TemplateList } from './template-list.tsx';
import { WeekPlanView } from './week-plan.tsx';

const TABS = { day: DayPlanView, week: WeekPlanView, templates: TemplateList, absences: AbsenceList };

/** Who is there, when: the day as a picture, the week as a table, the usual presences, the absences (H2, H3). */
export default function PlanningPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('nav.planning')}>
      <AddressedTabs tabs={TABS} base="/planning" label={(name) => t(`planning.${name}`)} />
    </Page>
  );
}
