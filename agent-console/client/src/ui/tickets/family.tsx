import { Alert, Anchor, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconLink, IconSpeakerphone, IconUnlink } from '@tabler/icons-react';
import type { Ticket } from '@decroche/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { TicketEditor } from '../../app/ticket-editor.ts';
import { RingBackButtons } from '../follow-ups/ring-back-buttons.tsx';
import { IncidentPicker } from '../parts/incident-picker.tsx';
import { useTickets } from '../queries.ts';

interface Props {
  readonly editor: TicketEditor;
  readonly ticket: Ticket;
}

function Parent({ editor, ticket }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string>();
  const current = ticket.status === 'toComplete' || ticket.status === 'open';
  if (ticket.parentId !== undefined) {
    return (
      <Group justify="space-between">
        <Text size="sm">
          {t('deskDay.incident.parent')}{' '}
          <Anchor component={Link} to={`/tickets/${ticket.parentId}`} underline="always" fw={600} className="tabular">
            {ticket.parentId}
          </Anchor>
        </Text>
        {current && (
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconUnlink size={16} aria-hidden />}
            onClick={() => void editor.detach()}
          >
            {t('deskDay.incident.detach')}
          </Button>
        )}
      </Group>
    );
  }
  if (!current) return <Text size="sm">{t('deskDay.incident.none')}</Text>;
  return (
    <Group align="end" wrap="nowrap">
      <div style={{ flex: 1, minWidth: 0 }}>
        <IncidentPicker
          label={t('deskDay.incident.pick')}
          description={t('deskDay.incident.pickHint')}
          value={chosen}
          onChange={setChosen}
          except={ticket.ticketId}
        />
      </div>
      <Button
        variant="default"
        disabled={chosen === undefined}
        leftSection={<IconLink size={18} aria-hidden />}
        onClick={() => chosen !== undefined && void editor.attachTo(chosen)}
      >
        {t('deskDay.incident.attach')}
      </Button>
    </Group>
  );
}

function Children({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const { data } = useTickets({ parentId: ticket.ticketId, limit: 200 });
  if (!data) return null;
  const due = data.items.filter(({ informing }) => informing === 'due').length;
  return (
    <Stack gap="xs">
      <Group gap={8}>
        <Text size="sm" fw={600}>
          {t('deskDay.incident.children', { count: data.total })}
        </Text>
        {due > 0 && (
          <Badge variant="default" tt="none" component={Link} to="/follow-ups/inform">
            {t('followUps.tabs.inform')} : {due}
          </Badge>
        )}
      </Group>
      <Stack component="ul" gap={4} m={0} p={0} style={{ listStyle: 'none' }}>
        {data.items.map((child) => (
          <Group key={child.ticketId} component="li" gap="xs" wrap="nowrap" justify="space-between">
            <Text size="sm" truncate>
              <Anchor
                component={Link}
                to={`/tickets/${child.ticketId}`}
                underline="always"
                fw={600}
                className="tabular"
              >
                {child.number}
              </Anchor>{' '}
              {child.requester.name || child.subject || t('ticket.noSubject')}
            </Text>
            <Badge variant="default" tt="none" style={{ flexShrink: 0 }}>
              {child.informing === 'due' ? t('followUps.tabs.inform') : t(`ticketStatus.${child.status}`)}
            </Badge>
          </Group>
        ))}
      </Stack>
    </Stack>
  );
}

/** The caller who waits to hear of the solution. */
function Informing({ editor, ticket }: Props) {
  const { t } = useTranslation();
  const { partyRef, name } = ticket.requester;
  if (ticket.informing === undefined) return null;
  if (ticket.informing === 'done') return <Text size="sm">{t('deskDay.incident.informDone')}</Text>;
  return (
    <Alert color="orange" icon={<IconSpeakerphone aria-hidden />} title={t('deskDay.incident.informDue')}>
      <Group gap="xs">
        {partyRef !== undefined && ticket.serviceId !== undefined && (
          <RingBackButtons
            whom={{ kind: 'party', partyRef, serviceId: ticket.serviceId }}
            name={name || ticket.number}
          />
        )}
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconCheck size={16} aria-hidden />}
          onClick={() => void editor.informed()}
        >
          {t('deskDay.incident.informed')}
        </Button>
      </Group>
    </Alert>
  );
}

/** The major incident a ticket belongs to, or the solicitations attached to it (T7). */
export function Family({ editor, ticket }: Props) {
  const { t } = useTranslation();
  return (
    <Paper p="md" bg="var(--surface)" mt="md" component="section" aria-labelledby="ticket-family">
      <Stack gap="sm">
        <Title order={2} size="h5" id="ticket-family">
          {t('deskDay.incident.section')}
        </Title>
        <Informing editor={editor} ticket={ticket} />
        {ticket.childCount > 0 ? <Children ticket={ticket} /> : <Parent editor={editor} ticket={ticket} />}
      </Stack>
    </Paper>
  );
}
