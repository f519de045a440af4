import '@mantine/dates/styles.css';
import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { Page } from '../parts/page.tsx';
import { AbsenceList } from './absence-list.tsx';
import { DayPlanView } from './day-plan.tsx';
import { TemplateList } from './template-list.tsx';
import { WeekPlanView } from './week-plan.tsx';

const TABS = { day: DayPlanView, week: WeekPlanView, templates: TemplateList, absences: AbsenceList };
type TabName = keyof typeof TABS;
const NAMES = Object.keys(TABS) as TabName[];

/** Who is there, when: the day as a picture, the week as a table, the usual presences, the absences (H2, H3). */
export default function PlanningPage() {
  const { t } = useTranslation();
  const { tab } = useParams();
  const navigate = useNavigate();
  const here = NAMES.find((name) => name === tab) ?? 'day';
  const Content = TABS[here];
  return (
    <Page title={t('nav.planning')}>
      <Tabs value={here} onChange={(name) => void navigate(`/planning/${name}`)} keepMounted={false}>
        <Tabs.List mb="md" className="no-print">
          {NAMES.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`planning.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {NAMES.map((name) => (
          <Tabs.Panel key={name} value={name}>
            {name === here && <Content />}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
