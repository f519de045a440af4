import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { Page } from '../parts/page.tsx';
import { AccountList } from './account-list.tsx';
import { AgentList } from './agent-list.tsx';
import { AuditList } from './audit-list.tsx';
import { CalendarList } from './calendar-list.tsx';
import { PartyRuleList } from './party-rule-list.tsx';
import { PromptList } from './prompt-list.tsx';
import { QueueList } from './queue-list.tsx';
import { ServiceList } from './service-list.tsx';
import { SkillList } from './skill-list.tsx';
import { TokenList } from './token-list.tsx';
import { VersionList } from './version-list.tsx';

const TABS = {
  agents: AgentList,
  services: ServiceList,
  prompts: PromptList,
  queues: QueueList,
  skills: SkillList,
  calendars: CalendarList,
  callers: PartyRuleList,
  versions: VersionList,
  accounts: AccountList,
  tokens: TokenList,
  audit: AuditList,
};
type TabName = keyof typeof TABS;
const NAMES = Object.keys(TABS) as TabName[];

/** What the organisation is and who may do what. */
export default function AdminPage() {
  const { t } = useTranslation();
  const { tab } = useParams();
  const navigate = useNavigate();
  const here = NAMES.find((name) => name === tab) ?? 'agents';
  const Content = TABS[here];
  return (
    <Page title={t('nav.admin')}>
      <Tabs value={here} onChange={(name) => void navigate(`/admin/${name}`)} keepMounted={false}>
        <Tabs.List mb="md">
          {NAMES.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`admin.${name}`)}
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
