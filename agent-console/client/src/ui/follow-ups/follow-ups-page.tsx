import { Badge, Paper, Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { VoicemailList } from '../desk/voicemail-list.tsx';
import { Page } from '../parts/page.tsx';
import { useAbandoned, useCallbacks, useTickets, useVoicemails } from '../queries.ts';
import { AbandonedList } from './abandoned-list.tsx';
import { CallbackList } from './callback-list.tsx';
import { InformList } from './inform-list.tsx';
import { NewCallbackButton } from './new-callback.tsx';

const LISTS = { voicemails: VoicemailList, callbacks: CallbackList, abandoned: AbandonedList, inform: InformList };
type ListName = keyof typeof LISTS;
const NAMES = Object.keys(LISTS) as ListName[];

/** Everyone who is still owed a word: messages, call-backs, callers who gave up, callers to tell of a solution. */
export default function FollowUpsPage() {
  const { t } = useTranslation();
  const { list } = useParams();
  const navigate = useNavigate();
  const here = NAMES.find((name) => name === list) ?? 'voicemails';
  const counts: Record<ListName, number | undefined> = {
    voicemails: useVoicemails('new').data?.unhandled,
    callbacks: useCallbacks().data?.total,
    abandoned: useAbandoned(0, 50).data?.total,
    inform: useTickets({ informing: 'due', limit: 100 }).data?.total,
  };
  const Content = LISTS[here];
  return (
    <Page title={t('followUps.title')} actions={<NewCallbackButton />}>
      <Paper bg="var(--surface)">
        <Tabs value={here} onChange={(name) => void navigate(`/follow-ups/${name}`)} keepMounted={false}>
          <Tabs.List>
            {NAMES.map((name) => (
              <Tabs.Tab
                key={name}
                value={name}
                rightSection={
                  counts[name] ? (
                    <Badge size="md" color="petrol" circle={counts[name] < 100}>
                      {counts[name]}
                    </Badge>
                  ) : undefined
                }
              >
                {t(`followUps.tabs.${name}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {NAMES.map((name) => (
            <Tabs.Panel key={name} value={name}>
              {name === here && <Content />}
            </Tabs.Panel>
          ))}
        </Tabs>
      </Paper>
    </Page>
  );
}
