import '@mantine/dates/styles.css';
import { useTranslation } from 'react-i18next';
import { AddressedTabs } from '../parts/addressed-tabs.tsx';
import { Page } from '../parts/page.tsx';
import { useMay } from '../shell/session-role.ts';
import { AbsenceList } from './absence-list.tsx';
import { DayPlanView } from './day-plan.tsx';
import { TemplateList } from './template-list.tsx';
import { WeekPlanView } from './week-plan.tsx';

const TABS = { day: DayPlanView, week: WeekPlanView, absences: AbsenceList };
/** Usual presences are for those who plan. */
const PLANNERS_TABS = { day: DayPlanView, week: WeekPlanView, templates: TemplateList, absences: AbsenceList };

/** Who is there, when: the day as a picture, the week as a table, the usual presences, the absences (H2, H3). */
export default function PlanningPage() {
  const { t } = useTranslation();
  const mayPlan = useMay('supervisor');
  const shared = { base: '/planning', label: (name: keyof typeof PLANNERS_TABS) => t(`planning.${name}`) };
  return (
    <Page title={t('nav.planning')}>
      {mayPlan ? (
        <AddressedTabs tabs={PLANNERS_TABS} {...shared} />
      ) : (
        <AddressedTabs<keyof typeof TABS> tabs={TABS} {...shared} />
      )}
    </Page>
  );
}
