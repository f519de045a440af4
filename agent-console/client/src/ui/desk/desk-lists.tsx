import { Badge, Tabs } from '@mantine/core';
import { IconMessage, IconPhone, IconPhoneOutgoing, IconTicket } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CallbackList } from '../follow-ups/callback-list.tsx';
import { useCallbacks, useTickets, useVoicemails } from '../queries.ts';
import { MyCalls } from './my-calls.tsx';
import { MyTickets } from './my-tickets.tsx';
import { VoicemailList } from './voicemail-list.tsx';

function Count({ value }: { value: number | undefined }) {
  if (!value) return null;
  return (
    <Badge circle size="md" color="petrol">
      {value}
    </Badge>
  );
}

/** Work that waits: my tickets, messages, and my calls to look back at. */
export function DeskLists() {
  const { t } = useTranslation();
  const unhandled = useVoicemails('new').data?.unhandled;
  const callbacks = useCallbacks().data?.total;
  const open = useTickets({ agentId: 'me', status: 'toComplete,open', limit: 50 }).data?.total;
  return (
    <Tabs defaultValue="calls" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="calls" leftSection={<IconPhone size={16} aria-hidden />}>
          {t('lists.calls')}
        </Tabs.Tab>
        <Tabs.Tab
          value="voicemails"
          leftSection={<IconMessage size={16} aria-hidden />}
          rightSection={<Count value={unhandled} />}
        >
          {t('lists.voicemails')}
        </Tabs.Tab>
        <Tabs.Tab
          value="callbacks"
          leftSection={<IconPhoneOutgoing size={16} aria-hidden />}
          rightSection={<Count value={callbacks} />}
        >
          {t('followUps.tabs.callbacks')}
        </Tabs.Tab>
        <Tabs.Tab
          value="tickets"
          leftSection={<IconTicket size={16} aria-hidden />}
          rightSection={<Count value={open} />}
        >
          {t('lists.tickets')}
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="calls">
        <MyCalls />
      </Tabs.Panel>
      <Tabs.Panel value="voicemails">
        <VoicemailList />
      </Tabs.Panel>
      <Tabs.Panel value="callbacks">
        <CallbackList />
      </Tabs.Panel>
      <Tabs.Panel value="tickets">
        <MyTickets />
      </Tabs.Panel>
    </Tabs>
  );
}
