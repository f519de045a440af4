import { Badge, Paper } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { VoicemailList } from '../desk/voicemail-list.tsx';
import { AddressedTabs } from '../parts/addressed-tabs.tsx';
import { Page } from '../parts/page.tsx';
import { useAbandoned, useCallbacks, useTickets, useVoicemails } from '../queries.ts';
import { AbandonedList } from './abandoned-list.tsx';
import { CallbackList } from './callback-list.tsx';
import { InformList } from './inform-list.tsx';
import { NewCallbackButton } from './new-callback.tsx';

const LISTS = { voicemails: VoicemailList, callbacks: CallbackList, abandoned: AbandonedList, inform: InformList };
type ListName = keyof typeof LISTS;

/** Everyone who is still owed a word: messages, call-backs, callers who gave up, callers to tell of a solution. */
export default function FollowUpsPage() {
  const { t } = useTranslation();
  const counts: Record<ListName, number | undefined> = {
    voicemails: useVoicemails('new').data?.unhandled,
    callbacks: useCallbacks().data?.total,
    abandoned: useAbandoned(0, 50).data?.total,
    inform: useTickets({ informing: 'due', limit: 100 }).data?.total,
  };
  return (
    <Page title={t('followUps.title')} actions={<NewCallbackButton />}>
      <Paper bg="var(--surface)">
        <AddressedTabs
          tabs={LISTS}
          base="/follow-ups"
          label={(name) => t(`followUps.tabs.${name}`)}
          mark={(name) =>
            counts[name] ? (
              <Badge size="md" color="petrol" circle={counts[name] < 100}>
                {counts[name]}
              </Badge>
            ) : undefined
          }
        />
      </Paper>
    </Page>
  );
}
