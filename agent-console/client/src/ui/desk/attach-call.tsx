import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowMerge } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketEditor } from '../../app/ticket-editor.ts';
import { useStore } from '../console-context.ts';
import { Dialog } from '../parts/dialog.tsx';
import { IncidentPicker } from '../parts/incident-picker.tsx';
import { notify } from '../parts/notify.ts';
import { useTickets } from '../queries.ts';

/** The caller calls about a ticket that is there already: this call goes onto it, the one just opened is done with. */
export function AttachCall({ editor, callId }: { editor: TicketEditor; callId: string }) {
  const { t } = useTranslation();
  const [opened, { open, close }] = useDisclosure(false);
  const [chosen, setChosen] = useState<string>();
  const [busy, setBusy] = useState(false);
  const ticket = useStore(editor.view).draft.base;
  const partyRef = ticket?.requester.partyRef;
  const theirs = useTickets({ partyRef, status: 'toComplete,open', limit: 6 }, opened && partyRef !== undefined).data;
  const others = (theirs?.items ?? []).filter(({ ticketId }) => ticketId !== ticket?.ticketId);
  const attach = async (ticketId: string) => {
    setBusy(true);
    const done = await editor.attachCall(callId, ticketId);
    setBusy(false);
    if (!done) return;
    notify({ tone: 'good', title: t('deskDay.attach.done', { number: ticketId }) });
    close();
  };
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconArrowMerge size={16} aria-hidden />}
        onClick={open}
        styles={{ root: { alignSelf: 'start' } }}
      >
        {t('deskDay.attach.open')}
      </Button>
      <Dialog opened={opened} onClose={close} title={t('deskDay.attach.title')}>
        <Stack>
          {others.length > 0 && (
            <Stack gap={6}>
              <Text size="sm" fw={500}>
                {t('deskDay.attach.same')}
              </Text>
              {others.map(({ ticketId, number, subject }) => (
                <Button
                  key={ticketId}
                  variant="default"
                  justify="start"
                  disabled={busy}
                  onClick={() => void attach(ticketId)}
                >
                  {number} · {subject || t('ticket.noSubject')}
                </Button>
              ))}
            </Stack>
          )}
          <IncidentPicker
            label={t('deskDay.attach.ticket')}
            value={chosen}
            onChange={setChosen}
            {...(ticket && { except: ticket.ticketId })}
            withChildren
          />
          <Text size="sm" c="dimmed">
            {t('deskDay.attach.hint')}
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button
              loading={busy}
              disabled={chosen === undefined}
              onClick={() => chosen !== undefined && void attach(chosen)}
            >
              {t('deskDay.attach.confirm')}
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
