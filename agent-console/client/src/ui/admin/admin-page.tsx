import { useTranslation } from 'react-i18next';
import { AddressedTabs } from '../parts/addressed-tabs.tsx';
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

/** What the organisation is and who may do what. */
export default function AdminPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('nav.admin')}>
      <AddressedTabs tabs={TABS} base="/admin" label={(name) => t(`admin.${name}`)} />
    </Page>
  );
}
